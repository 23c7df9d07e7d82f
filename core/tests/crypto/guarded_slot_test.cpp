#include "crypto/guarded_slot.h"

#include <gtest/gtest.h>

#include <thread>
#include <type_traits>
#include <vector>

#include "support/results.h"
#include "test_data.h"

namespace smx {
namespace {

using test::must;
using TestSecret = Secret<struct SlotTestTag, GuardedSlot::kSize>;
using TestSlot = SlotSecret<struct SlotTestTag>;

TestSecret filled_with(std::uint8_t byte) {
  TestSecret secret;
  std::ranges::fill(secret.writable(), byte);
  return secret;
}

bool holds(const auto& secret, std::uint8_t byte) {
  return std::ranges::all_of(secret.reveal(), [&](std::uint8_t other) { return other == byte; });
}

TEST(GuardedSlot, StartsAsZerosAndIsOverwrittenWhenGivenBack) {
  const std::uint8_t* where = nullptr;
  // Two, so that the page stays.
  const GuardedSlot other = must(GuardedSlot::take());
  {
    GuardedSlot slot = must(GuardedSlot::take());
    EXPECT_TRUE(holds(slot, 0));
    std::ranges::fill(slot.writable(), std::uint8_t{7});
    where = slot.reveal().data();
    GuardedSlot moved = std::move(slot);
    EXPECT_EQ(moved.reveal().data(), where);
    EXPECT_TRUE(holds(moved, 7));
  }
  EXPECT_TRUE(std::all_of(where, where + GuardedSlot::kSize, [](auto byte) { return byte == 0; }));
  EXPECT_EQ(must(GuardedSlot::take()).reveal().data(), where) << "used again";
}

TEST(GuardedSlot, AssignmentGivesTheOldOneBack) {
  GuardedSlot one = must(GuardedSlot::take());
  GuardedSlot two = must(GuardedSlot::take());
  std::ranges::fill(one.writable(), std::uint8_t{1});
  std::ranges::fill(two.writable(), std::uint8_t{2});
  const std::uint8_t* first = one.reveal().data();
  one = std::move(two);
  EXPECT_TRUE(holds(one, 2));
  EXPECT_EQ(*first, 0);
}

// More than three pages of them, given back in another order than they were taken in.
TEST(GuardedSlot, ManyDoNotShareBytes) {
  std::vector<TestSlot> slots;
  for (std::size_t i = 0; i < 400; ++i)
    slots.push_back(must(TestSlot::copy_of(filled_with(static_cast<std::uint8_t>(i)))));
  for (std::size_t i = 0; i < slots.size(); ++i)
    EXPECT_TRUE(holds(slots[i], static_cast<std::uint8_t>(i))) << i;
  std::vector<TestSlot> kept;
  for (std::size_t i = 0; i < slots.size(); i += 3) kept.push_back(std::move(slots[i]));
  slots.clear();
  for (std::size_t i = 0; i < 400; ++i) slots.push_back(must(TestSlot::copy_of(filled_with(0xEE))));
  for (std::size_t i = 0; i < kept.size(); ++i)
    EXPECT_TRUE(holds(kept[i], static_cast<std::uint8_t>(3 * i))) << i;
}

TEST(GuardedSlot, ThreadsTakeAndGiveBackAtOnce) {
  const auto work = [](std::uint8_t mark, bool& intact) {
    for (int round = 0; round < 20; ++round) {
      std::vector<TestSlot> slots;
      for (int i = 0; i < 150; ++i) slots.push_back(must(TestSlot::copy_of(filled_with(mark))));
      for (const TestSlot& slot : slots) intact = intact && holds(slot, mark);
    }
  };
  bool first = true;
  bool second = true;
  {
    const std::jthread one([&] { work(1, first); });
    const std::jthread two([&] { work(2, second); });
  }
  EXPECT_TRUE(first && second);
}

TEST(SlotSecret, IsReplacedInPlace) {
  TestSlot slot = must(TestSlot::copy_of(filled_with(3)));
  const std::uint8_t* where = slot.reveal().data();
  slot.replace(filled_with(4));
  EXPECT_EQ(slot.reveal().data(), where);
  EXPECT_TRUE(holds(slot, 4) && holds(slot.unguarded(), 4));
}

// The page ends where the inaccessible one begins.
TEST(GuardedSlotDeathTest, ReadingBehindThePageEndsTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  std::vector<GuardedSlot> slots;
  for (std::size_t i = 0; i < GuardedSlot::kPerPage; ++i)
    slots.push_back(must(GuardedSlot::take()));
  const std::uint8_t* last = slots.front().reveal().data();
  for (const GuardedSlot& slot : slots) last = std::max(last, slot.reveal().data());
  const volatile std::uint8_t* end = last + GuardedSlot::kSize;
  EXPECT_DEATH(static_cast<void>(*end), "");
}

}  // namespace
}  // namespace smx
