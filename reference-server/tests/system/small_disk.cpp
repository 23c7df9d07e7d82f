#include "tests/system/small_disk.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>
#include <vector>

namespace smx::relay::storm {
namespace {

namespace fs = std::filesystem;

CannotMount failure(const char* what) {
  return {fmt::format("{}: {}", what, std::strerror(errno))};
}

void write_line(const char* path, const std::string& line) {
  const int file = ::open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) throw failure(path);
  const bool written = ::write(file, line.data(), line.size()) == std::ssize(line);
  const int error = errno;
  ::close(file);
  errno = error;
  if (!written) throw failure(path);
}

/// As root a mount namespace is enough; else one in which we may mount, and are who we were.
void enter_namespace() {
  const uid_t user = geteuid();
  const gid_t group = getegid();
  if (::unshare(user == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) != 0) {
    throw failure("a mount namespace of our own");
  }
  if (user != 0) {
    write_line("/proc/self/setgroups", "deny");
    write_line("/proc/self/uid_map", fmt::format("{0} {0} 1", user));
    write_line("/proc/self/gid_map", fmt::format("{0} {0} 1", group));
  }
  // What is mounted here is nobody else's.
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    throw failure("mounts of our own");
  }
}

}  // namespace

SmallDisk::SmallDisk(std::string folder, std::size_t bytes) : folder_(std::move(folder)) {
  enter_namespace();
  fs::create_directories(folder_);
  const std::string size = fmt::format("size={},mode=0700", bytes);
  if (::mount("smx-small-disk", folder_.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, size.c_str()) !=
      0) {
    throw failure("a file system in memory");
  }
}

SmallDisk::~SmallDisk() { ::umount2(folder_.c_str(), MNT_DETACH); }

void SmallDisk::fill(std::size_t bytes) {
  const std::vector<char> block(4096);
  std::ofstream file(ballast(), std::ios::binary | std::ios::app);
  for (std::size_t written = 0; written < bytes && file; written += block.size()) {
    file.write(block.data(), std::ssize(block)).flush();
  }
}

void SmallDisk::free() { fs::remove(ballast()); }

std::size_t SmallDisk::free_bytes() const { return fs::space(folder_).available; }

}  // namespace smx::relay::storm
