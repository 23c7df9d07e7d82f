#include "http/reply_queue.h"

#include <gtest/gtest.h>

namespace smx::relay::http {
namespace {

TEST(ReplyQueue, RepliesLeaveInTheOrderOfTheRequests) {
  ReplyQueue replies;
  const auto first = replies.reserve();
  const auto second = replies.reserve();
  replies.fill(second, "second");
  EXPECT_FALSE(replies.take());
  replies.fill(first, "first");
  EXPECT_EQ(replies.take(), "first");
  EXPECT_EQ(replies.take(), "second");
  EXPECT_FALSE(replies.take());
  const auto third = replies.reserve();
  replies.fill(third, "third");
  EXPECT_EQ(replies.take(), "third");
  EXPECT_EQ(replies.size(), 0u);
}

}  // namespace
}  // namespace smx::relay::http
