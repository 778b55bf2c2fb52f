#define _GNU_SOURCE
#include "CCurses.h"
#include "terminal.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <string.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

/// After this many milliseconds a terminal that takes no bytes counts as gone.
static const int patience = 5000;

bool ccurses_set_locale(const char *name) {
  if (setlocale(LC_CTYPE, name) == NULL) {
    bool asks = strcasestr(name, "utf-8") != NULL || strcasestr(name, "utf8") != NULL;
    if (!asks || setlocale(LC_CTYPE, "C.UTF-8") == NULL) setlocale(LC_CTYPE, "C");
  }
  return strcasecmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

bool ccurses_size(int descriptor, int *rows, int *columns) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return false;
  *rows = size.ws_row;
  *columns = size.ws_col;
  return true;
}

bool ccurses_write(int descriptor, const void *bytes, size_t count) {
  const char *next = bytes;
  while (count > 0) {
    ssize_t written = write(descriptor, next, count);
    if (written > 0) {
      next += written;
      count -= (size_t)written;
    } else if (written < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      struct pollfd terminal = {.fd = descriptor, .events = POLLOUT};
      if (poll(&terminal, 1, patience) == 0) return false;
    } else if (written == 0 || errno != EINTR) {
      return false;
    }
  }
  return true;
}

int ccurses_make_wake_descriptor(void) {
  return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
}

void ccurses_wake(int descriptor) {
  int kept = errno;
  uint64_t one = 1;
  // The only failure is a counter at its limit, and then the descriptor is readable anyway.
  if (write(descriptor, &one, sizeof one) < 0) errno = kept;
}

bool ccurses_drain(int descriptor) {
  uint64_t count;
  return read(descriptor, &count, sizeof count) == sizeof count;
}
