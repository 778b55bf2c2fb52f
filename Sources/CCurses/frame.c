// ncurses, drawing into memory.
//
// ncurses flushes its output on nearly every cursor movement, hundreds of times a frame, and a terminal shows the
// pieces. So it is started on a file in memory: a frame is collected there, and goes to the terminal in one write.

#define _GNU_SOURCE
#include "CCurses.h"
#include "description.h"

#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include <ncurses.h>

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

static struct {
  SCREEN *screen;
  FILE *output;
  FILE *input;
  uint8_t *bytes;
  size_t capacity;
} frame;

/// `newterm` under the description made in memory for `colors`, or NULL.
static SCREEN *start_described(int colors) {
  char *description = ccurses_compile_description(colors);
  if (description == NULL) return NULL;
  const char *variable = getenv("TERMINFO");
  char *kept = variable == NULL ? NULL : strdup(variable);
  SCREEN *screen = NULL;
  if (setenv("TERMINFO", description, 1) == 0) {
    screen = newterm(ccurses_description_name, frame.output, frame.input);
  }
  if (kept != NULL) {
    setenv("TERMINFO", kept, 1);
  } else {
    unsetenv("TERMINFO");
  }
  free(kept);
  free(description);
  return screen;
}

bool ccurses_start(const char *name, int colors, int rows, int columns) {
  int memory = memfd_create("frame", MFD_CLOEXEC);
  if (memory < 0) return false;
  frame.output = fdopen(memory, "w+");
  frame.input = fopen("/dev/null", "re");
  if (frame.output == NULL || frame.input == NULL) {
    ccurses_stop();
    return false;
  }
  void *loaded = ccurses_loaded_description();
  if (colors > ccurses_colors()) frame.screen = start_described(colors);
  if (frame.screen == NULL) frame.screen = newterm(name, frame.output, frame.input);
  if (frame.screen == NULL) {
    ccurses_stop();
    return false;
  }
  if (loaded != ccurses_loaded_description()) ccurses_unload_description(loaded);
  typeahead(-1);  // never cut a frame short because keys wait
  leaveok(stdscr, TRUE);
  if (colors > 0 && has_colors()) {
    start_color();
    use_default_colors();
  }
  ccurses_resize(rows, columns);
  // What ncurses said so far assumed a size that is not the terminal's; entering and leaving is the caller's part.
  size_t discarded;
  ccurses_frame(&discarded);
  ccurses_forget();
  return true;
}

void ccurses_stop(void) {
  if (frame.screen != NULL) {
    endwin();
    delscreen(frame.screen);
  }
  if (frame.output != NULL) fclose(frame.output);
  if (frame.input != NULL) fclose(frame.input);
  free(frame.bytes);
  memset(&frame, 0, sizeof frame);
}

int ccurses_drawn_colors(void) {
  return has_colors() ? COLORS : 0;
}

int ccurses_pairs(void) {
  return has_colors() ? COLOR_PAIRS : 0;
}

void ccurses_define_pair(int pair, int foreground, int background) {
  init_extended_pair(pair, foreground, background);
}

/// The character that ncurses is given for `glyph`. Where the C library does not know a glyph of the plane of
/// symbols, as the octants of Unicode 16, ncurses would draw a blank; a private character of the same number in
/// plane 15, which takes as many bytes, stands in for it until the frame is complete.
static wchar_t drawable(uint32_t glyph) {
  if (wcwidth((wchar_t)glyph) == 1) return (wchar_t)glyph;
  if (glyph >= 0x10000 && glyph < 0x20000) return (wchar_t)(glyph - 0x10000 + 0xF0000);
  return L'?';
}

/// Gives the glyphs back their own numbers: U+F0000 + n is F3 B0.., and U+10000 + n is F0 90...
static void replace_stand_ins(uint8_t *bytes, size_t length) {
  uint8_t *next = bytes;
  while ((next = memchr(next, 0xF3, length - (size_t)(next - bytes))) != NULL) {
    if (next + 1 < bytes + length && next[1] >= 0xB0) {
      next[0] = 0xF0;
      next[1] -= 0x20;
    }
    next++;
  }
}

void ccurses_put(
  int row, int column, const uint32_t *glyphs, int count, unsigned attributes, int pair) {
  attr_t drawn = ((attributes & CCURSES_BOLD) ? A_BOLD : 0) | ((attributes & CCURSES_DIM) ? A_DIM : 0)
    | ((attributes & CCURSES_UNDERLINE) ? A_UNDERLINE : 0)
    | ((attributes & CCURSES_REVERSE) ? A_REVERSE : 0);
  cchar_t cells[64];
  while (count > 0) {
    int part = count < 64 ? count : 64;
    for (int index = 0; index < part; index++) {
      wchar_t text[2] = {drawable(glyphs[index]), 0};
      setcchar(&cells[index], text, drawn, 0, &pair);
    }
    mvadd_wchnstr(row, column, cells, part);
    glyphs += part;
    column += part;
    count -= part;
  }
}

void ccurses_erase(void) {
  erase();
}

void ccurses_resize(int rows, int columns) {
  resizeterm(rows, columns);
}

void ccurses_forget(void) {
  clearok(curscr, TRUE);
}

const uint8_t *ccurses_frame(size_t *length) {
  *length = 0;
  wnoutrefresh(stdscr);
  doupdate();
  fflush(frame.output);
  int memory = fileno(frame.output);
  off_t end = lseek(memory, 0, SEEK_CUR);
  if (end < 0) return NULL;
  size_t needed = (size_t)end;
  if (needed > frame.capacity || frame.bytes == NULL) {
    uint8_t *larger = realloc(frame.bytes, needed + 4096);
    if (larger == NULL) return NULL;
    frame.bytes = larger;
    frame.capacity = needed + 4096;
  }
  ssize_t count = pread(memory, frame.bytes, needed, 0);
  lseek(memory, 0, SEEK_SET);
  if (count < 0) return NULL;
  replace_stand_ins(frame.bytes, (size_t)count);
  *length = (size_t)count;
  return frame.bytes;
}
