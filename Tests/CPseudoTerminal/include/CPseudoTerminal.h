// Pseudo-terminals for tests: a terminal whose other end is the test.

#pragma once

#include <stdbool.h>
#include <sys/types.h>

/// Opens a pair of that size. Both descriptors are closed on exec. Returns false if there is none left.
bool pseudo_terminal_open(int rows, int columns, int *terminal, int *line);

/// Writes the path of the line that belongs to `terminal`. Returns false if it does not fit.
bool pseudo_terminal_path(int terminal, char *path, size_t capacity);

/// Runs `path` with these arguments (`arguments[0]` is its name) and this environment, both ended by NULL, in
/// `directory` (NULL: where the caller is), as the leader of a new session on a new terminal of that size. Signals
/// are as a shell would leave them. Returns its process number, or -1.
pid_t pseudo_terminal_spawn(
  const char *path, char *const arguments[], char *const environment[], const char *directory, int rows,
  int columns, int *terminal);

/// Changes the size. The foreground process group of the terminal receives SIGWINCH.
bool pseudo_terminal_resize(int terminal, int rows, int columns);
