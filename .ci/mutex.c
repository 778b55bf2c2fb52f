// Tells ThreadSanitizer what the Mutex of Swift's Synchronization library does where two threads want it at once. Its quick way is
// compiled into the program, and seen; its slow way is in a library that was built without ThreadSanitizer. Preloaded by .ci/sanitize.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

__attribute__((swiftcall)) void lock_slowly(
  uint32_t thread, __attribute__((swift_context)) void *mutex) __asm__(LOCK);
__attribute__((swiftcall)) void unlock_slowly(__attribute__((swift_context)) void *mutex) __asm__(UNLOCK);

__attribute__((swiftcall)) void lock_slowly(
  uint32_t thread, __attribute__((swift_context)) void *mutex) {
  __attribute__((swiftcall)) void (*lock)(uint32_t, __attribute__((swift_context)) void *) = dlsym(RTLD_NEXT, LOCK);
  lock(thread, mutex);
  __tsan_acquire(mutex);
}

__attribute__((swiftcall)) void unlock_slowly(__attribute__((swift_context)) void *mutex) {
  __attribute__((swiftcall)) void (*unlock)(__attribute__((swift_context)) void *) = dlsym(RTLD_NEXT, UNLOCK);
  __tsan_release(mutex);
  unlock(mutex);
}
