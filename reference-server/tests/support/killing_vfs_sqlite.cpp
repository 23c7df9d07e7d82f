#include "tests/support/killing_vfs.h"

#include <sqlite3.h>
#include <unistd.h>

#include <atomic>
#include <csignal>

namespace smx::relay::test {
namespace {

std::atomic<std::uint64_t> calls_made = 0;
std::atomic<std::uint64_t> kill_call = 0;
std::atomic<bool> kill_half = false;

[[noreturn]] void die() {
  for (;;) ::kill(::getpid(), SIGKILL);
}

/// True when this is the call.
bool reached() { return ++calls_made == kill_call; }

void count() {
  if (reached()) die();
}

struct Open {
  sqlite3_file base;
  sqlite3_file* real;  // behind this, in the same allocation
};

sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<Open*>(file)->real; }
sqlite3_vfs* real(sqlite3_vfs* vfs) { return static_cast<sqlite3_vfs*>(vfs->pAppData); }

int close(sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); }
int read(sqlite3_file* file, void* out, int amount, sqlite3_int64 from) {
  return real(file)->pMethods->xRead(real(file), out, amount, from);
}
int write(sqlite3_file* file, const void* data, int amount, sqlite3_int64 to) {
  if (reached()) {
    if (kill_half) real(file)->pMethods->xWrite(real(file), data, amount / 2, to);
    die();
  }
  return real(file)->pMethods->xWrite(real(file), data, amount, to);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
  count();
  return real(file)->pMethods->xTruncate(real(file), size);
}
int sync(sqlite3_file* file, int flags) {
  count();
  return real(file)->pMethods->xSync(real(file), flags);
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return real(file)->pMethods->xFileSize(real(file), size);
}
int lock(sqlite3_file* file, int kind) { return real(file)->pMethods->xLock(real(file), kind); }
int unlock(sqlite3_file* file, int kind) { return real(file)->pMethods->xUnlock(real(file), kind); }
int check_lock(sqlite3_file* file, int* held) {
  return real(file)->pMethods->xCheckReservedLock(real(file), held);
}
int control(sqlite3_file* file, int operation, void* argument) {
  return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int characteristics(sqlite3_file* file) {
  return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
int share(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
  return real(file)->pMethods->xShmMap(real(file), region, size, extend, out);
}
int share_lock(sqlite3_file* file, int offset, int amount, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, amount, flags);
}
void share_barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
int unshare(sqlite3_file* file, int remove) {
  return real(file)->pMethods->xShmUnmap(real(file), remove);
}

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* out, int flags, int* out_flags) {
  static constexpr sqlite3_io_methods kMethods = {
      2,       close,      read,    write,       truncate,        sync,  file_size,  lock,
      unlock,  check_lock, control, sector_size, characteristics, share, share_lock, share_barrier,
      unshare, nullptr,    nullptr};
  if (flags & SQLITE_OPEN_CREATE) count();
  auto* const opened = reinterpret_cast<Open*>(out);
  opened->real = reinterpret_cast<sqlite3_file*>(opened + 1);
  const int code = real(vfs)->xOpen(real(vfs), name, opened->real, flags, out_flags);
  opened->base.pMethods = opened->real->pMethods ? &kMethods : nullptr;
  return code;
}

int remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  count();
  return real(vfs)->xDelete(real(vfs), name, sync_folder);
}
int access(sqlite3_vfs* vfs, const char* name, int flags, int* out) {
  return real(vfs)->xAccess(real(vfs), name, flags, out);
}
int full_path(sqlite3_vfs* vfs, const char* name, int size, char* out) {
  return real(vfs)->xFullPathname(real(vfs), name, size, out);
}
int randomness(sqlite3_vfs* vfs, int size, char* out) {
  return real(vfs)->xRandomness(real(vfs), size, out);
}
int sleep(sqlite3_vfs* vfs, int microseconds) { return real(vfs)->xSleep(real(vfs), microseconds); }
int time(sqlite3_vfs* vfs, double* out) { return real(vfs)->xCurrentTime(real(vfs), out); }
int last_error(sqlite3_vfs* vfs, int size, char* out) {
  return real(vfs)->xGetLastError(real(vfs), size, out);
}

}  // namespace

const std::string& KillingVfs::name() {
  static const std::string kName = "smx-killing";
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs* const system = sqlite3_vfs_find(nullptr);
    sqlite3_vfs made{};
    made.iVersion = 1;
    made.szOsFile = static_cast<int>(sizeof(Open)) + system->szOsFile;
    made.mxPathname = system->mxPathname;
    made.zName = kName.c_str();
    made.pAppData = system;
    made.xOpen = open;
    made.xDelete = remove;
    made.xAccess = access;
    made.xFullPathname = full_path;
    made.xRandomness = randomness;
    made.xSleep = sleep;
    made.xCurrentTime = time;
    made.xGetLastError = last_error;
    return made;
  }();
  static const int registered = sqlite3_vfs_register(&vfs, 0);
  static_cast<void>(registered);
  return kName;
}

void KillingVfs::kill_at(std::uint64_t call, bool half) {
  calls_made = 0;
  kill_half = half;
  kill_call = call;
}

std::uint64_t KillingVfs::calls() { return calls_made; }

}  // namespace smx::relay::test
