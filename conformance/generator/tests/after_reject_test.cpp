#include "generator/after_reject.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace smx::vectors {
namespace {

using conformance::Json;

Json pinned(const std::string& file) {
  return conformance::read_json_file(std::filesystem::path(SMX_SOURCE_DIR) / "vectors" / file);
}

/// A document of one case with these steps.
Json document(const Json& steps) {
  return {{"groups", {{{"cases", {{{"id", "a/0"}, {"steps", steps}}}}}}}};
}

Json step(const std::string& op, const Json& expect) {
  return {{"op", op}, {"in", {{"session", "bob"}}}, {"expect", expect}};
}

const Json kOk = {{"ok", Json::object()}};

Json refused(const std::string& reason) { return {{"reject", reason}}; }

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
  Json json = pinned("dr-v1-interop.json");
  std::size_t taken = 0;
  for (Json& group : json["groups"]) {
    for (Json& test : group["cases"]) {
      for (Json& item : test["steps"]) taken += item.erase("state");
    }
  }
  EXPECT_GT(taken, 100U);
  EXPECT_EQ(after_rejects(json).faults.size(), taken);
}

TEST(AfterRejects, AForgeryWantsItsGenuineMessage) {
  Json forged = step("dr.decrypt", refused("decryption_failed"));
  forged["state"] = "unchanged";
  const Json init = step("dr.init", kOk);
  const Json genuine = step("dr.decrypt", kOk);
  EXPECT_TRUE(after_rejects(document({init, forged, genuine})).faults.empty());
  EXPECT_EQ(after_rejects(document({init, forged, genuine})).genuine, 1U);
  EXPECT_EQ(after_rejects(document({init, genuine, forged})).faults.size(), 1U);
  EXPECT_EQ(after_rejects(document({init, forged, step("dr.encrypt", kOk)})).faults.size(), 1U)
      << "another operation shows nothing of the message";
  Json spent = forged;
  spent["expect"] = refused("duplicate_message");
  EXPECT_TRUE(after_rejects(document({init, genuine, spent})).faults.empty());
  Json explained = document({init, genuine, forged});
  explained["groups"][0]["cases"][0]["twin"] = {{"none", "what happened before refuses this"}};
  EXPECT_EQ(after_rejects(explained).excepted, 1U);
  EXPECT_TRUE(after_rejects(explained).faults.empty());
}

TEST(AfterRejects, AHandleThatSurvivesIsUsedAgain) {
  const Json init = step("dr.init", kOk);
  const Json again = step("dr.init", refused("malformed"));
  EXPECT_TRUE(after_rejects(document(Json::array({again}))).faults.empty())
      << "there was no handle yet";
  EXPECT_EQ(after_rejects(document({init, again})).faults.size(), 1U);
  EXPECT_EQ(after_rejects(document({init, again, step("dr.encrypt", kOk)})).watched, 1U);
}

}  // namespace
}  // namespace smx::vectors
