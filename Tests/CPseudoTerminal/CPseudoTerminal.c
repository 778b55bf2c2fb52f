#define _GNU_SOURCE
#include "CPseudoTerminal.h"

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

static struct winsize window(int rows, int columns) {
  return (struct winsize){.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
}

bool pseudo_terminal_open(int rows, int columns, int *terminal, int *line) {
  struct winsize size = window(rows, columns);
  if (openpty(terminal, line, NULL, NULL, &size) != 0) return false;
  fcntl(*terminal, F_SETFD, FD_CLOEXEC);
  fcntl(*line, F_SETFD, FD_CLOEXEC);
  return true;
}

bool pseudo_terminal_path(int terminal, char *path, size_t capacity) {
  return ptsname_r(terminal, path, capacity) == 0;
}

pid_t pseudo_terminal_spawn(
  const char *path, char *const arguments[], char *const environment[], const char *directory, int rows,
  int columns, int *terminal) {
  struct winsize size = window(rows, columns);
  // The caller may have other threads, so the child only makes system calls until it is replaced.
  pid_t process = forkpty(terminal, NULL, NULL, &size);
  if (process == 0) {
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (directory == NULL || chdir(directory) == 0) execve(path, arguments, environment);
    _exit(127);
  }
  if (process > 0) fcntl(*terminal, F_SETFD, FD_CLOEXEC);
  return process;
}

bool pseudo_terminal_resize(int terminal, int rows, int columns) {
  struct winsize size = window(rows, columns);
  return ioctl(terminal, TIOCSWINSZ, &size) == 0;
}
