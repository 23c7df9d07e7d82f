#include "kit/op_guide.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "runner/clause_map.h"

namespace smx::conformance {
namespace {

TEST(OpGuide, OperationsComeInTheOrderOfTheProtocol) {
  const auto& ops = operations_in_order();
  ASSERT_EQ(ops.size(), 25U);
  EXPECT_EQ(ops.front(), "x25519");
  EXPECT_EQ(ops.back(), "device.state");
  EXPECT_TRUE(is_framing("case.begin"));
  EXPECT_FALSE(is_framing("x25519"));
}

TEST(OpGuide, EveryOperationHasWordsAndAPage) {
  for (const std::string& op : operations_in_order()) {
    EXPECT_FALSE(op_needs(op).empty()) << op;
    EXPECT_FALSE(op_clauses(op).empty()) << op;
    for (const std::string& clause : op_clauses(op)) {
      EXPECT_TRUE(
          std::filesystem::exists(std::filesystem::path(SMX_SOURCE_ROOT) / page_of_clause(clause)))
          << clause;
      EXPECT_FALSE(page_of_clause(clause).empty()) << clause;
    }
  }
  EXPECT_TRUE(op_needs("doctor.unknown").empty());
  EXPECT_TRUE(page_of_clause("NONE-01").empty());
}

TEST(OpGuide, APageIsNamedOnce) {
  EXPECT_EQ(reading({"X3DH-01", "X3DH-04", "SMX1-01"}),
            "docs/spec/x3dh.md [X3DH-01] [X3DH-04], docs/spec/smx1.md [SMX1-01]");
  EXPECT_EQ(reading({}), "");
}

}  // namespace
}  // namespace smx::conformance
