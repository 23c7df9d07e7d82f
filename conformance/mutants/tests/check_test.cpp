#include "mutants/check.h"

#include <gtest/gtest.h>

#include "mutants/files.h"
#include "mutants_support.h"

namespace smx::mutants {
namespace {

/// A source tree with one module and one clause.
class Tree : public testing::Test {
 protected:
  Tree() {
    std::filesystem::create_directories(folder_.path() / "docs/spec");
    std::filesystem::create_directories(folder_.path() / "conformance/drivers/javascript");
    write_file(folder_.path() / "docs/spec/page.md", "# Page\n\n**[DR-01]** (given) MUST.\n");
    write_file(folder_.path() / "conformance/drivers/javascript/a.mjs", "here is find, once");
  }

  std::vector<std::string> problems(const std::vector<Bug>& bugs, const Wanted& wanted) {
    return check_bugs(bugs, folder_.path(), wanted);
  }

  WorkDirectory folder_{{}};
};

TEST_F(Tree, FindsNothingWrongWithADescriptionThatFits) {
  EXPECT_TRUE(problems({test::bug_named("one")}, {1, 0, 0}).empty());
}

TEST_F(Tree, CountsAllFamiliesAndTheCore) {
  const auto found = problems({test::bug_named("one")}, {2, 1, 1});
  ASSERT_EQ(found.size(), 5U);
  EXPECT_EQ(found[0], "1 bugs, at least 2 are wanted");
  EXPECT_EQ(found[1], "key_schedule: 0 bugs, at least 1 are wanted");
  EXPECT_EQ(found[4], "cpp: 0 bugs, at least 1 are wanted");
}

TEST_F(Tree, NamesAClauseThatIsNowhere) {
  const auto found = problems({test::bug_named("one", "XX-99")}, {1, 0, 0});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0], "one: clause: docs/spec has no XX-99");
}

TEST_F(Tree, NamesAChangeThatDoesNotFit) {
  write_file(folder_.path() / "conformance/drivers/javascript/a.mjs", "gone");
  const auto found = problems({test::bug_named("one")}, {1, 0, 0});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0], "javascript/one.json: find: occurs 0 times in a.mjs, not once");
}

}  // namespace
}  // namespace smx::mutants
