#include "kit/skeleton.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "kit/templates.h"
#include "runner/command_line.h"

namespace smx::conformance {
namespace {

TEST(Skeleton, NamesOfDrivers) {
  for (const char* name : {"a", "mine", "our-phone-2", "x2"}) EXPECT_EQ(name_fault(name), "");
  for (const char* name : {"", "Mine", "2x", "-a", "a-", "a_b", "a b", "a/b", "\u00e9"}) {
    EXPECT_NE(name_fault(name), "") << name;
  }
  EXPECT_EQ(name_fault(std::string(40, 'a')), "");
  EXPECT_NE(name_fault(std::string(41, 'a')), "");
}

TEST(Skeleton, EveryTemplateBelongsToALanguage) {
  for (const TemplateFile& file : all_template_files()) {
    if (file.path == "README.md") continue;
    EXPECT_NE(find_language(file.path.substr(0, file.path.find('/'))), nullptr) << file.path;
  }
}

TEST(Skeleton, HasTheFilesThatItsReadmeNames) {
  for (const Language& language : languages()) {
    SCOPED_TRACE(language.name);
    const std::vector<SkeletonFile> files = skeleton_files(language, "mine", "smx");
    for (const KitFile& named : language.files) {
      EXPECT_TRUE(std::ranges::any_of(files, [&](const SkeletonFile& file) {
        return file.path == named.path;
      })) << named.path;
    }
    const auto readme = std::ranges::find_if(
        files, [](const SkeletonFile& file) { return file.path == "README.md"; });
    ASSERT_NE(readme, files.end());
    EXPECT_TRUE(readme->text.starts_with("# mine\n"));
    for (const NextCommand& next : next_commands(language, "smx")) {
      EXPECT_NE(readme->text.find("\n" + next.command + "\n"), std::string::npos) << next.command;
    }
  }
}

TEST(Skeleton, StepsEndWithTheFirstFile) {
  const auto steps = next_commands(*find_language("go"), "smx");
  ASSERT_EQ(steps.size(), 5U);
  EXPECT_EQ(steps[0].command, "go build -o driver .");
  EXPECT_EQ(steps[2].command, "smx conformance doctor -- ./driver");
  EXPECT_EQ(steps[3].command, "smx conformance run --driver ./driver --filter 'drv1-parse/*'");
}

TEST(Skeleton, WordsSurviveAShell) {
  for (const std::string word : {"plain", "two words", "it's", "", "a\"b", "$HOME", "*", "\\"}) {
    EXPECT_EQ(split_command("x " + shell_word(word)).at(1), word);
  }
  EXPECT_EQ(shell_word("target/debug/driver"), "target/debug/driver");
}

}  // namespace
}  // namespace smx::conformance
