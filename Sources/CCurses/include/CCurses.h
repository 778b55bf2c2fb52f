// The door to ncurses, terminfo and the signals of a terminal: functions only, nothing of <ncurses.h> is visible
// outside. One terminal at a time; every function belongs to the thread that opened it, unless it says otherwise.

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <termios.h>

// MARK: Locale

/// Sets the character type of the process to `name`, or to UTF-8 in the C locale where `name` asks for UTF-8 but is
/// not installed. Numbers keep their decimal point. Returns whether text is UTF-8 now.
bool ccurses_set_locale(const char *name);

// MARK: Terminal description (terminfo)

/// What `ccurses_describe` found.
enum ccurses_description {
  CCURSES_DESCRIBED = 0,
  CCURSES_UNKNOWN_TERMINAL = 1,
  CCURSES_CANNOT_ADDRESS_CURSOR = 2,
};

/// Loads the description of the terminal called `name`, for `ccurses_colors` and `ccurses_sequence`.
/// Returns a value of `enum ccurses_description`.
int ccurses_describe(const char *name);

/// How many colours the loaded description promises: 0 where there is no colour.
int ccurses_colors(void);

/// Copies the capability `name` without its padding marks into `buffer`. Returns its length, 0 if the terminal
/// lacks it or the buffer is too small.
size_t ccurses_sequence(const char *name, char *buffer, size_t capacity);

// MARK: Frames (ncurses)

/// Starts ncurses for the terminal called `name`, drawing into memory. `colors` is 0, 16, 256 or 1 << 24. Where the
/// terminal's own description promises fewer, a description with that many is made in memory; where ncurses refuses
/// that, the terminal's own is used. Returns false if ncurses cannot start.
bool ccurses_start(const char *name, int colors, int rows, int columns);

/// Ends ncurses; whatever it would still say to the terminal is discarded.
void ccurses_stop(void);

/// How many colours can be drawn now; 0 without colour.
int ccurses_drawn_colors(void);

/// How many colour pairs can be defined; valid pairs are 1 to this less one, and pair 0 is the terminal's own look.
int ccurses_pairs(void);

/// Makes `pair` mean these two colours; -1 is the terminal's own. RGB colours are numbers from 16 to 0xFFFFFF.
void ccurses_define_pair(int pair, int foreground, int background);

/// Attribute bits of `ccurses_put`.
enum ccurses_attribute {
  CCURSES_BOLD = 1,
  CCURSES_DIM = 2,
  CCURSES_UNDERLINE = 4,
  CCURSES_REVERSE = 8,
};

/// Places `count` glyphs, each one column wide, from (`row`, `column`) to the right. Whatever is outside is
/// clipped.
void ccurses_put(
  int row, int column, const uint32_t *glyphs, int count, unsigned attributes, int pair);

/// Makes every cell blank.
void ccurses_erase(void);

/// Changes the size of the picture.
void ccurses_resize(int rows, int columns);

/// Makes the next frame repaint every cell, whatever the terminal is believed to show.
void ccurses_forget(void);

/// Lets ncurses turn what was placed since the last frame into bytes. Returns them, valid until the next call, and
/// their number; NULL with the number 0 if there is no memory.
const uint8_t *ccurses_frame(size_t *length);

// MARK: The terminal itself

/// The size of the terminal behind `descriptor`; false if it does not know.
bool ccurses_size(int descriptor, int *rows, int *columns);

/// A descriptor to wake a `poll` with; -1 if there is none left.
int ccurses_make_wake_descriptor(void);

/// Makes `descriptor` readable. Safe from every thread and in a signal handler.
void ccurses_wake(int descriptor);

/// Makes `descriptor` unreadable again. Returns whether it had been woken.
bool ccurses_drain(int descriptor);

// MARK: Signal guard

/// Things that signals announced since they were last asked for.
enum ccurses_announcement {
  CCURSES_RESIZED = 1,
  CCURSES_CONTINUED = 2,
};

/// Installs the handlers. From now on INT, TERM, HUP, QUIT, SEGV, BUS, ILL, FPE, TRAP and ABRT restore the
/// terminal, if it is armed, and then end the process as they would have; TSTP restores it and stops; WINCH and
/// CONT wake `notify`. A signal that is ignored stays ignored. The calling thread gets a stack for handlers.
void ccurses_guard_install(int notify);

/// Puts the earlier handlers back.
void ccurses_guard_remove(void);

/// Says how to restore the terminal, and that it needs restoring: write `off` to `output`, then set `saved`.
void ccurses_guard_arm(int output, const struct termios *saved, const char *off, size_t off_length);

/// Writes all of `bytes` to the armed terminal, across interruptions and partial writes; to one that is not armed,
/// nothing. Nothing of it follows the bytes with which a handler leaves the terminal. Returns false if the terminal
/// is gone.
bool ccurses_guard_write(const void *bytes, size_t count);

/// Restores the terminal if it is armed, and disarms. Safe in a signal handler; also runs at `exit`.
void ccurses_guard_restore(void);

/// Whether the terminal is armed: false once a signal has restored it.
bool ccurses_guard_is_armed(void);

/// Stops the process group as Ctrl-Z does. Returns once it continues.
void ccurses_guard_stop_group(void);

/// The announcements, as bits of `enum ccurses_announcement`, which this call takes away.
unsigned ccurses_guard_take_announcements(void);
