// The scenarios on two drivers of the C++ core, over a queue in this process: what they ask for is
// what the protocol gives, and a carrier with a bug does not get through.

#include "interop/scenarios.h"

#include <gtest/gtest.h>

#include "stage_run.h"

namespace smx::interop {
namespace {

using tests::Play;

class EachScenario : public testing::TestWithParam<Scenario> {};

TEST_P(EachScenario, passes_on_the_core) {
  Play run;
  EXPECT_EQ(run.play(GetParam().play), "");
  EXPECT_GT(run.checks(), 10U);
  EXPECT_GT(run.canaries().all().size(), 4U);
}

TEST_P(EachScenario, passes_with_every_random_value_injected) {
  Play run({}, true);
  EXPECT_EQ(run.play(GetParam().play), "");
  for (const RecordedStep& step : run.recording()) {
    if (step.op == "device.state") continue;
    EXPECT_TRUE(step.in.contains("random")) << step.op;
  }
}

TEST_P(EachScenario, gives_the_same_bytes_for_the_same_seed) {
  Play one({}, true);
  Play two({}, true);
  EXPECT_EQ(one.play(GetParam().play), "");
  EXPECT_EQ(two.play(GetParam().play), "");
  ASSERT_EQ(one.recording().size(), two.recording().size());
  for (std::size_t i = 0; i < one.recording().size(); ++i) {
    EXPECT_EQ(one.recording()[i].in, two.recording()[i].in);
    EXPECT_EQ(one.recording()[i].reply.outputs, two.recording()[i].reply.outputs);
  }
}

INSTANTIATE_TEST_SUITE_P(all, EachScenario, testing::ValuesIn(all_scenarios()),
                         [](const testing::TestParamInfo<Scenario>& entry) {
                           std::string name = entry.param.name;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

TEST(interop_scenarios, a_prekey_that_leaves_twice_is_found) {
  Play run({.prekey_twice = true});
  EXPECT_EQ(run.play(first_with_prekey), "bob-1: want 2 one-time prekeys at the carrier, got 3");
  EXPECT_NE(run.play(first_without_prekey), "");
}

TEST(interop_scenarios, a_changed_envelope_is_found) {
  Play run({.changes_envelope = true});
  EXPECT_EQ(run.play(replies), "bob-1: 'first' of alice-1: the carrier changed the envelope");
}

TEST(interop_scenarios, a_delivery_that_is_lost_with_its_socket_is_found) {
  Play run({.loses_on_drop = true});
  EXPECT_EQ(run.play(reconnect), "too few deliveries");
}

TEST(interop_scenarios, a_delivery_that_comes_again_under_another_id_is_found) {
  Play run({.new_ids_on_drop = true});
  EXPECT_EQ(run.play(reconnect), "after the cut delivery 1 of 10 is not the one before it");
}

TEST(interop_scenarios, a_carrier_that_takes_any_device_list_is_found) {
  Play run({.ignores_list = true});
  EXPECT_EQ(run.play(replaced_device), "a message for a revoked device was stored");
}

TEST(interop_scenarios, a_queue_in_another_order_is_found) {
  Play run({.out_of_order = true});
  EXPECT_NE(run.play(burst), "");
}

TEST(interop_scenarios, the_transcript_has_every_line_of_both_drivers) {
  Play run;
  ASSERT_EQ(run.play(first_with_prekey), "");
  const std::string text = run.transcript().text();
  EXPECT_NE(text.find("\"test_data\""), std::string::npos);
  EXPECT_NE(text.find("device.send"), std::string::npos);
  EXPECT_NE(text.find("\"who\":\"bob-1\""), std::string::npos);
}

}  // namespace
}  // namespace smx::interop
