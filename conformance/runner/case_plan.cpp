#include "case_plan.h"

namespace smx::conformance {
namespace {

using Purpose = PlannedRequest::Purpose;

Json state_request(const Json& in) {
  const char* kind = in.contains("device") ? "device" : "session";
  return {{kind, in.at(kind)}};
}

bool can_watch_state(const Step& step, const Introduction& introduction) {
  return step.state_unchanged && introduction.state && introduction.announces(state_op(step.in));
}

void plan_steps(const Case& test, const Introduction& introduction, bool traces,
                std::vector<PlannedRequest>& plan) {
  plan.push_back({Purpose::kBegin, false, 0, "case.begin", {{"case", test.id}}, false});
  for (std::size_t i = 0; i < test.steps.size(); ++i) {
    const Step& step = test.steps[i];
    const bool watched = can_watch_state(step, introduction);
    const auto digest = [&](Purpose purpose) {
      plan.push_back({purpose, false, i, state_op(step.in), state_request(step.in), false});
    };
    if (watched) digest(Purpose::kDigestBefore);
    plan.push_back({Purpose::kStep, false, i, step.op, step.in, step.trace.has_value() && traces});
    if (watched) digest(Purpose::kDigestAfter);
  }
  plan.push_back({Purpose::kEnd, false, 0, "case.end", Json::object(), false});
}

/// The steps up to the repaired one, and that one as the twin has it.
void plan_twin(const Case& test, std::vector<PlannedRequest>& plan) {
  const Twin& twin = *test.twin;
  plan.push_back({Purpose::kBegin, true, 0, "case.begin", {{"case", test.id + "/twin"}}, false});
  for (std::size_t i = 0; i <= twin.step; ++i) {
    const Step& step = test.steps[i];
    plan.push_back({Purpose::kStep, true, i, step.op, step.in, false});
  }
  for (const auto& [name, value] : twin.set.items()) plan.back().in[name] = value;
  plan.push_back({Purpose::kEnd, true, 0, "case.end", Json::object(), false});
}

}  // namespace

const char* state_op(const Json& in) { return in.contains("device") ? "device.state" : "dr.state"; }

std::vector<PlannedRequest> plan_case(const Case& test, const Introduction& introduction,
                                      const JudgeOptions& options) {
  std::vector<PlannedRequest> plan;
  plan_steps(test, introduction, options.traces && introduction.trace, plan);
  if (options.twins && test.twin && test.twin->none.empty()) plan_twin(test, plan);
  return plan;
}

}  // namespace smx::conformance
