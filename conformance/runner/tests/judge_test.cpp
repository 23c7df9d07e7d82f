#include "runner/judge.h"

#include <gtest/gtest.h>

#include "patience.h"
#include "test_support.h"

namespace smx::conformance {
namespace {

using Change = std::function<void(const Json& request, Json& reply)>;

/// Judges a case of the small file, without its twin, with a driver that is right but for `change`.
Finding finding_with(const std::string& id, const Change& change) {
  const VectorFile file = test::small_file();
  const Case& test = test::case_named(file, id);
  test::PinnedAnswers answers(test);
  Driver driver(test::scripted([&](const Json& request) {
                  Json reply = answers(request);
                  change(request, reply);
                  return reply;
                }),
                test::shapes(), test::kAny);
  driver.introduce(test::kAny);
  return judge_case(driver, test, {.twins = false});
}

TEST(Judge, RightAnswersPass) {
  for (const Case& test : test::small_file().cases) {
    const Finding finding = finding_with(test.id, [](const Json&, Json&) {});
    EXPECT_EQ(finding.outcome, Outcome::kPass) << test.id << ": " << finding.message;
  }
}

TEST(Judge, AWrongOutputIsAMismatchAtItsStep) {
  const Finding finding = finding_with(
      "small/hkdf-a1", [](const Json&, Json& reply) { reply["ok"]["okm"] = std::string(84, '0'); });
  EXPECT_EQ(finding.outcome, Outcome::kMismatch);
  EXPECT_EQ(finding.step, 0U);
  EXPECT_EQ(finding.divergence->kind, "output");
  EXPECT_EQ(finding.divergence->hint, "all zero");
  EXPECT_EQ(finding.clauses.front(), "PRIM-19");
}

TEST(Judge, ATraceStepSpeaksBeforeTheOutput) {
  const Finding finding = finding_with("small/target", [](const Json& request, Json& reply) {
    if (request["op"] != "dr.encrypt") return;
    reply["ok"]["frame"] = "00";
    for (Json& entry : reply["trace"]) {
      if (entry["step"] == "dr.key") entry["value"] = std::string(64, '7');
    }
  });
  EXPECT_EQ(finding.step, 2U);
  EXPECT_EQ(finding.divergence->where, "dr.key");
  EXPECT_EQ(finding.clauses.front(), "DR-03");
}

TEST(Judge, WithoutTheTraceFeatureOnlyOutputsCount) {
  const VectorFile file = test::small_file();
  const Case& test = test::case_named(file, "small/target");
  test::PinnedAnswers answers(test);
  Driver driver(std::make_unique<test::ScriptedTransport>([&](const Json& request) {
                  Json reply = {{"id", request["id"]}, {"ok", Json::object()}};
                  EXPECT_FALSE(request.contains("want_trace"));
                  if (request["op"] == "hello") {
                    reply["ok"] = test::hello_outputs();
                    reply["ok"]["features"]["trace"] = false;
                  } else if (!request.contains("case") && request["op"] != "case.end") {
                    reply.update(answers(request));
                    if (reply.contains("reject")) reply.erase("ok");
                  }
                  return test::line(reply);
                }),
                test::shapes(), test::kAny);
  driver.introduce(test::kAny);
  EXPECT_EQ(judge_case(driver, test, {}).outcome, Outcome::kPass);
}

TEST(Judge, AWrongVerdictOrReasonIsAMismatch) {
  const Finding accepted = finding_with("small/frame-flags", [](const Json&, Json& reply) {
    reply = {{"ok", {{"flags", 1}, {"ratchet_key", ""}, {"pn", 0}, {"n", 0}, {"ciphertext", ""}}}};
  });
  EXPECT_EQ(accepted.outcome, Outcome::kMismatch);
  EXPECT_EQ(accepted.message, "verdict: want reject malformed got ok");
  const Finding renamed = finding_with("small/frame-flags", [](const Json&, Json& reply) {
    reply["reject"]["reason"] = "decryption_failed";
  });
  EXPECT_EQ(renamed.outcome, Outcome::kMismatch);
  EXPECT_EQ(renamed.divergence->kind, "reason");
}

TEST(Judge, ATraceThatStopsIsTheShadowOfTheVerdict) {
  const Finding finding = finding_with("small/target", [](const Json& request, Json& reply) {
    if (request["op"] != "dr.decrypt") return;
    reply.erase("ok");
    reply["reject"] = {{"reason", "decryption_failed"}};
    reply["trace"].erase(reply["trace"].size() - 1);
  });
  EXPECT_EQ(finding.divergence->kind, "verdict");
  ASSERT_TRUE(finding.also);
  EXPECT_EQ(finding.also->where, "dr.plaintext");
}

TEST(Judge, AMovedStateIsAMismatch) {
  int digests = 0;
  const Finding finding =
      finding_with("small/tampered-then-genuine", [&](const Json& request, Json& reply) {
        if (request["op"] != "dr.state") return;
        reply["ok"]["digest"] = std::string(64, static_cast<char>('0' + digests++));
      });
  EXPECT_EQ(finding.outcome, Outcome::kMismatch);
  EXPECT_EQ(finding.step, 3U);
  EXPECT_EQ(finding.divergence->kind, "state");
  EXPECT_EQ(finding.clauses.front(), "DR-21");
}

TEST(Judge, AnErrorIsNoVerdict) {
  const Finding finding = finding_with("small/frame-flags", [](const Json&, Json& reply) {
    reply = {{"error", {{"message", "flags"}}}};
  });
  EXPECT_EQ(finding.outcome, Outcome::kError);
  EXPECT_EQ(finding.free_text, "flags");
}

TEST(Judge, TwinsMustBehaveAsTheySay) {
  const VectorFile file = test::small_file();
  const Case& test = test::case_named(file, "small/frame-flags");
  bool accept_twin = true;
  const auto judged = [&] {
    bool in_twin = false;
    Driver driver(std::make_unique<test::ScriptedTransport>([&](const Json& request) {
                    Json reply = {{"id", request["id"]}, {"ok", Json::object()}};
                    if (request["op"] == "hello") reply["ok"] = test::hello_outputs();
                    if (request["op"] == "case.begin") {
                      in_twin = request["case"] == "small/frame-flags/twin";
                    }
                    if (request["op"] == "drv1.parse" && in_twin && accept_twin) {
                      reply["ok"] = test.twin->expect.outputs;
                    } else if (request["op"] == "drv1.parse") {
                      reply.erase("ok");
                      reply["reject"] = {{"reason", "malformed"}};
                    }
                    return test::line(reply);
                  }),
                  test::shapes(), test::kAny);
    driver.introduce(test::kAny);
    return judge_case(driver, test, {});
  };
  EXPECT_EQ(judged().outcome, Outcome::kPass);
  accept_twin = false;
  const Finding finding = judged();
  EXPECT_EQ(finding.outcome, Outcome::kMismatch);
  EXPECT_TRUE(finding.in_twin);
}

TEST(Judge, OnlyWhatHelloLeavesOutIsUnsupported) {
  const VectorFile file = test::small_file();
  Introduction introduction;
  introduction.ops = {"dr.init", "dr.encrypt", "dr.decrypt", "dr.state", "drv1.parse"};
  introduction.inject_random = true;
  introduction.state = true;
  EXPECT_EQ(missing_feature(test::case_named(file, "small/target"), introduction), "");
  EXPECT_EQ(missing_feature(test::case_named(file, "small/hkdf-a1"), introduction),
            "the operation hkdf.sha256");
  introduction.state = false;
  EXPECT_EQ(missing_feature(test::case_named(file, "small/target"), introduction),
            "the feature state");
  EXPECT_EQ(missing_feature(test::case_named(file, "small/tampered-then-genuine"), introduction),
            "");
  introduction.inject_random = false;
  EXPECT_EQ(missing_feature(test::case_named(file, "small/tampered-then-genuine"), introduction),
            "the feature inject_random");
}

}  // namespace
}  // namespace smx::conformance
