// That guarded memory is locked, and that a refusal is told. Not beside a sanitizer, which
// makes mlock do nothing.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "crypto/guarded.h"
#include "crypto/guarded_slot.h"
#include "support/locked_limit.h"

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

/// Pages of slots are locked while a slot of them is in use, and all but one are given back.
TEST(GuardedLocking, SlotsAreLockedAPageAtATime) {
  const long page = sysconf(_SC_PAGESIZE) / 1024;
  std::vector<GuardedSlot> slots;
  const auto take = [&] {
    Result<GuardedSlot> slot = GuardedSlot::take();
    ASSERT_TRUE(slot.has_value());
    slots.push_back(std::move(*slot));
  };
  take();
  const long one = locked_memory();
  while (slots.size() < 3 * GuardedSlot::kPerPage) take();
  EXPECT_EQ(locked_memory(), one + 2 * page);
  slots.erase(slots.begin() + 1, slots.end());
  EXPECT_LE(locked_memory(), one + page);
  slots.clear();
  EXPECT_LE(locked_memory(), one);
}

/// Each in a process of its own: 0 when what was expected came.
[[noreturn]] void expect_lock_failure() {
  test::limit_locked_memory(0);
  const Result<Guarded> secret = Guarded::make();
  const Result<GuardedSlot> slot = GuardedSlot::take();
  const bool both = !secret && secret.error() == Error::memory_lock_failed && !slot &&
                    slot.error() == Error::memory_lock_failed;
  std::_Exit(both ? 0 : 1);
}

/// Slots that a limit allows; then the refusal, and that what is given back can be taken again.
[[noreturn]] void expect_slots_in(std::size_t limit, std::size_t expected) {
  test::limit_locked_memory(limit);
  std::vector<GuardedSlot> slots;
  Result<GuardedSlot> slot = GuardedSlot::take();
  for (; slot; slot = GuardedSlot::take()) slots.push_back(std::move(*slot));
  if (slot.error() != Error::memory_lock_failed) std::_Exit(1);
  if (slots.size() != expected) std::_Exit(4);
  slots.pop_back();
  std::_Exit(GuardedSlot::take().has_value() && locked_memory() * 1024 <= long(limit) ? 0 : 5);
}

TEST(GuardedLockingDeathTest, ARefusedLockIsReported) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(expect_lock_failure(), testing::ExitedWithCode(0), "");
}

TEST(GuardedLockingDeathTest, ALimitHoldsAPageOfSlotsForEachOfItsPages) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  constexpr std::size_t kPages = 16;  // 64 KiB where a page has 4
  EXPECT_EXIT(expect_slots_in(kPages * page, kPages * GuardedSlot::kPerPage),
              testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace smx
