#include "runner/command_line.h"

#include <gtest/gtest.h>

#include "runner/input_error.h"

namespace smx::conformance {
namespace {

using Words = std::vector<std::string>;

TEST(CommandLine, SplitsAsAShellDoes) {
  EXPECT_EQ(split_command("node driver.mjs  --x"), (Words{"node", "driver.mjs", "--x"}));
  EXPECT_EQ(split_command("a 'b c' \"d e\""), (Words{"a", "b c", "d e"}));
  EXPECT_EQ(split_command(R"(a\ b 'c\d' "e\"f" "g\h")"),
            (Words{"a b", R"(c\d)", "e\"f", R"(g\h)"}));
  EXPECT_EQ(split_command("a ''"), (Words{"a", ""}));
  EXPECT_EQ(split_command("x='y z'"), (Words{"x=y z"}));
}

TEST(CommandLine, ExpandsNothing) {
  EXPECT_EQ(split_command("a $HOME *.c ~ `x`"), (Words{"a", "$HOME", "*.c", "~", "`x`"}));
}

TEST(CommandLine, RefusesWhatIsNotACommand) {
  for (const char* text : {"", "   ", "''", "a 'b", "a \"b", "a \\"}) {
    EXPECT_THROW(split_command(text), InputError) << text;
  }
}

TEST(CommandLine, KnowsWhatCanBeRun) {
  EXPECT_TRUE(can_run("sh"));
  EXPECT_TRUE(can_run(SMX_PYTHON));
  EXPECT_FALSE(can_run("no-such-program-here"));
  EXPECT_FALSE(can_run(std::string(SMX_TEST_DATA) + "/CMakeLists.txt"));
  EXPECT_FALSE(can_run(SMX_TEST_DATA));
}

}  // namespace
}  // namespace smx::conformance
