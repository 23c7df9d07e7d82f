#include "scenario.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

namespace smx::vectors {
namespace {

using testing::HasSubstr;

Answer accepted(Json ok, Json trace = Json::array()) {
  Answer answer;
  answer.accepted = true;
  answer.ok = std::move(ok);
  answer.trace = std::move(trace);
  return answer;
}

Answer refused(std::string reason) {
  Answer answer;
  answer.reason = std::move(reason);
  return answer;
}

/// Answers from a list; case.begin and case.end are always accepted, states have `digest`.
class ScriptedAsker final : public Asker {
 public:
  Answer ask(const std::string& op, const Json& in, bool) override {
    if (op.starts_with("case.")) return accepted(Json::object());
    if (op == "dr.state") return accepted({{"ns", 4}, {"digest", digest}});
    asked.push_back({{"op", op}, {"in", in}});
    if (answers.empty()) throw std::runtime_error("the driver has ended");
    Answer answer = answers.front();
    answers.pop_front();
    if (moves_state) digest += "!";
    return answer;
  }

  std::deque<Answer> answers;
  std::vector<Json> asked;
  std::string digest = "aa";
  bool moves_state = false;
};

class ScenarioTest : public testing::Test {
 protected:
  Scenario scenario(Traces traces = Traces::kAll) {
    return {kit_, {"test/case", "A case", {"DR-01"}, {"Magic"}}, traces};
  }
  /// Message of the BuildError that `act` throws; empty if it throws none.
  template <class Act>
  std::string failure(Act act) {
    try {
      act();
    } catch (const BuildError& error) {
      return error.what();
    }
    return {};
  }

  ScriptedAsker asker_;
  Kit kit_{asker_};
};

TEST_F(ScenarioTest, PinsOutputsAndTraceButNoDigest) {
  asker_.answers = {accepted({{"frame", "0102"}, {"digest", "ff"}},
                             Json::array({{{"step", "dr.key"}, {"value", "0a"}}}))};
  Scenario s = scenario();
  s.ok("dr.encrypt", {{"session", "a"}, {"plaintext", "70"}});
  const Json out = s.finish();
  EXPECT_EQ(out.at("result"), "valid");
  const Json& step = out.at("steps").at(0);
  EXPECT_EQ(step.at("expect").dump(), R"({"ok":{"frame":"0102"}})");
  EXPECT_EQ(step.at("trace").dump(), R"([{"step":"dr.key","value":"0a"}])");
  EXPECT_FALSE(out.contains("twin"));
}

TEST_F(ScenarioTest, DeclaredOkThatIsRefusedFails) {
  asker_.answers = {refused("malformed")};
  Scenario s = scenario();
  EXPECT_THAT(failure([&] { s.ok("smx1.parse", {{"envelope", ""}}); }),
              HasSubstr("test/case: step 0: smx1.parse declared ok, refused as malformed"));
}

TEST_F(ScenarioTest, AnotherReasonThanDeclaredFails) {
  asker_.answers = {refused("malformed")};
  Scenario s = scenario();
  EXPECT_THAT(failure([&] { s.reject("smx1.parse", {{"envelope", ""}}, "bad_signature"); }),
              HasSubstr("declared bad_signature, refused as malformed"));
}

TEST_F(ScenarioTest, DeclaredRefusalThatIsAcceptedFails) {
  asker_.answers = {accepted({{"flags", 0}})};
  Scenario s = scenario();
  EXPECT_THAT(failure([&] { s.reject("smx1.parse", {{"envelope", ""}}, "malformed"); }),
              HasSubstr("declared malformed, accepted"));
}

TEST_F(ScenarioTest, AnOutputOtherThanKnownFails) {
  asker_.answers = {accepted({{"tag", "01"}})};
  Scenario s = scenario();
  StepOptions options;
  options.must = {{"tag", "02"}};
  EXPECT_THAT(failure([&] { s.ok("hmac.sha256", Json::object(), options); }),
              HasSubstr(R"(tag declared "02", got "01")"));
}

TEST_F(ScenarioTest, ARefusalThatMovesTheStateFails) {
  asker_.answers = {refused("decryption_failed")};
  asker_.moves_state = true;
  Scenario s = scenario();
  EXPECT_THAT(failure([&] {
                s.reject("dr.decrypt", {{"session", "a"}, {"frame", ""}}, "decryption_failed");
              }),
              HasSubstr("its state moved"));
}

TEST_F(ScenarioTest, ARefusalNeedsATwin) {
  asker_.answers = {refused("malformed")};
  Scenario s = scenario();
  s.reject("smx1.parse", {{"envelope", ""}}, "malformed");
  EXPECT_THAT(failure([&] { s.finish(); }), HasSubstr("a refusal without a twin"));
}

TEST_F(ScenarioTest, TheTwinRunsTheCaseAgainWithTheRepair) {
  asker_.answers = {accepted({{"frame", "0102"}}), refused("decryption_failed"),
                    accepted({{"frame", "0102"}}), accepted({{"plaintext", "70"}})};
  Scenario s = scenario();
  s.ok("dr.encrypt", {{"session", "a"}, {"plaintext", "70"}});
  s.reject("dr.decrypt", {{"session", "a"}}, "decryption_failed",
           {.from = From{0, "frame", "frame", {Patch::flip(-1)}}});
  const Json out = s.finish();
  EXPECT_EQ(out.at("twin").dump(),
            R"({"step":1,"set":{"frame":"0102"},"expect":{"ok":{"plaintext":"70"}}})");
  EXPECT_EQ(out.at("reason"), "decryption_failed");
  EXPECT_EQ(out.at("steps").at(1).at("state"), "unchanged");
  EXPECT_EQ(asker_.asked.at(1).at("in").at("frame"), "0103") << "the patched frame went out";
  EXPECT_EQ(asker_.asked.at(3).at("in").at("frame"), "0102") << "the twin has the genuine one";
}

TEST_F(ScenarioTest, ATwinThatIsStillRefusedFails) {
  asker_.answers = {refused("malformed"), refused("malformed")};
  Scenario s = scenario();
  s.reject("smx1.parse", {{"envelope", ""}}, "malformed");
  s.twin({{"envelope", "00"}});
  EXPECT_THAT(failure([&] { s.finish(); }), HasSubstr("the twin of step 0 is refused"));
}

TEST_F(ScenarioTest, AFaultOfTheDriverNamesTheCase) {
  Scenario s = scenario();
  EXPECT_THAT(failure([&] { s.ok("smx1.parse", Json::object()); }),
              HasSubstr("test/case: step 0: smx1.parse: the driver has ended"));
}

TEST_F(ScenarioTest, TracesOfRefusalsOnly) {
  asker_.answers = {accepted({{"frame", "01"}}), refused("too_large")};
  Scenario s = scenario(Traces::kRefusals);
  s.ok("dr.encrypt", {{"session", "a"}, {"plaintext", ""}});
  s.reject("dr.encrypt", {{"session", "a"}, {"plaintext", "00"}}, "too_large");
  s.no_twin("the test needs none");
  const Json steps = s.finish().at("steps");
  EXPECT_FALSE(steps.at(0).contains("trace"));
  EXPECT_TRUE(steps.at(1).contains("trace"));
}

TEST_F(ScenarioTest, BytesOfAnUnpinnedOutputCannotBeTaken) {
  asker_.answers = {accepted({{"frame", "01"}})};
  Scenario s = scenario();
  StepOptions options;
  options.pin = std::vector<std::string>();
  s.ok("dr.encrypt", {{"session", "a"}, {"plaintext", ""}}, options);
  EXPECT_THAT(
      failure([&] { s.ok("dr.decrypt", {{"session", "a"}}, {.from = From{0, "frame", "frame"}}); }),
      HasSubstr("which is not pinned"));
}

TEST(WirePart, LeavesOutWhatNoImplementationSees) {
  const Json a = {{"id", "x/y"}, {"comment", "one"}, {"clause", {"DR-01"}}, {"steps", {1}}};
  Json b = a;
  b["comment"] = "two";
  b["clause"] = {"DR-02"};
  EXPECT_EQ(wire_part(a), wire_part(b));
  b["steps"] = {2};
  EXPECT_NE(wire_part(a), wire_part(b));
}

}  // namespace
}  // namespace smx::vectors
