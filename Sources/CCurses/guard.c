// The promise that the terminal is whole again however the process ends.
//
// A handler may only call what POSIX lists as async-signal-safe. So everything it needs is computed beforehand: the
// bytes that leave the alternate screen, and the modes of the terminal as they were found.

#define _GNU_SOURCE
#include "CCurses.h"
#include "terminal.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void on_end(int number);
static void on_stop(int number);
static void on_continue(int number);
static void on_resize(int number);

/// The signals that are handled, and how.
static const struct {
  int number;
  void (*handler)(int);
} guarded[] = {
  {SIGINT, on_end},   {SIGTERM, on_end},      {SIGHUP, on_end},     {SIGQUIT, on_end}, {SIGSEGV, on_end},
  {SIGBUS, on_end},   {SIGILL, on_end},       {SIGFPE, on_end},     {SIGTRAP, on_end}, {SIGABRT, on_end},
  {SIGTSTP, on_stop}, {SIGCONT, on_continue}, {SIGWINCH, on_resize},
};
enum { guarded_count = sizeof guarded / sizeof guarded[0] };

static struct {
  int output;
  int notify;
  struct termios saved;
  char off[512];
  size_t off_length;
  pthread_t writer;
  struct sigaction previous[NSIG];
} guard = {.output = -1, .notify = -1};

static atomic_bool armed;
/// Whether `guard.writer` is writing to the terminal.
static atomic_bool writing;
/// How many threads are in `ccurses_guard_restore`.
static atomic_int restorers;
static atomic_uint announcements;

// A writer announces itself before it looks whether the terminal is armed, and a handler disarms before it looks
// for a writer. So one of them sees the other, and nothing of a frame follows the bytes that leave it.

bool ccurses_guard_write(const void *bytes, size_t count) {
  guard.writer = pthread_self();
  atomic_store(&writing, true);
  bool taken = !atomic_load(&armed) || ccurses_write(guard.output, bytes, count);
  atomic_store(&writing, false);
  return taken;
}

/// Waits at most half a second; a terminal that is stuck must not keep the process from ending.
static void wait_for_writer(void) {
  for (int tries = 0; tries < 500 && atomic_load(&writing); tries++) {
    if (pthread_equal(guard.writer, pthread_self())) return;
    poll(NULL, 0, 1);
  }
}

static void wait_for_other_restorers(void) {
  for (int tries = 0; tries < 500 && atomic_load(&restorers) > 0; tries++) poll(NULL, 0, 1);
}

static void restore(void) {
  wait_for_writer();
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
}

void ccurses_guard_restore(void) {
  int kept = errno;
  atomic_fetch_add(&restorers, 1);
  bool was_armed = atomic_exchange(&armed, false);
  if (was_armed) restore();
  atomic_fetch_sub(&restorers, 1);
  if (!was_armed) wait_for_other_restorers();
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
  sigfillset(&action.sa_mask);
  sigaction(number, &action, NULL);
}

static void on_end(int number) {
  ccurses_guard_restore();
  set_handler(number, SIG_DFL, 0);
  raise(number);  // Delivered when this handler returns.
}

static void on_stop(int number) {
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

void ccurses_guard_install(int notify) {
  static char handler_stack[64 * 1024];
  static bool at_exit;
  guard.notify = notify;
  atomic_store(&announcements, 0);
  // A stack of its own, so that a stack overflow of this thread can still be handled.
  stack_t stack;
  if (sigaltstack(NULL, &stack) == 0 && (stack.ss_flags & SS_DISABLE)) {
    stack = (stack_t){.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
    sigaltstack(&stack, NULL);
  }
  if (!at_exit) at_exit = atexit(ccurses_guard_restore) == 0;
  // A parent may have blocked signals on the thread that started this program; they would never be heard of here.
  sigset_t wanted;
  sigemptyset(&wanted);
  for (int index = 0; index < guarded_count; index++) sigaddset(&wanted, guarded[index].number);
  for (int index = 0; index < guarded_count; index++) {
    int number = guarded[index].number;
    sigaction(number, NULL, &guard.previous[number]);
    // `nohup` and shells without job control ask for signals to be ignored.
    if (guard.previous[number].sa_handler == SIG_IGN) continue;
    set_handler(number, guarded[index].handler, SA_ONSTACK | SA_RESTART);
  }
  pthread_sigmask(SIG_UNBLOCK, &wanted, NULL);
}

void ccurses_guard_remove(void) {
  for (int index = 0; index < guarded_count; index++) {
    sigaction(guarded[index].number, &guard.previous[guarded[index].number], NULL);
  }
}

void ccurses_guard_stop_group(void) {
  kill(0, SIGTSTP);
}
