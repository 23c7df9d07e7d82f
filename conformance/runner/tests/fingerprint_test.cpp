#include "runner/fingerprint.h"

#include <gtest/gtest.h>

#include "report_support.h"
#include "runner/input_error.h"

namespace smx::conformance {
namespace {

Finding bytes_finding(const std::string& got) {
  Finding finding = test::result("a", Outcome::kMismatch).finding;
  finding.divergence->got = got;
  return finding;
}

Finding verdict_finding(const std::string& got) {
  Finding finding = test::result("a", Outcome::kMismatch).finding;
  finding.divergence->kind = finding.divergence->where = "verdict";
  finding.divergence->byte.reset();
  finding.divergence->got = got;
  return finding;
}

const std::string kWrong(32, '7');

/// A platform on which these cases failed so, and these passed.
Symptoms symptoms(const std::map<std::string, Finding>& failed,
                  const std::vector<std::string>& passed = {}) {
  Symptoms made;
  for (const auto& [id, finding] : failed) {
    made.asked.insert(id);
    made.failed.emplace(id, sign_of(finding));
  }
  made.asked.insert(passed.begin(), passed.end());
  return made;
}

/// A bug that shows this.
Fingerprint bug(const std::string& name, const std::map<std::string, Finding>& shows) {
  Fingerprint made{{name, "X3DH-04", "DH1 and DH2 swapped."}, {}};
  for (const auto& [id, finding] : shows) made.signs[id].insert(sign_of(finding).digits);
  return made;
}

using Names = std::vector<std::string>;

TEST(Sign, IsOfTheWrongValueAndItsPlace) {
  const Sign sign = sign_of(bytes_finding(kWrong));
  EXPECT_EQ(sign.digits.size(), 12U);
  EXPECT_TRUE(sign.telling);
  EXPECT_EQ(sign_of(bytes_finding(kWrong)).digits, sign.digits);
  EXPECT_NE(sign_of(bytes_finding(std::string(32, '8'))).digits, sign.digits);
  Finding elsewhere = bytes_finding(kWrong);
  elsewhere.step = 4;
  EXPECT_NE(sign_of(elsewhere).digits, sign.digits);
  elsewhere = bytes_finding(kWrong);
  elsewhere.in_twin = true;
  EXPECT_NE(sign_of(elsewhere).digits, sign.digits);
}

TEST(Sign, DoesNotDependOnWordsThatOnlyExplain) {
  Finding finding = bytes_finding(kWrong);
  const std::string digits = sign_of(finding).digits;
  finding.message = "other words";
  finding.free_text = "the driver's";
  finding.divergence->hint = "swapped?";
  EXPECT_EQ(sign_of(finding).digits, digits);
}

TEST(Sign, OfAVerdictOrOfFewBytesTellsLittle) {
  EXPECT_FALSE(sign_of(verdict_finding("ok")).telling);
  EXPECT_FALSE(sign_of(bytes_finding("0e00")).telling);
}

TEST(Fingerprints, NameTheBugThatShowsTheSameValue) {
  const Fingerprints table({bug("dh-order", {{"a", bytes_finding(kWrong)}}),
                            bug("other", {{"a", bytes_finding("00" + kWrong)}})});
  const Symptoms seen = symptoms({{"a", bytes_finding(kWrong)}}, {"b"});
  const auto names = table.names(seen);
  ASSERT_EQ(names.at("a").size(), 1U);
  EXPECT_EQ(names.at("a")[0].bug, "dh-order");
  EXPECT_EQ(names.at("a")[0].clause, "X3DH-04");
  EXPECT_EQ(table.best(seen), Names{"dh-order"});
}

TEST(Fingerprints, SayNothingOfWrongBytesThatNoBugShows) {
  const Fingerprints& table = Fingerprints::embedded();
  // Wrong bytes as a generator of no quality makes them, for every case of the table.
  Symptoms seen;
  std::uint64_t state = 88172645463325252U;
  for (const std::string& id : table.cases()) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    seen.asked.insert(id);
    seen.failed.emplace(id, sign_of(bytes_finding(std::to_string(state) + kWrong)));
  }
  ASSERT_GT(seen.failed.size(), 100U);
  EXPECT_TRUE(table.names(seen).empty());
  EXPECT_TRUE(table.best(seen).empty());
}

TEST(Fingerprints, ChooseTheBugThatExplainsMost) {
  const Finding finding = bytes_finding(kWrong);
  const Fingerprints table({bug("narrow", {{"a", finding}}),
                            bug("wide", {{"a", finding}, {"b", finding}, {"c", finding}})});
  EXPECT_EQ(table.best(symptoms({{"a", finding}, {"b", finding}, {"c", finding}})), Names{"wide"});
  EXPECT_EQ(table.best(symptoms({{"a", finding}}, {"b", "c"})), Names{"narrow"});
}

TEST(Fingerprints, ListBugsThatCannotBeToldApart) {
  const Finding finding = verdict_finding("ok");
  const Fingerprints table({bug("one", {{"a", finding}}), bug("two", {{"a", finding}})});
  EXPECT_EQ(table.best(symptoms({{"a", finding}})), (Names{"one", "two"}));
}

TEST(Fingerprints, OneWrongVerdictOfManyIsNoName) {
  const Finding finding = verdict_finding("ok");
  const Fingerprints table({bug("many", {{"a", finding}, {"b", finding}, {"c", finding}})});
  EXPECT_TRUE(table.best(symptoms({{"a", finding}}, {"b", "c"})).empty());
  EXPECT_EQ(table.best(symptoms({{"a", finding}, {"b", finding}}, {"c"})), Names{"many"});
  // Cases that were not asked speak neither for nor against.
  EXPECT_EQ(table.best(symptoms({{"a", finding}})), Names{"many"});
}

TEST(Fingerprints, BytesNameABugAlsoWhenAnotherBugHidesTheRest) {
  const Finding finding = bytes_finding(kWrong);
  const Finding hidden = verdict_finding("reject malformed");
  const Fingerprints table({bug("many", {{"a", finding}, {"b", finding}, {"c", finding}})});
  const auto names = table.names(symptoms({{"a", finding}, {"b", hidden}, {"c", hidden}}));
  EXPECT_EQ(names.size(), 1U);
  EXPECT_EQ(names.at("a")[0].bug, "many");
}

TEST(Fingerprints, AreReadFromTheFile) {
  const auto table = Fingerprints::read(
      R"({"schema":"smx-fingerprints-1","cases":["a"],"bugs":[
          {"name":"n","clause":"DR-01","description":"D.","signs":["0:112233445566"]}]})");
  EXPECT_EQ(table.cases(), std::set<std::string>{"a"});
  for (const char* bad : {"", "{}", R"({"schema":"other","cases":[],"bugs":[]})",
                          R"({"schema":"smx-fingerprints-1","cases":[],"bugs":[{"name":"n"}]})",
                          R"({"schema":"smx-fingerprints-1","cases":[],"bugs":[
            {"name":"n","clause":"c","description":"d","signs":["0:1"]}]})"}) {
    EXPECT_THROW(Fingerprints::read(bad), InputError) << bad;
  }
}

TEST(Fingerprints, FillTheReport) {
  RunReport report = test::made_report();
  CaseResult* failed = nullptr;
  for (CaseResult& result : report.platforms[0].files[0].cases) {
    if (result.id == "a/mismatch") failed = &result;
  }
  ASSERT_NE(failed, nullptr);
  failed->finding.divergence->got = kWrong;
  apply_fingerprints(report, Fingerprints({bug("dh-order", {{"a/mismatch", failed->finding}})}));
  ASSERT_EQ(failed->looks_like.size(), 1U);
  EXPECT_EQ(failed->looks_like[0].bug, "dh-order");
  EXPECT_TRUE(report.platforms[0].files[0].cases[0].looks_like.empty()) << "it passed";
}

}  // namespace
}  // namespace smx::conformance
