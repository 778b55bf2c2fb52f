// Terminal descriptions: what terminfo says, and a richer one made in memory.
//
// The databases of most systems describe 8 or 256 colours and no direct colour, whatever the terminal can do;
// installing an entry or running `tic` is not for a program to do. ncurses accepts a compiled description in the
// variable TERMINFO itself ("hex:..."), so the loaded description is read out through the documented names, given
// other colours, and written in the documented format of term(5) with 32-bit numbers. ncurses then draws 24-bit
// colours by itself.

#include "description.h"

#include "CCurses.h"

#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include <ncurses.h>
#include <term.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *const ccurses_description_name = "elbow";

int ccurses_describe(const char *name) {
  int answer = 0;
  if (setupterm(name, STDOUT_FILENO, &answer) != OK) return CCURSES_UNKNOWN_TERMINAL;
  const char *address = tigetstr("cup");
  if (address == NULL || address == (char *)-1) return CCURSES_CANNOT_ADDRESS_CURSOR;
  return CCURSES_DESCRIBED;
}

void *ccurses_loaded_description(void) {
  return cur_term;
}

void ccurses_unload_description(void *description) {
  if (description != NULL) del_curterm(description);
}

int ccurses_colors(void) {
  int colors = tigetnum("colors");
  return colors < 0 ? 0 : colors;
}

size_t ccurses_sequence(const char *name, char *buffer, size_t capacity) {
  const char *text = tigetstr(name);
  if (text == NULL || text == (char *)-1) return 0;
  size_t length = 0;
  while (*text != 0) {
    const char *end = strncmp(text, "$<", 2) == 0 ? strchr(text, '>') : NULL;
    if (end != NULL) {
      text = end + 1;  // a mark like $<50/> asks for a pause, which no terminal emulator needs
    } else if (length < capacity) {
      buffer[length++] = *text++;
    } else {
      return 0;
    }
  }
  return length;
}

/// Bytes of a compiled description.
struct bytes {
  uint8_t data[16384];
  size_t count;
  bool overflowed;
};

static void append(struct bytes *to, const void *from, size_t count) {
  if (count > sizeof to->data - to->count) {
    to->overflowed = true;
    return;
  }
  memcpy(to->data + to->count, from, count);
  to->count += count;
}

/// Numbers are stored with the low byte first.
static void append_number(struct bytes *to, int number, int width) {
  uint32_t bits = (uint32_t)number;
  for (int index = 0; index < width; index++) {
    uint8_t byte = (uint8_t)(bits >> (8 * index));
    append(to, &byte, 1);
  }
}

static void append_padding(struct bytes *to) {
  if (to->count % 2 != 0) append_number(to, 0, 1);
}

static bool is(const char *name, const char *other) {
  return strcmp(name, other) == 0;
}

#define SET_COLOR(base, bright, direct)                                                                      \
  "\033[%?%p1%{8}%<%t" base "%p1%d%e%p1%{16}%<%t" bright "%p1%{8}%-%d%e" direct "%;m"
#define DIRECT "%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d"

/// The value that the new description has for the capability called `name`; NULL for none.
static const char *string_value(const char *name, bool direct) {
  if (is(name, "setaf")) {
    return direct ? SET_COLOR("3", "9", "38;2;" DIRECT) : SET_COLOR("3", "9", "38;5;%p1%d");
  }
  if (is(name, "setab")) {
    return direct ? SET_COLOR("4", "10", "48;2;" DIRECT) : SET_COLOR("4", "10", "48;5;%p1%d");
  }
  if (is(name, "op")) return "\033[39;49m";
  // Other ways to set colours, which must not win over these.
  const char *const others[] = {"initc", "initp", "oc", "scp", "setf", "setb"};
  for (size_t index = 0; index < sizeof others / sizeof others[0]; index++) {
    if (is(name, others[index])) return NULL;
  }
  const char *value = tigetstr(name);
  return value == (char *)-1 ? NULL : value;
}

static int number_value(const char *name, int colors) {
  if (is(name, "colors")) return colors;
  if (is(name, "pairs")) return 65536;
  int value = tigetnum(name);
  return value < 0 ? -1 : value;
}

/// The part of term(5) that holds names beyond the standard: AX (39 and 49 mean the default colours) and, for
/// direct colour, RGB.
static void append_extensions(struct bytes *to, bool direct) {
  append_padding(to);
  int count = direct ? 2 : 1;
  append_number(to, count, 2);  // booleans
  append_number(to, 0, 2);      // numbers
  append_number(to, 0, 2);      // strings
  append_number(to, count, 2);  // entries of the string table: the names alone
  append_number(to, direct ? 7 : 3, 2);
  for (int index = 0; index < count; index++) append_number(to, 1, 1);
  append_padding(to);
  append_number(to, 0, 2);
  if (direct) append_number(to, 3, 2);
  append(to, "AX\0RGB", direct ? 7 : 3);
}

char *ccurses_compile_description(int colors) {
  static struct bytes compiled, strings;
  compiled = (struct bytes){.count = 0};
  strings = (struct bytes){.count = 0};
  bool direct = colors > 256;
  int booleans = 0, numbers = 0, texts = 0;
  while (boolnames[booleans] != NULL) booleans++;
  while (numnames[numbers] != NULL) numbers++;
  while (strnames[texts] != NULL) texts++;

  struct bytes offsets = {.count = 0};
  for (int index = 0; index < texts; index++) {
    const char *value = string_value(strnames[index], direct);
    append_number(&offsets, value == NULL ? -1 : (int)strings.count, 2);
    if (value != NULL) append(&strings, value, strlen(value) + 1);
  }

  size_t name_size = strlen(ccurses_description_name) + 1;
  const int header[] = {01036, (int)name_size, booleans, numbers, texts, (int)strings.count};
  for (int index = 0; index < 6; index++) append_number(&compiled, header[index], 2);
  append(&compiled, ccurses_description_name, name_size);
  for (int index = 0; index < booleans; index++) {
    bool redefines = is(boolnames[index], "ccc");
    append_number(&compiled, !redefines && tigetflag(boolnames[index]) > 0, 1);
  }
  append_padding(&compiled);
  for (int index = 0; index < numbers; index++) {
    append_number(&compiled, number_value(numnames[index], colors), 4);
  }
  append(&compiled, offsets.data, offsets.count);
  append(&compiled, strings.data, strings.count);
  append_extensions(&compiled, direct);
  if (compiled.overflowed || strings.overflowed) return NULL;

  char *text = malloc(2 * compiled.count + sizeof "hex:");
  if (text == NULL) return NULL;
  strcpy(text, "hex:");
  for (size_t index = 0; index < compiled.count; index++) {
    sprintf(text + 4 + 2 * index, "%02X", compiled.data[index]);
  }
  return text;
}
