#include "runner/platforms.h"

#include <gtest/gtest.h>

#include "runner/input_error.h"
#include "test_support.h"

namespace smx::conformance {
namespace {

constexpr const char* kRegistry = R"({"platforms": [
  {"name": "cpp", "command": ["${bin}/driver"], "requires": []},
  {"name": "script", "command": ["sh", "${source}/x/${source}"], "requires": ["sh", "absent-tool"]}
]})";

TEST(Platforms, ReplacesThePlaceholders) {
  const test::TemporaryFolder folder;
  const auto platforms = read_platforms(folder.write("p.json", kRegistry), {"/b", "/s"});
  ASSERT_EQ(platforms.size(), 2U);
  EXPECT_EQ(platforms[0].command, (std::vector<std::string>{"/b/driver"}));
  EXPECT_EQ(platforms[1].command, (std::vector<std::string>{"sh", "/s/x//s"}));
}

TEST(Platforms, SaysWhyOneCannotRun) {
  const test::TemporaryFolder folder;
  const auto platforms = read_platforms(folder.write("p.json", kRegistry), {"/b", "/s"});
  EXPECT_EQ(why_not_runnable(platforms[0]), "driver has not been built");
  EXPECT_EQ(why_not_runnable(platforms[1]), "absent-tool is not on PATH");
  EXPECT_EQ(why_not_runnable({"x", {"sh"}, {{"sh", {}, {}}}}), "");
  EXPECT_EQ(why_not_runnable({"x", {"no/such"}, {}}), "there is no program no/such");
}

/// Why a platform that needs `program` 1.24 cannot run, when its version command is `script`.
std::string why(const std::string& name, const std::string& script) {
  const test::TemporaryFolder folder;
  const std::string registry = R"({"platforms": [{"name": ")" + name +
                               R"(", "command": ["sh"], "requires": [{"program": "sh",
          "version": ["sh", "-c", ")" +
                               script + R"("], "at_least": "1.24"}]}]})";
  return why_not_runnable(read_platforms(folder.write("p.json", registry), {}).front());
}

TEST(Platforms, SaysWhichVersionIsNeededAndFound) {
  EXPECT_EQ(why("sh", "echo go version go1.19.8 linux/amd64"), "needs 1.24 (found 1.19.8)");
  EXPECT_EQ(why("other", "echo 1.23.9"), "needs sh 1.24 (found 1.23.9)");
  EXPECT_EQ(why("sh", "echo none"), "needs 1.24 (its version could not be read)");
  EXPECT_EQ(why("sh", "echo 1.26; exit 1"), "needs 1.24 (its version could not be read)");
  EXPECT_EQ(why("sh", "echo go1.24.0"), "");
  EXPECT_EQ(why("sh", "echo go1.26.8"), "");
}

TEST(Platforms, RefusesABrokenRegistry) {
  const test::TemporaryFolder folder;
  for (const char* text :
       {"{}", R"({"platforms": [{"name": "X Y", "command": ["x"], "requires": []}]})",
        R"({"platforms": [{"name": "x", "command": [], "requires": []}]})",
        R"({"platforms": [{"name": "x", "command": ["a"], "requires": [{"program": "a"}]}]})",
        R"({"platforms": [{"name": "x", "command": ["a"], "requires":
              [{"program": "a", "version": ["a"], "at_least": "v1"}]}]})",
        R"({"platforms": [{"name": "x", "command": ["a"], "requires":
              [{"program": "a", "version": [], "at_least": "1"}]}]})",
        R"({"platforms": [{"name": "x", "command": ["a"], "requires": []},
                          {"name": "x", "command": ["b"], "requires": []}]})"}) {
    EXPECT_THROW(read_platforms(folder.write("p.json", text), {}), InputError) << text;
  }
}

TEST(Platforms, TheProjectsOwnRegistryIsInOrder) {
  const auto platforms =
      read_platforms(std::string(SMX_SOURCE_ROOT) + "/conformance/platforms.json", {"/b", "/s"});
  ASSERT_GE(platforms.size(), 3U);
  EXPECT_EQ(platforms[0].name, "cpp");
  EXPECT_EQ(platforms[1].name, "javascript");
  EXPECT_EQ(platforms[2].name, "go");
  EXPECT_EQ(platforms[2].requirements.at(0).at_least, "1.24");
}

}  // namespace
}  // namespace smx::conformance
