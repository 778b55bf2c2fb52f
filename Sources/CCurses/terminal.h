// Output to the terminal. Private to this target.

#pragma once

#include <stdbool.h>
#include <stddef.h>

/// Writes all of `bytes`, across interruptions and partial writes, waiting while the terminal is busy. Safe in a
/// signal handler. Returns false if the terminal is gone.
bool ccurses_write(int descriptor, const void *bytes, size_t count);
