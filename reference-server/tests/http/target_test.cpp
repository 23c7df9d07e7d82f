#include "http/target.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace smx::relay::http {
namespace {

TEST(Target, PathAndQueryAreDecoded) {
  const auto target = parse_target("/v1/a%20b?after=7&type=x%26y&empty");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/v1/a b");
  EXPECT_EQ(target->query.at("after"), "7");
  EXPECT_EQ(target->query.at("type"), "x&y");
  EXPECT_EQ(target->query.at("empty"), "");
}

TEST(Target, RefusesWhatCouldBeReadInTwoWays) {
  for (const char* text :
       {"", "v1", "*", "https://relay.example/v1", "/a%2fb", "/a%2Fb", "/%", "/%2", "/%zz", "/%00",
        "/%0a", "/%7f", "/a?x=1&x=2", "/a?=1", "/a?x=%1", "/a?%=1"}) {
    EXPECT_FALSE(parse_target(text)) << text;
  }
}

RC_GTEST_PROP(Target, AnyTextIsReadOrRefused, (const std::string& text)) {
  const auto target = parse_target("/" + text);
  if (target) RC_ASSERT(target->path.find('\0') == std::string::npos);
}

}  // namespace
}  // namespace smx::relay::http
