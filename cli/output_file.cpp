#include "output_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "failure.h"
#include "file_descriptor.h"
#include "text.h"

namespace smx::cli {
namespace {

std::string directory_of(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

void write_all(const FileDescriptor& file, ByteView content, const std::string& name) {
  while (!content.empty()) {
    const ssize_t count = ::write(file.get(), content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) cannot_write(name, errno);
    content = content.subspan(static_cast<std::size_t>(count));
  }
}

void sync_directory_of(const std::string& path) {
  const std::string directory = directory_of(path);
  const FileDescriptor file(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!file || ::fsync(file.get()) != 0) cannot_write(printable(directory), errno);
}

void write_part(const OutputFile& file, ByteView content) {
  const std::string name = printable(file.part);
  const FileDescriptor part(
      ::open(file.part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, file.mode));
  if (!part) cannot_write(name, errno);
  write_all(part, content, name);
  if (::fsync(part.get()) != 0) cannot_write(name, errno);
}

/// Not every file system can refuse to replace; where one cannot, the check before has to do.
int rename_to_free_name(const OutputFile& file) {
  const int result =
      ::renameat2(AT_FDCWD, file.part.c_str(), AT_FDCWD, file.path.c_str(), RENAME_NOREPLACE);
  if (result == 0 || (errno != EINVAL && errno != ENOSYS)) return result;
  if (file_exists(file.path)) {
    errno = EEXIST;
    return -1;
  }
  return ::rename(file.part.c_str(), file.path.c_str());
}

}  // namespace

void write_new_file(const OutputFile& file, ByteView content) {
  write_part(file, content);
  if (rename_to_free_name(file) != 0) {
    const int reason = errno;
    ::unlink(file.part.c_str());
    if (reason == EEXIST) bad_input(printable(file.path), "is there already");
    cannot_write(printable(file.path), reason);
  }
  sync_directory_of(file.path);
}

void replace_file(const OutputFile& file, ByteView content) {
  write_part(file, content);
  if (::rename(file.part.c_str(), file.path.c_str()) != 0) {
    cannot_write(printable(file.path), errno);
  }
  sync_directory_of(file.path);
}

void remove_file(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) cannot_write(printable(path), errno);
  sync_directory_of(path);
}

bool file_exists(const std::string& path) {
  struct stat status{};
  return ::lstat(path.c_str(), &status) == 0;
}

std::string absolute_path(const std::string& path) {
  return std::filesystem::absolute(path).lexically_normal().string();
}

void require_directory_of(const std::string& path) {
  const std::string directory = directory_of(path);
  struct stat status{};
  if (::stat(directory.c_str(), &status) != 0) cannot_read(printable(directory), errno);
  if (!S_ISDIR(status.st_mode)) bad_input(printable(directory), "not a directory");
  if (::access(directory.c_str(), W_OK | X_OK) != 0) {
    bad_input(printable(directory), "this directory cannot be written to");
  }
}

}  // namespace smx::cli
