#include "relay/id.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "auth/random.h"

namespace smx::relay {
namespace {

constexpr std::int64_t kSecond = 1'795'000'000;

TEST(Id, HasItsFormWhicheverWayItIsDrawn) {
  auth::SystemRandom random;
  for (const MessageId& id :
       {MessageId::draw(random), MessageId::draw_at(Instant::of_seconds(kSecond), random),
        MessageId::draw_at(Instant::of_seconds(0), random)}) {
    EXPECT_EQ(MessageId::parse(id.text()), id) << id.text();
    EXPECT_FALSE(DeliveryId::parse(id.text()));
  }
}

TEST(Id, IsInTheOrderOfItsSecond) {
  auth::SystemRandom random;
  std::vector<MessageId> ids;
  for (std::int64_t second : {std::int64_t{0}, std::int64_t{1}, std::int64_t{255},
                              std::int64_t{256}, kSecond - 1, kSecond, kSecond + 1}) {
    ids.push_back(MessageId::draw_at(Instant::of_seconds(second), random));
  }
  EXPECT_TRUE(std::ranges::is_sorted(ids));
}

// No finer time than the second leaves the relay, and nobody guesses the rest.
TEST(Id, TellsTheSecondAndNothingElse) {
  auth::SystemRandom random;
  const std::string begin = "dlv_006afd86c0";
  std::vector<std::set<char>> digits(22);
  for (std::int64_t i = 0; i < 500; ++i) {
    const std::string text = DeliveryId::draw_at({kSecond * 1000 + 2 * i}, random).text();
    ASSERT_EQ(text.size(), 36u);
    EXPECT_EQ(text.substr(0, begin.size()), begin);
    for (std::size_t k = 0; k < digits.size(); ++k) digits[k].insert(text[begin.size() + k]);
  }
  for (const auto& seen : digits) EXPECT_EQ(seen.size(), 16u);
}

}  // namespace
}  // namespace smx::relay
