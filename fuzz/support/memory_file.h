// A file that lives in memory alone, for readers that take a path.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "smx/bytes.h"
#include "support/require.h"

namespace smx::fuzz {

class MemoryFile {
 public:
  explicit MemoryFile(ByteView bytes) : file_(memfd_create("input", 0)) {
    require(file_ >= 0, "a file in memory is made");
    for (std::size_t done = 0; done < bytes.size();) {
      const auto written = write(file_, bytes.data() + done, bytes.size() - done);
      require(written > 0, "a file in memory is written");
      done += static_cast<std::size_t>(written);
    }
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { close(file_); }

  [[nodiscard]] std::filesystem::path path() const {
    return "/proc/self/fd/" + std::to_string(file_);
  }

 private:
  int file_;
};

}  // namespace smx::fuzz
