#include "runner/known_values.h"

#include <gtest/gtest.h>

#include "test_support.h"

namespace smx::conformance {
namespace {

TEST(KnownValues, HoldsTracesAndTheRequest) {
  const Case test = test::case_named(test::small_file(), "small/target");
  const KnownValues known = known_values(test, 3);
  EXPECT_EQ(known.at("the pinned dr.root_key"), test.steps[3].trace->at(1).value);
  EXPECT_EQ(known.at("the pinned dr.root_key (no. 2)"), test.steps[3].trace->at(4).value);
  EXPECT_EQ(known.at("the pinned dr.root_key of step 0"), test.steps[0].trace->at(1).value);
  EXPECT_EQ(known.at("the given random ratchet_private"),
            test.steps[3].in["random"]["ratchet_private"].get<std::string>());
}

TEST(KnownValues, KnowsNothingOfLaterSteps) {
  const Case test = test::case_named(test::small_file(), "small/target");
  for (const auto& [name, value] : known_values(test, 0)) {
    EXPECT_EQ(name.find("of step"), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace smx::conformance
