#include "store/file_descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace smx::relay::store {
namespace {

// SQLITE_FULL and SQLITE_IOERR.
constexpr int kFull = 13;
constexpr int kInputOutput = 10;

std::string parent_of(const std::string& path) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  return parent.empty() ? "." : parent.string();
}

/// Repeats a call that a signal interrupts.
template <class Call>
auto uninterrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

}  // namespace

StorageError file_error(int error_number, const std::string& what) {
  const bool full = error_number == ENOSPC || error_number == EDQUOT;
  return {full ? kFull : kInputOutput,
          fmt::format("{}: {}", what, std::generic_category().message(error_number))};
}

FileDescriptor::~FileDescriptor() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

FileDescriptor FileDescriptor::folder(int parent, const std::string& name) {
  if (::mkdirat(parent, name.c_str(), 0700) != 0 && errno != EEXIST) {
    throw file_error(errno, "making a folder");
  }
  const int opened = uninterrupted([&] {
    return ::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  });
  if (opened < 0) throw file_error(errno, "opening a folder");
  return FileDescriptor(opened);
}

std::optional<FileDescriptor> FileDescriptor::file(int parent, const std::string& name, int flags) {
  // Without O_NONBLOCK, opening somebody's named pipe would wait for its other end.
  const int opened = uninterrupted([&] {
    return ::openat(parent, name.c_str(), flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
  });
  if (opened < 0 && errno == ENOENT) return std::nullopt;
  if (opened < 0) throw file_error(errno, "opening a file");
  FileDescriptor file(opened);
  struct stat status{};
  if (::fstat(opened, &status) != 0) throw file_error(errno, "looking at a file");
  if (!S_ISREG(status.st_mode)) throw StorageError(kInputOutput, "what should be a file is none");
  return file;
}

std::uint64_t FileDescriptor::size() const {
  struct stat status{};
  if (::fstat(descriptor_, &status) != 0) throw file_error(errno, "looking at a file");
  return static_cast<std::uint64_t>(status.st_size);
}

void FileDescriptor::write_at(std::uint64_t offset, std::span<const std::uint8_t> bytes) const {
  while (!bytes.empty()) {
    const ssize_t written = uninterrupted([&] {
      return ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    });
    if (written <= 0) throw file_error(written < 0 ? errno : EIO, "writing a file");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
}

std::vector<std::uint8_t> FileDescriptor::read_at(std::uint64_t offset, std::size_t most) const {
  const std::uint64_t end = size();
  if (offset >= end) return {};
  std::vector<std::uint8_t> bytes(
      static_cast<std::size_t>(std::min<std::uint64_t>(most, end - offset)));
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t got = uninterrupted([&] {
      return ::pread(descriptor_, bytes.data() + have, bytes.size() - have,
                     static_cast<off_t>(offset + have));
    });
    if (got < 0) throw file_error(errno, "reading a file");
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

void FileDescriptor::truncate(std::uint64_t size) const {
  if (uninterrupted([&] { return ::ftruncate(descriptor_, static_cast<off_t>(size)); }) != 0) {
    throw file_error(errno, "cutting a file");
  }
}

void FileDescriptor::sync() const {
  if (uninterrupted([&] { return ::fsync(descriptor_); }) != 0) {
    throw file_error(errno, "syncing a file");
  }
}

void replace_file(const std::string& path, const std::string& content) {
  const std::string fresh = path + ".new";
  const std::optional<FileDescriptor> file =
      FileDescriptor::file(AT_FDCWD, fresh, O_WRONLY | O_CREAT | O_TRUNC);
  if (!file) throw file_error(ENOENT, "making a file");
  const auto* data = reinterpret_cast<const std::uint8_t*>(content.data());
  file->write_at(0, {data, content.size()});
  file->sync();
  if (::rename(fresh.c_str(), path.c_str()) != 0) throw file_error(errno, "renaming a file");
  sync_parent(path);
}

std::optional<std::string> read_file(const std::string& path, std::size_t most) {
  const std::optional<FileDescriptor> file = FileDescriptor::file(AT_FDCWD, path, O_RDONLY);
  if (!file) return std::nullopt;
  if (file->size() > most) throw StorageError(kInputOutput, "a file is longer than it can be");
  const std::vector<std::uint8_t> bytes = file->read_at(0, most);
  return std::string(bytes.begin(), bytes.end());
}

void sync_parent(const std::string& path) {
  const int opened = uninterrupted(
      [&] { return ::open(parent_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
  if (opened < 0) throw file_error(errno, "opening a folder");
  FileDescriptor(opened).sync();
}

}  // namespace smx::relay::store
