#include "relay_memory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "runner/input_error.h"

namespace smx::interop {
namespace {

using conformance::InputError;

constexpr std::size_t kChunk = std::size_t{4} << 20U;

struct Region {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// The readable mappings; without those that the kernel lends ([vvar], [vsyscall]).
std::vector<Region> regions_of(pid_t pid) {
  const std::string path = fmt::format("/proc/{}/maps", pid);
  std::ifstream maps(path);
  if (!maps) throw InputError(fmt::format("{}: cannot be read", path));
  std::vector<Region> regions;
  for (std::string line; std::getline(maps, line);) {
    Region region;
    char dash = 0;
    std::string permissions;
    std::istringstream words(line);
    words >> std::hex >> region.begin >> dash >> region.end >> permissions;
    if (!words || !permissions.starts_with('r')) continue;
    if (line.ends_with("[vvar]") || line.ends_with("[vsyscall]")) continue;
    regions.push_back(region);
  }
  return regions;
}

class Memory {
 public:
  explicit Memory(pid_t pid) {
    const std::string path = fmt::format("/proc/{}/mem", pid);
    file_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file_ < 0) {
      throw InputError(fmt::format("{}: cannot be read: {}", path, std::strerror(errno)));
    }
  }
  ~Memory() { close(file_); }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  /// How many bytes could be read; fewer where a mapping has gone or has no page.
  std::size_t read(std::uint64_t at, std::span<std::uint8_t> into) const {
    const ssize_t count = pread(file_, into.data(), into.size(), static_cast<off_t>(at));
    return count < 0 ? 0 : static_cast<std::size_t>(count);
  }

 private:
  int file_ = -1;
};

}  // namespace

MemorySearch search_memory(pid_t pid, const CanarySearch& search) {
  const Memory memory(pid);
  MemorySearch found;
  Bytes buffer(kChunk);
  const std::size_t overlap = search.longest() > 0 ? search.longest() - 1 : 0;
  for (const Region& region : regions_of(pid)) {
    ++found.regions;
    for (std::uint64_t at = region.begin; at < region.end;) {
      const auto wanted =
          static_cast<std::size_t>(std::min<std::uint64_t>(kChunk, region.end - at));
      const std::size_t count = memory.read(at, std::span(buffer).first(wanted));
      if (count == 0) break;
      found.bytes += count;
      for (Hit& hit : search.in(std::span(buffer).first(count), 16, at)) {
        found.hits.push_back(std::move(hit));
      }
      if (count < wanted || at + count >= region.end) break;
      at += count - overlap;
    }
  }
  if (found.bytes == 0) throw InputError(fmt::format("nothing of process {} could be read", pid));
  return found;
}

}  // namespace smx::interop
