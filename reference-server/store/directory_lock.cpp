#include "store/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

namespace smx::relay::store {

DirectoryLock::DirectoryLock(const std::string& directory) {
  auto file = FileDescriptor::file(AT_FDCWD, directory + "/lock", O_RDWR | O_CREAT);
  if (!file) throw file_error(ENOENT, "opening the lock of the data directory");
  if (::flock(file->get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) throw DirectoryInUse("another relay works in this data directory");
    throw file_error(errno, "locking the data directory");
  }
  file_ = std::move(*file);
}

}  // namespace smx::relay::store
