#include "runner/vector_case.h"

#include <gtest/gtest.h>

#include "runner/input_error.h"
#include "test_support.h"

namespace smx::conformance {
namespace {

/// The case small/tampered-then-genuine, changed, read again; the fault or "".
std::string fault_after(const std::function<void(Json& test)>& change) {
  Json test = test::small_json()["groups"][1]["cases"][1];
  change(test);
  try {
    read_case(test, "group", [](const std::string&, const Json&) { return std::nullopt; });
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

TEST(VectorCase, ReadsAScript) {
  const Case test = test::case_named(test::small_file(), "small/tampered-then-genuine");
  EXPECT_FALSE(test.valid);
  EXPECT_EQ(test.reason, "decryption_failed");
  ASSERT_EQ(test.steps.size(), 5U);
  EXPECT_TRUE(test.steps[3].state_unchanged);
  EXPECT_EQ(test.steps[3].expect.reason, "decryption_failed");
  EXPECT_EQ(test.twin->step, 3U);
}

TEST(VectorCase, TakesMembersFromPinnedOutputs) {
  const Case test = test::case_named(test::small_file(), "small/tampered-then-genuine");
  std::string tampered = test.steps[2].expect.outputs["frame"].get<std::string>();
  EXPECT_EQ(test.steps[4].in["frame"], tampered);
  char& last = tampered.back();
  const int digit = last <= '9' ? last - '0' : last - 'a' + 10;
  last = "0123456789abcdef"[digit ^ 1];
  EXPECT_EQ(test.steps[3].in["frame"], tampered);
}

TEST(VectorCase, NamesTheStepOfAFault) {
  EXPECT_EQ(fault_after([](Json&) {}), "");
  EXPECT_EQ(fault_after([](Json& test) { test["steps"][3]["from"]["step"] = 3; }),
            "case small/tampered-then-genuine: step 3: from names step 3, which is not an earlier "
            "one");
  EXPECT_EQ(fault_after([](Json& test) { test["steps"][3]["from"]["output"] = "envelope"; }),
            "case small/tampered-then-genuine: step 3: from: step 2 pins no byte string "
            "\"envelope\"");
  EXPECT_EQ(fault_after([](Json& test) { test["steps"][4]["in"]["frame"] = "00"; }),
            "case small/tampered-then-genuine: step 4: \"frame\" is given twice: literally and by "
            "from");
}

TEST(VectorCase, TheHeadRepeatsTheStepsLastRefusal) {
  EXPECT_NE(fault_after([](Json& test) { test["reason"] = "malformed"; }), "");
  EXPECT_NE(fault_after([](Json& test) { test["result"] = "valid"; }), "");
}

TEST(VectorCase, ATwinRepairsARefusal) {
  EXPECT_NE(fault_after([](Json& test) { test["twin"]["step"] = 4; }), "");
  EXPECT_NE(fault_after([](Json& test) { test["twin"]["step"] = 9; }), "");
  EXPECT_NE(
      fault_after([](Json& test) { test["twin"]["expect"] = {{"reject", "decryption_failed"}}; }),
      "");
  EXPECT_EQ(
      fault_after([](Json& test) { test["twin"]["expect"] = {{"reject", "duplicate_message"}}; }),
      "");
}

TEST(VectorCase, StateNeedsSomethingThatHasOne) {
  EXPECT_NE(fault_after([](Json& test) { test["steps"][3]["in"].erase("session"); }), "");
}

}  // namespace
}  // namespace smx::conformance
