// That guarded memory is locked, and that a refusal is told. Apart from guarded_test.cpp because
// the sanitizers make mlock do nothing.

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "crypto/guarded.h"

namespace smx {
namespace {

using Guarded = GuardedSecret<struct GuardedTestTag, 5>;

/// VmLck of this process in kB.
long locked_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmLck:")) return std::strtol(line.c_str() + 6, nullptr, 10);
  }
  return -1;
}

TEST(GuardedLocking, IsLockedInMemoryAsLongAsItLives) {
  const long before = locked_memory();
  ASSERT_GE(before, 0);
  {
    const Result<Guarded> secret = Guarded::make();
    ASSERT_TRUE(secret.has_value());
    EXPECT_GT(locked_memory(), before);
  }
  EXPECT_EQ(locked_memory(), before);
}

/// In a process that may lock nothing: 0 when that is what make says.
[[noreturn]] void expect_lock_failure() {
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  if (setrlimit(RLIMIT_MEMLOCK, &none) != 0) std::_Exit(2);
  // The limit does not bind the superuser.
  constexpr uid_t kNobody = 65'534;
  if (geteuid() == 0 && setuid(kNobody) != 0) std::_Exit(3);
  const Result<Guarded> secret = Guarded::make();
  std::_Exit(!secret && secret.error() == Error::memory_lock_failed ? 0 : 1);
}

TEST(GuardedLockingDeathTest, ARefusedLockIsReported) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(expect_lock_failure(), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace smx
