#include "generator/after_reject.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace smx::vectors {
namespace {

conformance::Json pinned(const std::string& file) {
  return conformance::read_json_file(std::filesystem::path(SMX_SOURCE_DIR) / "vectors" / file);
}

/// A document of one case with these steps.
conformance::Json document_of(const conformance::Json& steps) {
  return {{"groups", {{{"cases", {{{"id", "a/0"}, {"steps", steps}}}}}}}};
}

conformance::Json step(const std::string& op, const conformance::Json& expect) {
  return {{"op", op}, {"in", {{"session", "bob"}}}, {"expect", expect}};
}

const conformance::Json kOk = {{"ok", conformance::Json::object()}};

conformance::Json rejection(const std::string& reason) { return {{"reject", reason}}; }

TEST(AfterRejects, ThePinnedCasesHoldBothRules) {
  AfterRejects all;
  for (const char* file :
       {"device-v1.json", "dr-v1-interop.json", "x3dh-prekey-v1.json", "dr-v1-live-result.json"}) {
    const AfterRejects found = after_rejects(pinned(file));
    EXPECT_TRUE(found.faults.empty()) << file << ": " << found.faults.front();
    all.watched += found.watched;
    all.genuine += found.genuine;
    all.excepted += found.excepted;
  }
  EXPECT_GE(all.watched, 340U);
  EXPECT_GE(all.genuine, 100U);
  EXPECT_LE(all.excepted, 12U) << "an exception is the last resort";
}

TEST(AfterRejects, EveryPinnedRuleIsFeltWhenItIsTakenAway) {
  conformance::Json json = pinned("dr-v1-interop.json");
  std::size_t taken = 0;
  for (conformance::Json& group : json["groups"]) {
    for (conformance::Json& test : group["cases"]) {
      for (conformance::Json& item : test["steps"]) taken += item.erase("state");
    }
  }
  EXPECT_GT(taken, 100U);
  EXPECT_EQ(after_rejects(json).faults.size(), taken);
}

TEST(AfterRejects, AForgeryWantsItsGenuineMessage) {
  conformance::Json forged = step("dr.decrypt", rejection("decryption_failed"));
  forged["state"] = "unchanged";
  const conformance::Json init = step("dr.init", kOk);
  const conformance::Json genuine = step("dr.decrypt", kOk);
  EXPECT_TRUE(after_rejects(document_of({init, forged, genuine})).faults.empty());
  EXPECT_EQ(after_rejects(document_of({init, forged, genuine})).genuine, 1U);
  EXPECT_EQ(after_rejects(document_of({init, genuine, forged})).faults.size(), 1U);
  EXPECT_EQ(after_rejects(document_of({init, forged, step("dr.encrypt", kOk)})).faults.size(), 1U)
      << "another operation shows nothing of the message";
  conformance::Json spent = forged;
  spent["expect"] = rejection("duplicate_message");
  EXPECT_TRUE(after_rejects(document_of({init, genuine, spent})).faults.empty());
  conformance::Json explained = document_of({init, genuine, forged});
  explained["groups"][0]["cases"][0]["twin"] = {{"none", "what happened before refuses this"}};
  EXPECT_EQ(after_rejects(explained).excepted, 1U);
  EXPECT_TRUE(after_rejects(explained).faults.empty());
}

TEST(AfterRejects, AHandleThatSurvivesIsUsedAgain) {
  const conformance::Json init = step("dr.init", kOk);
  const conformance::Json again = step("dr.init", rejection("malformed"));
  EXPECT_TRUE(after_rejects(document_of(conformance::Json::array({again}))).faults.empty())
      << "there was no handle yet";
  EXPECT_EQ(after_rejects(document_of({init, again})).faults.size(), 1U);
  EXPECT_EQ(after_rejects(document_of({init, again, step("dr.encrypt", kOk)})).watched, 1U);
}

}  // namespace
}  // namespace smx::vectors
