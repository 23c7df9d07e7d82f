// What is recorded is a file of vectors, and a driver that is asked again answers the same.

#include "interop/recording.h"

#include <gtest/gtest.h>

#include "runner/judge.h"
#include "runner/vector_set.h"
#include "stage_run.h"

namespace smx::interop {
namespace {

using tests::Play;

const vectors::Spec& spec() {
  static const vectors::Spec kSpec = vectors::read_spec(SMX_SOURCE_ROOT "/docs/spec");
  return kSpec;
}

conformance::VectorFile recorded(const Scenario& scenario) {
  Play play({}, true);
  EXPECT_EQ(play.play(scenario.play), "");
  vectors::Json cases = vectors::Json::array();
  cases.push_back(case_of(scenario, play.recording()));
  return conformance::vector_file_of(recording_text(cases, spec(), "a seed", "0"), kRecordingFile);
}

class EachRecording : public testing::TestWithParam<Scenario> {};

TEST_P(EachRecording, is_read_and_passes_when_it_is_asked_again) {
  const conformance::VectorFile file = recorded(GetParam());
  ASSERT_EQ(file.cases.size(), 1U);
  for (const std::string& clause : file.cases[0].clauses) {
    EXPECT_TRUE(spec().has_clause(clause)) << clause;
  }
  conformance::Driver driver(std::make_unique<conformance::DriverProcess>(std::vector<std::string>{
                                 SMX_DRIVER, "--accept-variable-time-aes"}),
                             Play::shapes(), std::chrono::seconds(60));
  ASSERT_EQ(driver.introduce(std::chrono::seconds(60)).answer, conformance::Answer::kOk);
  const conformance::Finding finding = conformance::judge_case(driver, file.cases[0], {});
  EXPECT_EQ(finding.outcome, conformance::Outcome::kPass) << finding.message;
}

INSTANTIATE_TEST_SUITE_P(all, EachRecording, testing::ValuesIn(all_scenarios()),
                         [](const testing::TestParamInfo<Scenario>& entry) {
                           std::string name = entry.param.name;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

/// What a recording with this seed gives over a queue in this process, with one platform alone.
vectors::Json cases_of_seed(const std::string& seed) {
  tests::QueueCarrier carrier;
  Transcript transcript;
  return recorded_cases({{"one", {SMX_DRIVER, "--accept-variable-time-aes"}, {}}}, seed, carrier,
                        transcript, [](const conformance::Platform& platform) {
                          return std::make_unique<conformance::DriverProcess>(platform.command);
                        });
}

/// The pinned file was recorded over a relay, from several platforms: that changes no byte.
TEST(interop_recording, the_pinned_file_follows_from_its_seed) {
  const std::string pinned =
      conformance::read_text_file(std::string(SMX_SOURCE_ROOT "/vectors/") + kRecordingFile);
  const vectors::Json document = vectors::Json::parse(pinned);
  const auto said = document.at("source").at("seed").get<std::string>();
  const std::string seed = said.substr(0, said.find(" ("));
  const vectors::Json cases = cases_of_seed(seed);
  const vectors::Json& pinned_cases = document.at("groups").at(0).at("cases");
  ASSERT_EQ(cases.size(), pinned_cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    // Whole cases are long: say only which one differs.
    EXPECT_TRUE(cases[i].dump() == pinned_cases[i].dump()) << cases[i].at("id");
  }
  // And so does the document, while version and clause pages are those of the recording.
  const auto version = document.at("source").at("version").get<std::string>();
  vectors::Json again = vectors::Json::parse(recording_text(cases, spec(), seed, version));
  again["spec"]["sha256"] = document.at("spec").at("sha256");
  EXPECT_TRUE(vectors::canonical(again) == pinned);

  const vectors::Json other = cases_of_seed(seed + "s");
  for (std::size_t i = 0; i < cases.size(); ++i) EXPECT_NE(other[i].dump(), cases[i].dump());
}

TEST(interop_recording, an_envelope_comes_from_the_step_that_made_it) {
  const conformance::VectorFile file = recorded(all_scenarios().front());
  std::size_t received = 0;
  for (const conformance::Step& step : file.cases[0].steps) {
    if (step.op != "device.receive") continue;
    EXPECT_TRUE(step.from.has_value());
    ++received;
  }
  EXPECT_GT(received, 2U);
}

}  // namespace
}  // namespace smx::interop
