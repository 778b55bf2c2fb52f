// Descriptions of terminals that are made in memory. Private to this target.

#pragma once

#include <stdlib.h>

/// The description that is loaded, but with `colors` colours set by the usual sequences, in the form that ncurses
/// accepts in the variable TERMINFO. Its name is `ccurses_description_name`. Free it; NULL if it cannot be made.
char *ccurses_compile_description(int colors);

/// The name under which the description that was made in memory is known.
extern const char *const ccurses_description_name;

/// The description that is loaded, and a way to be rid of it once ncurses has its own.
void *ccurses_loaded_description(void);
void ccurses_unload_description(void *description);
