#include "runner/driver.h"

#include <gtest/gtest.h>

#include "patience.h"
#include "test_support.h"

namespace smx::conformance {
namespace {

using Kind = Exchange::Kind;
Driver driver_that(test::ScriptedTransport::Script script) {
  return Driver(std::make_unique<test::ScriptedTransport>(std::move(script)), test::shapes(),
                test::kAny);
}

/// Asks hkdf.sha256 of a driver that replies with the members of `reply`; the id is added.
Reply reply_to(Json reply, bool want_trace = false) {
  Driver driver = driver_that([&reply](const Json& request) {
    if (!reply.contains("id")) reply["id"] = request["id"];
    return test::line(reply);
  });
  return driver.ask("hkdf.sha256", Json::object(), want_trace);
}

TEST(Driver, IntroducesItself) {
  Driver driver(test::scripted([](const Json&) { return Json(); }), test::shapes(), test::kAny);
  EXPECT_EQ(driver.introduce(test::kAny).answer, Answer::kOk);
  EXPECT_EQ(driver.introduction().name, "scripted");
  EXPECT_TRUE(driver.introduction().announces("dr.init"));
  EXPECT_FALSE(driver.introduction().announces("x25519"));
  EXPECT_TRUE(driver.introduction().trace);
}

TEST(Driver, GivesEachRequestItsOwnId) {
  std::vector<Json> ids;
  Driver driver = driver_that([&ids](const Json& request) {
    ids.push_back(request["id"]);
    return test::line({{"id", request["id"]}, {"ok", {{"okm", ""}}}});
  });
  driver.ask("hkdf.sha256", Json::object(), false);
  driver.ask("hkdf.sha256", Json::object(), false);
  EXPECT_NE(ids.at(0), ids.at(1));
}

TEST(Driver, PassesOnVerdicts) {
  const Reply ok = reply_to({{"ok", {{"okm", "00"}}}});
  EXPECT_EQ(ok.answer, Answer::kOk);
  EXPECT_EQ(ok.outputs["okm"], "00");
  const Reply reject = reply_to({{"reject", {{"reason", "malformed"}, {"detail", "why"}}}});
  EXPECT_EQ(reject.answer, Answer::kReject);
  EXPECT_EQ(reject.reason, "malformed");
  EXPECT_EQ(reject.free_text, "why");
  const Reply error = reply_to({{"error", {{"message", "no\nmemory"}}}});
  EXPECT_EQ(error.answer, Answer::kError);
  EXPECT_EQ(error.free_text, "no\\x0amemory");
}

TEST(Driver, AFormFaultIsAViolation) {
  const Json ok = {{"okm", "00"}};
  EXPECT_EQ(reply_to({{"ok", ok}, {"id", 99}}).answer, Answer::kProtocolViolation);
  EXPECT_EQ(reply_to({{"ok", ok}, {"id", "1"}}).answer, Answer::kProtocolViolation);
  EXPECT_EQ(reply_to({{"ok", {{"okm", "0A"}}}}).answer, Answer::kProtocolViolation);
  EXPECT_EQ(reply_to({{"ok", {{"okm", nullptr}}}}).answer, Answer::kProtocolViolation);
  EXPECT_EQ(reply_to({{"ok", Json::object()}}).answer, Answer::kProtocolViolation);
  EXPECT_EQ(reply_to({{"unsupported", {{"feature", "x"}}}}).answer, Answer::kProtocolViolation);
}

TEST(Driver, ATraceComesExactlyWhenAsked) {
  const Json ok = {{"okm", "00"}};
  EXPECT_EQ(reply_to({{"ok", ok}}, true).answer, Answer::kProtocolViolation);
  EXPECT_EQ(reply_to({{"ok", ok}, {"trace", Json::array()}}, false).answer,
            Answer::kProtocolViolation);
  const Json step = {{"step", "dr.key"}, {"value", "00"}};
  const Reply traced = reply_to({{"ok", ok}, {"trace", Json::array({step})}}, true);
  EXPECT_EQ(traced.answer, Answer::kOk);
  EXPECT_EQ(traced.trace.at(0), (TraceStep{"dr.key", "00"}));
}

TEST(Driver, TheConversationCannotBeRefused) {
  Driver driver = driver_that([](const Json& request) {
    return test::line({{"id", request["id"]}, {"reject", {{"reason", "malformed"}}}});
  });
  EXPECT_EQ(driver.ask("case.begin", {{"case", "x"}}, false).answer, Answer::kProtocolViolation);
}

TEST(Driver, KeepsTransportFaultsApart) {
  const std::pair<Kind, Answer> faults[] = {{Kind::kTimeout, Answer::kTimeout},
                                            {Kind::kClosed, Answer::kCrash},
                                            {Kind::kOversized, Answer::kProtocolViolation},
                                            {Kind::kUnasked, Answer::kProtocolViolation}};
  for (const auto& fault : faults) {
    const Kind kind = fault.first;
    Driver driver = driver_that([kind](const Json&) { return Exchange{kind, "how"}; });
    EXPECT_EQ(driver.ask("hkdf.sha256", Json::object(), false).answer, fault.second);
    EXPECT_FALSE(driver.usable());
    EXPECT_EQ(driver.part(test::kAny), "") << "an unusable driver has no farewell to judge";
  }
}

TEST(Driver, PartsInPeace) {
  Driver driver(test::scripted([](const Json&) { return Json(); }), test::shapes(), test::kAny);
  EXPECT_EQ(driver.part(test::kAny), "");
  EXPECT_FALSE(driver.usable());
}

TEST(Driver, WillNotSendALineOverTheLimit) {
  Driver driver(test::scripted([](const Json&) { return Json(); }), test::shapes(), test::kAny);
  EXPECT_THROW(driver.ask("drv1.parse", {{"frame", std::string(kMaxLineBytes, '0')}}, false),
               std::logic_error);
}

}  // namespace
}  // namespace smx::conformance
