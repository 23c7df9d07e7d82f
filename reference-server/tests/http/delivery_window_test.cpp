#include "http/delivery_window.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <vector>

namespace smx::relay::http {
namespace {

TEST(DeliveryWindow, AsksOnceUntilItIsAnswered) {
  DeliveryWindow window(100);
  const auto query = window.next(16);
  ASSERT_TRUE(query);
  EXPECT_EQ(query->after, 0);
  EXPECT_EQ(query->limit, 16u);
  window.wake();
  EXPECT_FALSE(window.next(16)) << "the answer is on its way";
  window.answered(false);
  EXPECT_TRUE(window.next(16)) << "the wake came after the question";
  window.answered(false);
  EXPECT_FALSE(window.next(16)) << "nothing is known to wait";
}

TEST(DeliveryWindow, HoldsAtMostSoMany) {
  DeliveryWindow window(3);
  ASSERT_EQ(window.next(16)->limit, 3u);
  for (int i = 1; i <= 3; ++i) EXPECT_TRUE(window.deliver(std::to_string(i), i));
  window.answered(true);
  EXPECT_FALSE(window.next(16));
  const std::vector<std::string> one{"2"};
  window.acknowledged(one);
  const auto query = window.next(16);
  ASSERT_TRUE(query);
  EXPECT_EQ(query->after, 3);
  EXPECT_EQ(query->limit, 1u);
}

TEST(DeliveryWindow, NothingFollowsWhatMustBeFetched) {
  DeliveryWindow window(100);
  ASSERT_TRUE(window.next(16));
  EXPECT_TRUE(window.deliver("large", 1));
  window.must_be_fetched("large");
  EXPECT_FALSE(window.deliver("next", 2));
  window.answered(false);
  window.wake();
  EXPECT_FALSE(window.next(16));
  const std::vector<std::string> large{"large"};
  window.acknowledged(large);
  ASSERT_EQ(window.next(16)->after, 1);
}

// Against a queue in a map, with wakes, acknowledgements and answers in any order: all is delivered
// once and in order, and never more is open than allowed.
RC_GTEST_PROP(DeliveryWindow, DeliversAllInOrder, (const std::vector<unsigned char>& steps)) {
  constexpr std::size_t kMost = 5;
  DeliveryWindow window(kMost);
  std::map<std::int64_t, std::string> queue;
  std::vector<std::int64_t> delivered;
  std::vector<std::string> open;
  std::int64_t sequence = 0;
  std::optional<DeliveryWindow::Query> asked;
  const auto answer = [&] {
    std::size_t given = 0;
    bool more = false;
    for (const auto& [number, id] : queue) {
      if (number <= asked->after) continue;
      if (given++ == asked->limit) {
        more = true;
        break;
      }
      RC_ASSERT(window.deliver(id, number));
      delivered.push_back(number);
      open.push_back(id);
    }
    asked.reset();
    window.answered(more);
  };
  const auto acknowledge = [&] {
    window.acknowledged(open);
    open.clear();
  };
  for (const unsigned char step : steps) {
    switch (step % 4) {
      case 0:
        ++sequence;
        queue[sequence] = std::to_string(sequence);
        window.wake();
        break;
      case 1:
        if (!asked) asked = window.next(3);
        break;
      case 2:
        if (asked) answer();
        break;
      default:
        acknowledge();
    }
    RC_ASSERT(window.unacknowledged() <= kMost);
  }
  for (;;) {
    if (!asked) asked = window.next(3);
    if (asked) {
      answer();
    } else if (open.empty()) {
      break;
    } else {
      acknowledge();
    }
  }
  RC_ASSERT(delivered.size() == queue.size());
  for (std::size_t i = 0; i < delivered.size(); ++i) {
    RC_ASSERT(delivered[i] == static_cast<std::int64_t>(i) + 1);
  }
}

}  // namespace
}  // namespace smx::relay::http
