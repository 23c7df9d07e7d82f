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
