#include "bench/sync_count.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>

#include "bench/link.h"

namespace smx::relay::bench {

SyncCount::SyncCount(const std::string& library, const std::string& file)
    : library_(library), file_(file) {
  if (access(library.c_str(), R_OK) != 0) throw LinkFault("there is no " + library);
  const int descriptor =
      open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  void* mapped = MAP_FAILED;
  if (descriptor >= 0 && ftruncate(descriptor, sizeof(std::uint64_t)) == 0) {
    mapped =
        mmap(nullptr, sizeof(std::uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  }
  if (descriptor >= 0) close(descriptor);
  if (mapped == MAP_FAILED) throw LinkFault("syncs cannot be counted in " + file);
  place_ = static_cast<std::uint64_t*>(mapped);
}

SyncCount::~SyncCount() { munmap(place_, sizeof *place_); }

std::map<std::string, std::string> SyncCount::environment() const {
  return {{"LD_PRELOAD", library_}, {"SMX_BENCH_SYNCS", file_}};
}

std::uint64_t SyncCount::count() const { return std::atomic_ref(*place_).load(); }

}  // namespace smx::relay::bench
