#include "tests/support/temporary_folder.h"

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace smx::relay::test {

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "smx-relay-XXXXXX").string();
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
