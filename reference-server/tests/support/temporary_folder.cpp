#include "tests/support/temporary_folder.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace smx::relay::test {

namespace {

/// In memory where that can be had: these tests sync often, and none outlives a crash of the
/// machine.
std::filesystem::path parent() {
  if (!std::getenv("TMPDIR") && ::access("/dev/shm", W_OK | X_OK) == 0) return "/dev/shm";
  return std::filesystem::temp_directory_path();
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string name = (parent() / "smx-relay-XXXXXX").string();
  if (!::mkdtemp(name.data())) {
    throw std::system_error(errno, std::generic_category(), "a temporary folder");
  }
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace smx::relay::test
