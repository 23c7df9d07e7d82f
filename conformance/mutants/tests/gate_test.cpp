#include "mutants/gate.h"

#include <gtest/gtest.h>

#include "mutants/fingerprint_table.h"
#include "mutants/gate_text.h"
#include "mutants_support.h"

namespace smx::mutants {
namespace {

using test::bug_named;
using test::result_of;
using test::trial_with;

TEST(Gate, HoldsWhenEveryBugIsKilledAndTheDriverPasses) {
  Campaign campaign;
  campaign.results = {result_of(bug_named("one"), trial_with({{"a/1", "s"}, {"a/2", "s"}}))};
  campaign.controls["javascript"] = trial_with({}, {"a/1", "a/2"});
  const Gate gate = gate_of(campaign, false);
  EXPECT_TRUE(gate.holds());
  EXPECT_EQ(gate.killed, 1U);
  EXPECT_TRUE(gate.sole_killers.empty());
}

TEST(Gate, ASurvivorFailsItUnlessTheReasonIsWritten) {
  Campaign campaign;
  campaign.results = {result_of(bug_named("harmless"), trial_with({}, {"a/1"}))};
  EXPECT_FALSE(gate_of(campaign, false).holds());
  EXPECT_NE(gate_text(campaign, gate_of(campaign, false), nullptr)
                .find("NOT KILLED: harmless (javascript)"),
            std::string::npos);

  campaign.results[0].bug.changes.at("javascript").equivalent = "the library checks it too";
  const Gate gate = gate_of(campaign, false);
  EXPECT_TRUE(gate.holds());
  EXPECT_NE(gate_text(campaign, gate, nullptr)
                .find("equivalent: harmless (javascript): the library checks it too"),
            std::string::npos);
}

TEST(Gate, AReasonThatIsNotTrueFailsIt) {
  Campaign campaign;
  campaign.results = {result_of(bug_named("one"), trial_with({{"a/1", "s"}}))};
  campaign.results[0].bug.changes.at("javascript").equivalent = "no case shows it";
  EXPECT_FALSE(gate_of(campaign, false).holds());
}

TEST(Gate, AFailureThatNamesNothingIsNoKill) {
  Campaign campaign;
  Trial trial = trial_with({{"a/1", "s"}});
  trial.first.reset();
  trial.unclear = "a/1: crash: exit status 1";
  campaign.results = {result_of(bug_named("one"), trial)};
  const Gate gate = gate_of(campaign, false);
  EXPECT_FALSE(gate.holds());
  EXPECT_EQ(gate.killed, 0U);
}

TEST(Gate, ADriverThatFailsWithoutABugProvesNothing) {
  Campaign campaign;
  campaign.controls["javascript"] = trial_with({{"a/1", "s"}});
  const Gate gate = gate_of(campaign, false);
  EXPECT_FALSE(gate.holds());
  EXPECT_EQ(gate.controls.at("javascript"), "a/1");
}

TEST(Gate, TwoBugsOfOneClauseAndOneFirstDivergenceAreOne) {
  Campaign campaign;
  campaign.results = {result_of(bug_named("one"), trial_with({{"a/1", "s"}})),
                      result_of(bug_named("two"), trial_with({{"a/1", "t"}}))};
  const Gate gate = gate_of(campaign, false);
  EXPECT_FALSE(gate.holds());
  EXPECT_EQ(gate.same.count({"one", "two"}), 1U);

  campaign.results[1].bug.clause = "DR-02";
  EXPECT_TRUE(gate_of(campaign, false).same.empty());
  campaign.results[1].bug.clause = "DR-01";
  campaign.results[1].trials.at("javascript").first->step = 1;
  EXPECT_TRUE(gate_of(campaign, false).same.empty());
}

TEST(Gate, KnowsTheCaseThatAloneKillsABug) {
  Campaign campaign;
  campaign.results = {result_of(bug_named("one"), trial_with({{"a/1", "s"}}))};
  EXPECT_EQ(gate_of(campaign, false).sole_killers.at("a/1").count("one (javascript)"), 1U);
  EXPECT_TRUE(gate_of(campaign, true).sole_killers.empty()) << "the others were not asked";
}

TEST(BlindTest, CountsRightNamesAndPairsThatCannotBeToldApart) {
  Campaign campaign;
  campaign.results = {result_of(bug_named("one"), trial_with({{"a/1", "s"}})),
                      result_of(bug_named("two"), trial_with({{"a/1", "s"}})),
                      result_of(bug_named("three"), trial_with({{"a/1", "t"}}))};
  const BlindTest blind =
      blind_test(campaign, conformance::Fingerprints(fingerprints_of(campaign)));
  EXPECT_EQ(blind.names.size(), 3U);
  EXPECT_EQ(blind.right(), 1U);
  EXPECT_FALSE(enough_right(blind));
  EXPECT_EQ(blind.ambiguous().size(), 1U);
  EXPECT_EQ(blind.ambiguous().count({"one", "two"}), 1U);
}

TEST(BlindTest, NamesOneLanguageByWhatTheOtherShowed) {
  Campaign campaign;
  campaign.results = {result_of(bug_named("one"), trial_with({{"a/1", "s"}})),
                      result_of(bug_named("two"), trial_with({{"a/1", "t"}}))};
  campaign.results[0].trials["cpp"] = trial_with({{"a/1", "s"}});
  campaign.results[1].trials["cpp"] = trial_with({{"a/1", "other"}});
  const BlindTest blind = blind_test_across(campaign);
  EXPECT_EQ(blind.names.size(), 4U);
  EXPECT_EQ(blind.right(), 2U);
}

}  // namespace
}  // namespace smx::mutants
