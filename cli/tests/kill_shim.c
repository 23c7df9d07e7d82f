// Preloaded into smx: ends the process with SIGKILL at its n-th call of a function that changes
// files. SMX_KILL_AT is n, counted from 1; with SMX_KILL_HALF=1 a write is done half before.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static long calls_left = -1;
static int half;

__attribute__((constructor)) static void read_settings(void) {
  const char* at = getenv("SMX_KILL_AT");
  const char* halfway = getenv("SMX_KILL_HALF");
  calls_left = at != NULL ? atol(at) : 0;
  half = halfway != NULL && halfway[0] == '1';
}

/// True exactly once: at the call to die in.
static int is_last_call(void) { return calls_left > 0 && --calls_left == 0; }

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

/// The function that was there before this library. A union, because C knows no conversion from an
/// object pointer to a function pointer.
#define REAL(name)               \
  (((union {                     \
     void* object;               \
     __typeof__(&name) function; \
   }){dlsym(RTLD_NEXT, #name)})  \
       .function)

ssize_t write(int descriptor, const void* data, size_t size) {
  if (is_last_call()) {
    if (half) REAL(write)(descriptor, data, size / 2);
    die();
  }
  return REAL(write)(descriptor, data, size);
}

ssize_t pwrite(int descriptor, const void* data, size_t size, off_t offset) {
  if (is_last_call()) {
    if (half) REAL(pwrite)(descriptor, data, size / 2, offset);
    die();
  }
  return REAL(pwrite)(descriptor, data, size, offset);
}

ssize_t pwrite64(int descriptor, const void* data, size_t size, off64_t offset) {
  if (is_last_call()) {
    if (half) REAL(pwrite64)(descriptor, data, size / 2, offset);
    die();
  }
  return REAL(pwrite64)(descriptor, data, size, offset);
}

int fsync(int descriptor) {
  if (is_last_call()) die();
  return REAL(fsync)(descriptor);
}

int fdatasync(int descriptor) {
  if (is_last_call()) die();
  return REAL(fdatasync)(descriptor);
}

int ftruncate(int descriptor, off_t size) {
  if (is_last_call()) die();
  return REAL(ftruncate)(descriptor, size);
}

int ftruncate64(int descriptor, off64_t size) {
  if (is_last_call()) die();
  return REAL(ftruncate64)(descriptor, size);
}

int rename(const char* from, const char* to) {
  if (is_last_call()) die();
  return REAL(rename)(from, to);
}

int renameat2(int from_directory, const char* from, int to_directory, const char* to,
              unsigned int flags) {
  if (is_last_call()) die();
  return REAL(renameat2)(from_directory, from, to_directory, to, flags);
}

int unlink(const char* path) {
  if (is_last_call()) die();
  return REAL(unlink)(path);
}
