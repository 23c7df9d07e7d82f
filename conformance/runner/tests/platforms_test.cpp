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
  EXPECT_EQ(why_not_runnable(platforms[0]), "there is no program /b/driver");
  EXPECT_EQ(why_not_runnable(platforms[1]), "absent-tool is not on PATH");
  EXPECT_EQ(why_not_runnable({"x", {"sh"}, {"sh"}}), "");
}

TEST(Platforms, RefusesABrokenRegistry) {
  const test::TemporaryFolder folder;
  for (const char* text :
       {"{}", R"({"platforms": [{"name": "X Y", "command": ["x"], "requires": []}]})",
        R"({"platforms": [{"name": "x", "command": [], "requires": []}]})",
        R"({"platforms": [{"name": "x", "command": ["a"], "requires": []},
                          {"name": "x", "command": ["b"], "requires": []}]})"}) {
    EXPECT_THROW(read_platforms(folder.write("p.json", text), {}), InputError) << text;
  }
}

TEST(Platforms, TheProjectsOwnRegistryIsInOrder) {
  const auto platforms =
      read_platforms(std::string(SMX_SOURCE_ROOT) + "/conformance/platforms.json", {"/b", "/s"});
  ASSERT_GE(platforms.size(), 2U);
  EXPECT_EQ(platforms[0].name, "cpp");
  EXPECT_EQ(platforms[1].name, "javascript");
}

}  // namespace
}  // namespace smx::conformance
