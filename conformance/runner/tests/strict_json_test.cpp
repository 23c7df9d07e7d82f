#include "runner/strict_json.h"

#include <gtest/gtest.h>

#include "runner/input_error.h"
#include "test_support.h"

namespace smx::conformance {
namespace {

std::string fault_of(std::string_view text) {
  try {
    parse_strict(text);
  } catch (const JsonError& error) {
    return error.what();
  }
  return {};
}

TEST(StrictJson, ReadsOneValue) {
  EXPECT_EQ(parse_strict(R"({"a": [1, {"a": 2}]})")["a"][1]["a"], 2);
}

TEST(StrictJson, SaysAtWhichByteTheTextEnds) {
  EXPECT_EQ(fault_of("{'a': 1}"), "not valid JSON at byte 2");
  EXPECT_NE(fault_of("{} {}"), "");
  EXPECT_NE(fault_of(""), "");
}

TEST(StrictJson, RefusesAMemberTwiceInOneObject) {
  EXPECT_EQ(fault_of(R"({"a": 1, "b": {"c": 1, "c": 2}})"), "member \"c\" occurs twice");
  EXPECT_EQ(fault_of(R"([{"a": 1}, {"a": 2}])"), "");
}

TEST(StrictJson, RefusesWhatIsNotUtf8) { EXPECT_NE(fault_of("\"\xff\""), ""); }

// A driver that answers so must not end the judge.
TEST(StrictJson, RefusesANumberThatIsTooLarge) {
  EXPECT_EQ(fault_of(R"({"id": 1e999})"), "a number is too large");
  EXPECT_EQ(fault_of("1e308"), "");
}

TEST(StrictJson, NamesTheFile) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("broken.json", "{");
  try {
    read_json_file(path);
    FAIL() << "a broken file was read";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("broken.json: not valid JSON"), std::string::npos);
  }
  EXPECT_THROW(read_json_file(folder.path() / "absent.json"), InputError);
  EXPECT_THROW(read_json_file(folder.path()), InputError);
}

}  // namespace
}  // namespace smx::conformance
