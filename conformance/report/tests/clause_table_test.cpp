#include "report/clause_table.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "test_support.h"

namespace smx::conformance {
namespace {

const ClauseRow& row_named(const std::vector<ClauseRow>& rows, const std::string& id) {
  const auto found = std::ranges::find(rows, id, &ClauseRow::id);
  if (found == rows.end()) throw std::out_of_range(id);
  return *found;
}

TEST(ClauseTable, JoinsTheCasesOfTheVectorsToWhatTheBuildFound) {
  VectorFile file;
  Case positive;
  positive.id = "made/accepted";
  positive.clauses = {"X3DH-04"};
  Case negative;
  negative.id = "made/refused";
  negative.clauses = {"X3DH-04", "NOWHERE-01"};
  negative.valid = false;
  file.cases = {positive, negative};
  const std::vector<ClauseRow> rows = clause_table({file});
  const ClauseRow& row = row_named(rows, "X3DH-04");
  EXPECT_TRUE(row.binds);
  EXPECT_EQ(row.page, "docs/spec/x3dh.md");
  EXPECT_EQ(row.positive, std::vector<std::string>{"made/accepted"});
  EXPECT_EQ(row.negative, std::vector<std::string>{"made/refused"});
  EXPECT_FALSE(row.tests.empty());
  EXPECT_FALSE(row.bugs.empty());
  EXPECT_TRUE(row.summary.starts_with("The Diffie-Hellman outputs MUST be")) << row.summary;
}

TEST(ClauseTable, EveryBindingClauseIsCitedByACaseOrATest) {
  const VectorSet set = read_vector_set(std::filesystem::path(SMX_SOURCE_ROOT) / "vectors");
  for (const ClauseRow& row : clause_table(set.files)) EXPECT_FALSE(row.uncovered()) << row.id;
}

TEST(ClauseTable, WhatBindsAndIsCitedByNothingIsUncovered) {
  ClauseRow row;
  EXPECT_FALSE(row.uncovered()) << "it does not bind";
  row.binds = true;
  EXPECT_TRUE(row.uncovered());
  row.bugs = {"a planted bug proves nothing by itself"};
  EXPECT_TRUE(row.uncovered());
  row.tests = {"core/tests/a_test.cpp"};
  EXPECT_FALSE(row.uncovered());
}

}  // namespace
}  // namespace smx::conformance
