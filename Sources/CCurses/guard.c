// The promise that the terminal is whole again however the process ends.
//
// A handler may only call what POSIX lists as async-signal-safe. So everything it needs is computed beforehand: the
// bytes that leave the alternate screen, and the modes of the terminal as they were found.

#define _GNU_SOURCE
#include "CCurses.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Signals that end the process, and whether another process can have sent them: those are handed to the owner thread,
/// while a fault has to be handled by the thread that made it.
static const struct {
  int number;
  bool from_outside;
} fatal[] = {
  {SIGINT, true}, {SIGTERM, true}, {SIGHUP, true}, {SIGQUIT, true}, {SIGSEGV, false},
  {SIGBUS, false}, {SIGILL, false}, {SIGFPE, false}, {SIGTRAP, false}, {SIGABRT, false},
};
enum { fatal_count = sizeof fatal / sizeof fatal[0] };

static struct {
  int output;
  int notify;
  struct termios saved;
  char off[512];
  size_t off_length;
  pthread_t owner;
  struct sigaction previous[NSIG];
} guard = {.output = -1, .notify = -1};

static atomic_bool armed;
static atomic_uint announcements;

void ccurses_guard_restore(void) {
  if (!atomic_exchange(&armed, false)) return;
  int kept = errno;
  // In the background tcsetattr would stop the process, unless TTOU is blocked.
  sigset_t output_stop, before;
  sigemptyset(&output_stop);
  sigaddset(&output_stop, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &output_stop, &before);
  struct pollfd terminal = {.fd = guard.output, .events = POLLOUT};
  if (poll(&terminal, 1, 200) > 0) ccurses_write(guard.output, guard.off, guard.off_length);
  // Mouse reports on their way would otherwise be typed into the shell.
  tcflush(guard.output, TCIFLUSH);
  tcsetattr(guard.output, TCSANOW, &guard.saved);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = kept;
}

bool ccurses_guard_is_armed(void) {
  return atomic_load(&armed);
}

void ccurses_guard_arm(int output, const struct termios *saved, const char *off, size_t off_length) {
  atomic_store(&armed, false);
  guard.output = output;
  guard.saved = *saved;
  guard.off_length = off_length < sizeof guard.off ? off_length : sizeof guard.off;
  memcpy(guard.off, off, guard.off_length);
  atomic_store(&armed, true);
}

static void announce(unsigned what) {
  atomic_fetch_or(&announcements, what);
  ccurses_wake(guard.notify);
}

unsigned ccurses_guard_take_announcements(void) {
  return atomic_exchange(&announcements, 0);
}

static void set_handler(int number, void (*handler)(int), int flags) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
}

/// Whether the signal was passed on to the owner thread, which alone may touch the terminal while a frame is under way.
static bool passed_on(int number) {
  if (pthread_equal(pthread_self(), guard.owner)) return false;
  pthread_kill(guard.owner, number);
  return true;
}

static void on_fatal(int number) {
  for (int index = 0; index < fatal_count; index++) {
    if (fatal[index].number == number && fatal[index].from_outside && passed_on(number)) return;
  }
  ccurses_guard_restore();
  set_handler(number, SIG_DFL, 0);
  raise(number);  // Delivered when this handler returns.
}

static void on_stop(int number) {
  if (passed_on(number)) return;
  int kept = errno;
  ccurses_guard_restore();
  struct sigaction own;
  sigaction(number, NULL, &own);
  set_handler(number, SIG_DFL, 0);
  sigset_t stop, before;
  sigemptyset(&stop);
  sigaddset(&stop, number);
  pthread_sigmask(SIG_UNBLOCK, &stop, &before);
  raise(number);  // The process stands here until it is continued; an orphaned one does not stop at all.
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  sigaction(number, &own, NULL);
  announce(CCURSES_CONTINUED);
  errno = kept;
}

static void on_continue(int number) {
  (void)number;
  announce(CCURSES_CONTINUED);
}

static void on_resize(int number) {
  (void)number;
  announce(CCURSES_RESIZED);
}

/// Installs `handler` unless the signal is ignored, as `nohup` and shells without job control ask for.
static void install(int number, void (*handler)(int), int flags) {
  sigaction(number, NULL, &guard.previous[number]);
  if (guard.previous[number].sa_handler == SIG_IGN) return;
  set_handler(number, handler, flags);
}

void ccurses_guard_install(int notify) {
  static char handler_stack[64 * 1024];
  static bool at_exit;
  guard.notify = notify;
  guard.owner = pthread_self();
  atomic_store(&announcements, 0);
  // A stack of its own, so that a stack overflow of this thread can still be handled.
  stack_t stack;
  if (sigaltstack(NULL, &stack) == 0 && (stack.ss_flags & SS_DISABLE)) {
    stack = (stack_t){.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
    sigaltstack(&stack, NULL);
  }
  if (!at_exit) at_exit = atexit(ccurses_guard_restore) == 0;
  for (int index = 0; index < fatal_count; index++) {
    install(fatal[index].number, on_fatal, SA_ONSTACK | SA_RESTART);
  }
  install(SIGTSTP, on_stop, SA_RESTART);
  install(SIGCONT, on_continue, SA_RESTART);
  install(SIGWINCH, on_resize, SA_RESTART);
}

void ccurses_guard_remove(void) {
  for (int index = 0; index < fatal_count; index++) {
    sigaction(fatal[index].number, &guard.previous[fatal[index].number], NULL);
  }
  sigaction(SIGTSTP, &guard.previous[SIGTSTP], NULL);
  sigaction(SIGCONT, &guard.previous[SIGCONT], NULL);
  sigaction(SIGWINCH, &guard.previous[SIGWINCH], NULL);
}

void ccurses_guard_stop_group(void) {
  kill(0, SIGTSTP);
}
