#include "kit/request_faults.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "kit/case_choice.h"
#include "kit/op_guide.h"
#include "runner/schema.h"

namespace smx::conformance {
namespace {

const std::vector<VectorFile>& pinned() {
  static const VectorSet kSet = read_vector_set(std::filesystem::path(SMX_SOURCE_ROOT) / "vectors");
  return kSet.files;
}

Json request(const std::string& op, Json in) {
  in["id"] = 1;
  in["op"] = op;
  return in;
}

// The schema of requests is the judge of what is a fault: none of these passes it, and the request
// that they were made from does.
TEST(RequestFaults, EachIsAFaultByTheSchema) {
  const Schema schema = Schema::embedded("request.schema.json");
  Introduction all;
  all.ops = {operations_in_order().begin(), operations_in_order().end()};
  all.inject_random = all.state = true;
  for (const std::string& op : operations_in_order()) {
    SCOPED_TRACE(op);
    const Case* test = smallest_case(pinned(), op, CaseKind::kAccepted, all);
    ASSERT_NE(test, nullptr);
    const Json in = step_of(*test, op).in;
    EXPECT_FALSE(schema.fault(request(op, in)).has_value());
    std::set<std::string> seen;
    for (const FaultyRequest& faulty : faulty_requests(op, in)) {
      EXPECT_TRUE(schema.fault(request(op, faulty.in)).has_value()) << faulty.what;
      EXPECT_TRUE(seen.insert(faulty.what).second) << faulty.what << " twice";
    }
    EXPECT_GE(seen.size(), 2U);
  }
}

TEST(RequestFaults, OfOneOperation) {
  std::set<std::string> seen;
  const Json in = {{"salt", ""}, {"ikm", "00"}, {"info", ""}, {"length", 8}};
  for (const FaultyRequest& faulty : faulty_requests("hkdf.sha256", in)) seen.insert(faulty.what);
  for (const char* what :
       {"a member too many in doctor", "salt left out", "upper-case hex in ikm",
        "an odd number of digits in info", "a negative number in length",
        "a number past the most allowed in length", "null in salt", "a number in salt"}) {
    EXPECT_TRUE(seen.contains(what)) << what;
  }
}

}  // namespace
}  // namespace smx::conformance
