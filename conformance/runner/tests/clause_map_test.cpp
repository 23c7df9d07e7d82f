#include "runner/clause_map.h"

#include <gtest/gtest.h>

#include <set>

#include "runner/schema.h"
#include "test_support.h"

namespace smx::conformance {
namespace {

TEST(ClauseMap, EveryClauseExistsInTheSpecification) {
  std::string pages;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(SMX_SOURCE_ROOT) + "/docs/spec")) {
    if (entry.path().extension() == ".md") pages += read_text_file(entry.path());
  }
  for (const std::string& clause : all_mapped_clauses()) {
    EXPECT_NE(pages.find("**[" + clause + "]**"), std::string::npos) << clause;
  }
}

TEST(ClauseMap, CoversEveryStepOperationAndReasonOfTheSchemas) {
  const Json vectors = Json::parse(embedded_schema("vector-file.schema.json"))["definitions"];
  for (const Json& step : vectors["trace_step"]["enum"]) {
    EXPECT_NE(trace_clause(step.get<std::string>()), "") << step;
    EXPECT_NE(trace_meaning(step.get<std::string>()), "") << step;
  }
  for (const Json& op : vectors["step"]["properties"]["op"]["enum"]) {
    EXPECT_FALSE(op_clauses(op.get<std::string>()).empty()) << op;
  }
  for (const Json& reason : vectors["reason"]["enum"]) {
    EXPECT_NE(reason_meaning(reason.get<std::string>()), "") << reason;
  }
  EXPECT_EQ(trace_clause("x3dh.other"), "");
}

}  // namespace
}  // namespace smx::conformance
