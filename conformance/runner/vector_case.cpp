#include "vector_case.h"

#include <fmt/format.h>

#include <functional>

#include "input_error.h"

namespace smx::conformance {
namespace {

Expectation read_expectation(const Json& json) {
  if (json.contains("reject")) return {false, Json::object(), json["reject"].get<std::string>()};
  return {true, json.at("ok"), {}};
}

/// The request members of a step, with the one that an earlier output supplies.
Json resolved(const Json& json, const std::vector<Step>& earlier) {
  Json in = json.at("in");
  if (!json.contains("from")) return in;
  const Json& from = json["from"];
  const auto index = from["step"].get<std::size_t>();
  const auto output = from["output"].get<std::string>();
  const auto into = from["into"].get<std::string>();
  if (index >= earlier.size()) {
    throw InputError(fmt::format("from names step {}, which is not an earlier one", index));
  }
  const Expectation& source = earlier[index].expect;
  if (!source.accepted || !source.outputs.contains(output) || !source.outputs[output].is_string()) {
    throw InputError(fmt::format("from: step {} pins no byte string \"{}\"", index, output));
  }
  if (in.contains(into)) {
    throw InputError(fmt::format("\"{}\" is given twice: literally and by from", into));
  }
  in[into] =
      apply_patches(source.outputs[output].get<std::string>(), from.value("patch", Json::array()));
  return in;
}

Step read_step(const Json& json, const std::vector<Step>& earlier) {
  Step step;
  step.op = json.at("op").get<std::string>();
  step.in = resolved(json, earlier);
  step.expect = read_expectation(json.at("expect"));
  step.state_unchanged = json.contains("state");
  if (json.contains("from")) step.from = json["from"];
  if (json.contains("trace")) {
    step.trace.emplace();
    for (const Json& entry : json["trace"]) {
      step.trace->push_back(
          {entry.at("step").get<std::string>(), entry.at("value").get<std::string>()});
    }
  }
  if (step.state_unchanged && !step.in.contains("session") && !step.in.contains("device")) {
    throw InputError("state: there is no session or device whose state could change");
  }
  return step;
}

/// The last refusal of the steps, which the head of the case repeats.
std::string last_reason(const std::vector<Step>& steps) {
  std::string reason;
  for (const Step& step : steps) {
    if (!step.expect.accepted) reason = step.expect.reason;
  }
  return reason;
}

Twin read_twin(const Json& json) {
  Twin twin;
  if (json.contains("none")) {
    twin.none = json["none"].get<std::string>();
    return twin;
  }
  twin.step = json.at("step").get<std::size_t>();
  twin.set = json.at("set");
  twin.expect = read_expectation(json.at("expect"));
  return twin;
}

void check_twin(const Case& test) {
  if (!test.twin || !test.twin->none.empty()) return;
  if (test.twin->step >= test.steps.size()) {
    throw InputError(fmt::format("twin names step {}, which does not exist", test.twin->step));
  }
  const Step& repaired = test.steps[test.twin->step];
  if (repaired.expect.accepted) {
    throw InputError(fmt::format("twin repairs step {}, which is no refusal", test.twin->step));
  }
  if (!test.twin->expect.accepted && test.twin->expect.reason == repaired.expect.reason) {
    throw InputError("twin is refused for the same reason: it repairs nothing");
  }
}

}  // namespace

Case read_case(const Json& json, const std::string& group,
               const std::function<std::optional<std::string>(const std::string&, const Json&)>&
                   request_fault) {
  Case test;
  test.id = json.at("id").get<std::string>();
  test.comment = json.at("comment").get<std::string>();
  test.group = group;
  test.clauses = json.at("clause").get<std::vector<std::string>>();
  test.flags = json.at("flags").get<std::vector<std::string>>();
  test.valid = json.at("result") == "valid";
  test.reason = json.value("reason", "");
  for (const Json& item : json.at("steps")) {
    try {
      test.steps.push_back(read_step(item, test.steps));
      if (const auto fault = request_fault(test.steps.back().op, test.steps.back().in)) {
        throw InputError(*fault);
      }
    } catch (const InputError& error) {
      throw InputError(
          fmt::format("case {}: step {}: {}", test.id, test.steps.size(), error.what()));
    }
  }
  try {
    if (json.contains("twin")) test.twin = read_twin(json["twin"]);
    const std::string reason = last_reason(test.steps);
    if (test.valid != reason.empty() || test.reason != reason) {
      throw InputError(fmt::format("result and reason say \"{}\", the steps say \"{}\"",
                                   test.valid ? "valid" : test.reason,
                                   reason.empty() ? "valid" : reason));
    }
    check_twin(test);
  } catch (const InputError& error) {
    throw InputError(fmt::format("case {}: {}", test.id, error.what()));
  }
  return test;
}

}  // namespace smx::conformance
