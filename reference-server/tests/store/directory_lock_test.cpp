#include "store/directory_lock.h"

#include <gtest/gtest.h>

#include <optional>

#include "tests/support/temporary_folder.h"

namespace smx::relay::store {
namespace {

TEST(DirectoryLockTest, IsHeldByOne) {
  const test::TemporaryFolder folder;
  const test::TemporaryFolder other;
  std::optional<DirectoryLock> lock(folder.path().string());
  EXPECT_THROW(DirectoryLock{folder.path().string()}, DirectoryInUse);
  const DirectoryLock elsewhere(other.path().string());
  lock.reset();
  lock.emplace(folder.path().string());
  EXPECT_THROW(DirectoryLock{folder.file("absent")}, StorageError);
}

}  // namespace
}  // namespace smx::relay::store
