#include "server/url.h"

#include <gtest/gtest.h>

namespace smx::relay::server {
namespace {

TEST(Url, IsTakenApart) {
  const auto url = parse_https_url("https://codes.example:8443/send?x=1");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "codes.example");
  EXPECT_EQ(url->port, "8443");
  EXPECT_EQ(url->target, "/send?x=1");
  EXPECT_EQ(url->authority(), "codes.example:8443");
}

TEST(Url, HasDefaults) {
  const auto url = parse_https_url("https://codes.example");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->port, "443");
  EXPECT_EQ(url->target, "/");
  EXPECT_EQ(url->authority(), "codes.example");
  EXPECT_EQ(parse_https_url("https://a.example?b")->target, "/?b");
}

TEST(Url, AddressesOfVersion6StandInBrackets) {
  const auto url = parse_https_url("https://[::1]:99/x");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->port, "99");
  EXPECT_EQ(url->authority(), "[::1]:99");
  EXPECT_EQ(parse_https_url("https://[::1]")->port, "443");
}

TEST(Url, AnythingElseIsNone) {
  for (const char* text :
       {"", "https://", "http://a.example", "https:///x", "https://a.example b/",
        "https://a.example/\r\nX: y", "https://a.example:0/", "https://a.example:65536/",
        "https://a.example:/", "https://a.example:b/", "https://u@a.example/",
        "https://u.example:p@a.example/", "https://a.example/#f", "https://[::1/",
        "https://[::1]x/", "https://[]/", "https://\xc3\xa4/", "HTTPS://a/"}) {
    EXPECT_FALSE(parse_https_url(text)) << text;
  }
}

}  // namespace
}  // namespace smx::relay::server
