#include "mutants/fingerprint_table.h"

#include <gtest/gtest.h>

#include "mutants_support.h"
#include "runner/strict_json.h"

namespace smx::mutants {
namespace {

using test::bug_named;
using test::result_of;
using test::trial_with;

Campaign small_campaign() {
  Campaign campaign;
  campaign.results = {result_of(bug_named("one"), trial_with({{"a/1", "111111111111"}}, {"a/2"})),
                      result_of(bug_named("two", "DR-02"),
                                trial_with({{"a/1", "222222222222"}, {"a/2", "222222222223"}}))};
  return campaign;
}

TEST(Table, ReadsBackAsItWasWritten) {
  const Campaign campaign = small_campaign();
  const std::string text = table_text(campaign, {}, gate_of(campaign, false));
  const auto table = conformance::Fingerprints::read(text);
  EXPECT_EQ(table.best(campaign.results[0].trials.at("javascript").symptoms),
            std::vector<std::string>{"one"});
  EXPECT_EQ(table.best(campaign.results[1].trials.at("javascript").symptoms),
            std::vector<std::string>{"two"});
}

TEST(Table, SaysOfEachBugWhatReportsShow) {
  const Campaign campaign = small_campaign();
  const auto json = conformance::parse_strict(table_text(campaign, {}, gate_of(campaign, false)));
  const auto& one = json.at("bugs").at(0);
  EXPECT_EQ(one.at("name"), "one");
  EXPECT_EQ(one.at("kills"), 1);
  EXPECT_EQ(one.at("sole").at(0), "a/1");
  EXPECT_EQ(one.at("first").at("where"), "shared_secret");
  EXPECT_EQ(json.at("blind").at("right"), 2);
  EXPECT_EQ(json.at("blind").at("of"), 2);
}

TEST(Table, KnowsWhenBugsOrCasesHaveChanged) {
  const Campaign campaign = small_campaign();
  const auto json = conformance::parse_strict(table_text(campaign, {}, gate_of(campaign, false)));
  std::vector<Bug> bugs = {campaign.results[0].bug, campaign.results[1].bug};
  EXPECT_EQ(why_stale(json, bugs, {}), "");
  bugs[1].changes.at("javascript").replace = "another";
  EXPECT_EQ(why_stale(json, bugs, {}), "the descriptions of the bugs have changed since");
  bugs[1] = campaign.results[1].bug;

  conformance::VectorFile file;
  file.cases.emplace_back().id = "a/1";
  EXPECT_EQ(why_stale(json, bugs, {file}), "the vectors have changed since");
}

TEST(Table, ItsDigestIsOfWhatCasesAskAndExpect) {
  conformance::VectorFile file;
  conformance::Case& test = file.cases.emplace_back();
  test.id = "a/1";
  test.steps.emplace_back().op = "x25519";
  const std::string before = digest_of_cases({file});
  file.sha256 = "another file";
  test.comment = "other words";
  EXPECT_EQ(digest_of_cases({file}), before);
  test.steps[0].expect.reason = "malformed";
  EXPECT_NE(digest_of_cases({file}), before);
}

}  // namespace
}  // namespace smx::mutants
