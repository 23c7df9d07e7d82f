#include "runner/version.h"

#include <gtest/gtest.h>

namespace smx::conformance {
namespace {

TEST(Version, IsFoundInWhatProgramsPrint) {
  EXPECT_EQ(version_in("go version go1.26.8 linux/amd64"), "1.26.8");
  EXPECT_EQ(version_in("go version go1.24rc1 linux/amd64"), "1.24");
  EXPECT_EQ(version_in("v20.19.2\n"), "20.19.2");
  EXPECT_EQ(version_in("openjdk 17.0.15 2025-04-15"), "17.0.15");
  EXPECT_EQ(version_in("Swift 6 of 2025."), "6");
  EXPECT_EQ(version_in("python2 or 3.11"), "3.11");
  EXPECT_EQ(version_in("go version devel"), std::nullopt);
  EXPECT_EQ(version_in(""), std::nullopt);
}

TEST(Version, IsComparedNumberByNumber) {
  EXPECT_TRUE(is_at_least("1.24", "1.24"));
  EXPECT_TRUE(is_at_least("1.24.1", "1.24"));
  EXPECT_TRUE(is_at_least("1.24", "1.24.0"));
  EXPECT_TRUE(is_at_least("1.100", "1.24"));
  EXPECT_TRUE(is_at_least("2", "1.24"));
  EXPECT_FALSE(is_at_least("1.19.8", "1.24"));
  EXPECT_FALSE(is_at_least("1.3", "1.24"));
  EXPECT_FALSE(is_at_least("1", "1.24"));
}

TEST(Version, OutputIsOfBothStreamsAndOnlyOfSuccess) {
  EXPECT_EQ(output_of({"sh", "-c", "printf 1.; printf 2 >&2"}), "1.2");
  EXPECT_EQ(output_of({"cat"}), "");  // standard input is empty
  EXPECT_EQ(output_of({"sh", "-c", "echo 9.9; exit 3"}), std::nullopt);
  EXPECT_EQ(output_of({"no-such-program-here"}), std::nullopt);
  const auto much = output_of({"sh", "-c", "head -c 300000 /dev/zero"});
  ASSERT_TRUE(much.has_value());
  EXPECT_EQ(much->size(), 65536U);
}

}  // namespace
}  // namespace smx::conformance
