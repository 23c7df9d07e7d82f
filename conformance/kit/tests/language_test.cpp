#include "kit/language.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace smx::conformance {
namespace {

TEST(Language, TheSevenOfTheKitInOrder) {
  std::vector<std::string> names;
  for (const Language& language : languages()) names.emplace_back(language.name);
  EXPECT_EQ(names, (std::vector<std::string>{"cpp", "go", "javascript", "kotlin", "python", "rust",
                                             "swift"}));
}

TEST(Language, IsFoundByItsName) {
  ASSERT_NE(find_language("rust"), nullptr);
  EXPECT_EQ(find_language("rust")->driver, "target/debug/driver");
  EXPECT_EQ(find_language("Rust"), nullptr);
  EXPECT_EQ(find_language(""), nullptr);
}

TEST(Language, EachHasAllThatAnAuthorNeeds) {
  for (const Language& language : languages()) {
    SCOPED_TRACE(language.name);
    EXPECT_FALSE(language.needs.empty());
    EXPECT_FALSE(language.programs.empty());
    EXPECT_FALSE(language.test.empty());
    const auto has = [&](std::string_view path) {
      return std::ranges::any_of(language.files,
                                 [&](const KitFile& file) { return file.path == path; });
    };
    EXPECT_TRUE(has(language.ops_file));
    EXPECT_TRUE(has(language.hello_file));
  }
}

TEST(Language, ThatLacksAProgramNamesIt) {
  Language language;
  language.programs = {"sh", "no-such-program-here"};
  EXPECT_EQ(missing_program(language), "no-such-program-here");
  language.programs = {"sh"};
  EXPECT_EQ(missing_program(language), "");
}

}  // namespace
}  // namespace smx::conformance
