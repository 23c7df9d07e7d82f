#include "report/digest.h"

#include <gtest/gtest.h>

#include "runner/sha256.h"

namespace smx::conformance {
namespace {

TEST(Digest, CanonicalFormIsSortedAndBare) {
  const Json json =
      Json::parse("{\"b\": [1, true, null], \"a\": \"\\u00e4\\u0001\\\"\\/\\u007f\"}");
  EXPECT_EQ(canonical_json(json), "{\"a\":\"\u00e4\\u0001\\\"/\x7f\",\"b\":[1,true,null]}");
}

TEST(Digest, LeavesOutTheRunAndItself) {
  const Json report = {{"a", 1}, {"run", {{"ms", 5}}}, {"digest", "x"}};
  EXPECT_EQ(report_digest(report), sha256_hex("{\"a\":1}"));
  EXPECT_NE(report_digest({{"a", 2}}), report_digest(report));
}

}  // namespace
}  // namespace smx::conformance
