// Counts what a process makes durable. Loaded into it by LD_PRELOAD, before the C library: each
// call of fdatasync and fsync adds one to the number in the file that SMX_BENCH_SYNCS names, and
// goes on to the system. With SMX_BENCH_NO_SYNC it lies instead: the control of who looks for
// syncs.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>

namespace {

std::uint64_t* counter() {
  static std::uint64_t* const place = [] {
    const char* const path = std::getenv("SMX_BENCH_SYNCS");
    const int file = path == nullptr ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) return static_cast<std::uint64_t*>(nullptr);
    void* const mapped =
        mmap(nullptr, sizeof(std::uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    return mapped == MAP_FAILED ? nullptr : static_cast<std::uint64_t*>(mapped);
  }();
  return place;
}

bool lies() {
  static const bool kLies = std::getenv("SMX_BENCH_NO_SYNC") != nullptr;
  return kLies;
}

void count() {
  if (std::uint64_t* const place = counter()) std::atomic_ref(*place).fetch_add(1);
}

}  // namespace

extern "C" {

__attribute__((visibility("default"))) int fdatasync(int file) {
  count();
  return lies() ? 0 : static_cast<int>(syscall(SYS_fdatasync, file));
}

__attribute__((visibility("default"))) int fsync(int file) {
  count();
  return lies() ? 0 : static_cast<int>(syscall(SYS_fsync, file));
}
}
