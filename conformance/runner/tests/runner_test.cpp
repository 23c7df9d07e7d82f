#include "runner/runner.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "runner/input_error.h"
#include "test_support.h"

namespace smx::conformance {
namespace {

RunPlan small_plan() {
  RunPlan plan;
  plan.platforms = {{"scripted", {"sh"}, {}}};
  plan.files = {test::small_file()};
  return plan;
}

Exchange silence() { return {Exchange::Kind::kTimeout, {}}; }

/// A driver that knows hello, case.begin and case.end and is silent otherwise.
std::unique_ptr<Transport> silent_driver() {
  return std::make_unique<test::ScriptedTransport>([](const Json& request) {
    Json reply = {{"id", request["id"]}, {"ok", Json::object()}};
    if (request["op"] == "hello") reply["ok"] = test::hello_outputs();
    const bool speaks = request["op"] == "hello" || request["op"] == "case.begin";
    return speaks ? test::line(reply) : silence();
  });
}

TEST(Runner, StartsAFreshDriverAfterEachFailure) {
  int started = 0;
  const RunReport report = run(small_plan(), {},
                               [&](const Platform&) {
                                 ++started;
                                 return silent_driver();
                               },
                               {});
  EXPECT_EQ(report.counts().of(Outcome::kTimeout), 6U);
  EXPECT_EQ(started, 6);
  EXPECT_EQ(report.platforms[0].starts, 6U);
  EXPECT_EQ(report.platforms[0].diagnostics, "said on standard error");
}

TEST(Runner, GivesUpOnADriverThatNeverAnswers) {
  RunOptions options;
  options.give_up_after = 2;
  const RunReport report =
      run(small_plan(), options, [](const Platform&) { return silent_driver(); }, {});
  EXPECT_EQ(report.counts().of(Outcome::kTimeout), 2U);
  EXPECT_EQ(report.counts().of(Outcome::kNotRun), 4U);
  EXPECT_EQ(report.platforms[0].files[0].cases[2].finding.message,
            "given up after 2 timeouts in a row");
  EXPECT_EQ(report.planned(), report.counts().sum());
}

TEST(Runner, StopsAtTheSameCaseForAnyNumberOfJobs) {
  const auto findings = [](std::size_t jobs) {
    RunOptions options;
    options.give_up_after = 2;
    options.jobs = jobs;
    const RunReport report =
        run(small_plan(), options, [](const Platform&) { return silent_driver(); }, {});
    EXPECT_EQ(report.platforms[0].jobs, std::min<std::size_t>(jobs, 6));
    std::vector<std::pair<Outcome, std::string>> found;
    for (const CaseResult& result : report.platforms[0].files[0].cases) {
      found.emplace_back(result.finding.outcome, result.finding.message);
    }
    return found;
  };
  const auto alone = findings(1);
  EXPECT_EQ(std::count_if(alone.begin(), alone.end(),
                          [](const auto& one) { return one.first == Outcome::kTimeout; }),
            2);
  EXPECT_EQ(findings(3), alone);
  EXPECT_EQ(findings(9), alone);
}

TEST(Runner, EveryDriverServesACase) {
  // It answers at once, so the first would have served all cases before the last is there.
  const auto prompt_driver = [](const Platform&) {
    return test::scripted([](const Json&) { return Json{{"error", {{"message", "not now"}}}}; });
  };
  RunOptions options;
  options.jobs = 6;
  const RunReport report = run(small_plan(), options, prompt_driver, {});
  EXPECT_EQ(report.counts().of(Outcome::kError), 6U);
  EXPECT_EQ(report.platforms[0].starts, 6U);
}

TEST(Runner, FailFastPassesOverAcceptedFailures) {
  RunOptions options;
  options.fail_fast = true;
  const std::string first = test::small_file().cases[0].id;
  options.accepted = {{"scripted", first}};
  const RunReport report =
      run(small_plan(), options, [](const Platform&) { return silent_driver(); }, {});
  EXPECT_EQ(report.counts().of(Outcome::kTimeout), 2U);
}

TEST(Runner, AHelloThatFailsIsTheOutcomeOfTheCaseThatWaited) {
  const RunReport report = run(small_plan(), {},
                               [](const Platform&) {
                                 return std::make_unique<test::ScriptedTransport>([](const Json&) {
                                   return Exchange{Exchange::Kind::kClosed, "exit status 1"};
                                 });
                               },
                               {});
  EXPECT_EQ(report.counts().of(Outcome::kCrash), 3U);
  EXPECT_EQ(report.counts().of(Outcome::kNotRun), 3U);
  EXPECT_TRUE(report.platforms[0].not_run.empty()) << "a driver that crashes is there";
}

TEST(Runner, FailFastStopsThePlatform) {
  RunOptions options;
  options.fail_fast = true;
  const RunReport report =
      run(small_plan(), options, [](const Platform&) { return silent_driver(); }, {});
  EXPECT_EQ(report.counts().of(Outcome::kTimeout), 1U);
  EXPECT_EQ(report.counts().of(Outcome::kNotRun), 5U);
}

TEST(Runner, WhatCannotBeStartedIsNotRun) {
  RunPlan plan = small_plan();
  plan.platforms = {{"absent", {"no-such-program-here"}, {}}, {"broken", {"sh"}, {}}};
  const RunReport report = run(
      plan, {},
      [](const Platform&) -> std::unique_ptr<Transport> { throw InputError("cannot be started"); },
      {});
  EXPECT_EQ(report.platforms[0].not_run, "there is no program no-such-program-here");
  EXPECT_EQ(report.platforms[1].not_run, "cannot be started");
  EXPECT_EQ(report.counts().of(Outcome::kNotRun), 12U);
  EXPECT_TRUE(report.runner_faults.empty());
}

TEST(Runner, TellsOfItsProgress) {
  std::vector<std::string> ids;
  run(
      small_plan(), {}, [](const Platform&) { return silent_driver(); },
      [&](const std::string& platform, std::size_t done, std::size_t planned,
          const std::string& id) {
        EXPECT_EQ(platform, "scripted");
        EXPECT_EQ(done, ids.size());
        EXPECT_EQ(planned, 6U);
        ids.push_back(id);
      });
  EXPECT_EQ(ids.size(), 6U);
}

}  // namespace
}  // namespace smx::conformance
