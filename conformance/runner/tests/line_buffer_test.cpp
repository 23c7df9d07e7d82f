#include "runner/line_buffer.h"

#include <gtest/gtest.h>

namespace smx::conformance {
namespace {

using Kind = Exchange::Kind;

TEST(LineBuffer, GivesWholeLinesOnly) {
  LineBuffer buffer;
  buffer.add("one\ntw");
  EXPECT_EQ(buffer.take_line().text, "one");
  EXPECT_EQ(buffer.take_line().kind, Kind::kTimeout);
  buffer.add("o\n\n");
  EXPECT_EQ(buffer.take_line().text, "two");
  const Exchange empty = buffer.take_line();
  EXPECT_EQ(empty.kind, Kind::kLine);
  EXPECT_EQ(empty.text, "");
  EXPECT_EQ(buffer.size(), 0U);
}

TEST(LineBuffer, RefusesALineOverTheLimitAlsoWithoutItsEnd) {
  LineBuffer buffer;
  buffer.add(std::string(kMaxLineBytes, 'x'));
  EXPECT_EQ(buffer.take_line().kind, Kind::kTimeout) << "its end may follow";
  buffer.add("x");
  EXPECT_EQ(buffer.take_line().kind, Kind::kOversized);
  buffer.add(std::string(kMaxLineBytes, 'x'));
  EXPECT_EQ(buffer.size(), kMaxLineBytes + 1) << "what nobody will look at is not kept";
}

}  // namespace
}  // namespace smx::conformance
