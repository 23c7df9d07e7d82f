#include "scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "runner/vector_case.h"

namespace smx::vectors {
namespace {

bool is_stateful(const std::string& op) {
  return op == "dr.encrypt" || op == "dr.decrypt" ||
         (op.starts_with("device.") && op != "device.new" && op != "device.state");
}

/// Ops whose traces are pinned: those that the driver protocol gives steps to.
bool is_traced(const std::string& op) {
  return op.starts_with("x3dh.") || op == "dr.init" || op == "dr.encrypt" || op == "dr.decrypt" ||
         op == "device.send" || op == "device.receive" || op == "device.restart";
}

Json declared_outputs(const Json& ok, const StepOptions& options) {
  Json out = Json::object();
  for (const auto& [name, value] : ok.items()) {
    if (name == "digest") continue;
    if (options.pin &&
        std::find(options.pin->begin(), options.pin->end(), name) == options.pin->end()) {
      continue;
    }
    out[name] = value;
  }
  return out;
}

}  // namespace

Patch Patch::flip(std::ptrdiff_t offset, std::string mask) {
  return {{{"offset", offset}, {"xor", std::move(mask)}}};
}
Patch Patch::replace(std::ptrdiff_t offset, const Bytes& with) {
  return {{{"offset", offset}, {"replace", hex(with)}}};
}
Patch Patch::append(const Bytes& tail) { return {{{"append", hex(tail)}}}; }
Patch Patch::truncate(std::size_t length) { return {{{"truncate", length}}}; }

Bytes patched(const Bytes& bytes, const Json& patch) {
  return unhex(conformance::apply_patches(hex(bytes), Json::array({patch})));
}

Scenario::Scenario(Kit& kit, CaseHead head, Traces traces)
    : kit_(kit), head_(std::move(head)), traces_(traces) {
  kit_.asker().ask("case.begin", {{"case", head_.id}}, false);
}

void Scenario::fail(const std::string& message) const {
  throw BuildError(fmt::format("{}: step {}: {}", head_.id, steps_.size(), message));
}

Json Scenario::resolve(const Json& in, const std::optional<From>& from) const {
  Json complete = in;
  if (!from) return complete;
  if (!steps_.at(from->step).at("expect").value("ok", Json::object()).contains(from->output)) {
    fail(fmt::format("takes {} of step {}, which is not pinned", from->output, from->step));
  }
  Bytes bytes = output(from->step, from->output);
  for (const Patch& patch : from->patch) bytes = patched(bytes, patch.json);
  complete[from->into] = hex(bytes);
  return complete;
}

Answer Scenario::put(const std::string& op, const Json& in, bool want_trace) {
  try {
    return kit_.asker().ask(op, in, want_trace);
  } catch (const BuildError&) {
    throw;
  } catch (const std::runtime_error& error) {
    fail(fmt::format("{}: {}", op, error.what()));
  }
}

std::string Scenario::digest(const std::string& op, const Json& in) {
  const char* kind = op.starts_with("device.") ? "device" : "session";
  const std::string state = op.starts_with("device.") ? "device.state" : "dr.state";
  return put(state, {{kind, in.at(kind)}}, false).ok.at("digest").get<std::string>();
}

void Scenario::record(const std::string& op, const Json& in, Json expect, const Answer& answer,
                      const StepOptions& options, bool unchanged) {
  Json step = {{"op", op}, {"in", in}, {"expect", std::move(expect)}};
  const bool pinned = answer.accepted ? traces_ == Traces::kAll : traces_ != Traces::kNone;
  if (pinned && is_traced(op)) step["trace"] = answer.trace;
  if (unchanged) step["state"] = "unchanged";
  if (options.from) {
    Json from = {{"step", options.from->step}, {"output", options.from->output}};
    if (!options.from->patch.empty()) {
      from["patch"] = Json::array();
      for (const Patch& patch : options.from->patch) from["patch"].push_back(patch.json);
    }
    from["into"] = options.from->into;
    step["from"] = from;
  }
  steps_.push_back(std::move(step));
  outputs_.push_back(answer.ok);
  step_traces_.push_back(answer.trace);
}

Json Scenario::ok(const std::string& op, Json in, StepOptions options) {
  const Json complete = resolve(in, options.from);
  const Answer answer = put(op, complete, true);
  if (!answer.accepted) fail(fmt::format("{} declared ok, refused as {}", op, answer.reason));
  for (const auto& [name, value] : options.must.items()) {
    if (answer.ok.value(name, Json()) != value) {
      fail(fmt::format("{}: {} declared {}, got {}", op, name, value.dump(),
                       answer.ok.value(name, Json()).dump()));
    }
  }
  sent_.push_back({op, complete});
  record(op, in, {{"ok", declared_outputs(answer.ok, options)}}, answer, options, false);
  return answer.ok;
}

void Scenario::reject(const std::string& op, Json in, const std::string& reason,
                      StepOptions options) {
  const Json complete = resolve(in, options.from);
  const bool stateful = is_stateful(op);
  const std::string before = stateful ? digest(op, complete) : std::string();
  const Answer answer = put(op, complete, true);
  if (answer.accepted) fail(fmt::format("{} declared {}, accepted", op, reason));
  if (answer.reason != reason) {
    fail(fmt::format("{} declared {}, refused as {}", op, reason, answer.reason));
  }
  if (stateful && digest(op, complete) != before) {
    fail(fmt::format("{} refused as {} but its state moved", op, reason));
  }
  reason_ = reason;
  rejecting_ = sent_.size();
  twin_ = Json();
  sent_.push_back({op, complete});
  record(op, in, {{"reject", reason}}, answer, options, stateful);
  // A patched field has its repair at hand: the bytes before the patch.
  if (options.from && !options.from->patch.empty()) {
    twin({{options.from->into, hex(output(options.from->step, options.from->output))}});
  }
}

void Scenario::twin(Json set, std::string next_reason) {
  twin_ = {{"step", rejecting_}, {"set", std::move(set)}};
  twin_reason_ = std::move(next_reason);
}

void Scenario::no_twin(std::string why) { twin_ = {{"none", std::move(why)}}; }

Json Scenario::run_twin() {
  const std::size_t at = twin_.at("step").get<std::size_t>();
  kit_.asker().ask("case.end", Json::object(), false);
  kit_.asker().ask("case.begin", {{"case", head_.id}}, false);
  for (std::size_t i = 0; i < at; ++i) put(sent_[i].op, sent_[i].in, false);
  Json in = sent_.at(at).in;
  for (const auto& [name, value] : twin_.at("set").items()) in[name] = value;
  const Answer answer = put(sent_[at].op, in, false);
  if (twin_reason_.empty()) {
    if (!answer.accepted) {
      fail(fmt::format("the twin of step {} is refused as {}", at, answer.reason));
    }
    return {{"ok", declared_outputs(answer.ok, {})}};
  }
  if (answer.accepted || answer.reason != twin_reason_) {
    fail(fmt::format("the twin of step {} declared {}, got {}", at, twin_reason_,
                     answer.accepted ? "ok" : answer.reason));
  }
  return {{"reject", answer.reason}};
}

Json Scenario::finish() {
  if (steps_.empty()) fail("a case without steps");
  Json out = {{"id", head_.id},
              {"comment", head_.comment},
              {"clause", head_.clauses},
              {"flags", head_.flags},
              {"result", reason_.empty() ? "valid" : "invalid"}};
  if (!reason_.empty()) {
    if (twin_.is_null()) fail("a refusal without a twin");
    if (!twin_.contains("none")) twin_["expect"] = run_twin();
    out["reason"] = reason_;
    out["twin"] = twin_;
  }
  out["steps"] = steps_;
  kit_.asker().ask("case.end", Json::object(), false);
  return out;
}

Bytes Scenario::output(std::size_t step, const std::string& member) const {
  if (step >= outputs_.size() || !outputs_[step].contains(member)) {
    fail(fmt::format("step {} has no output {}", step, member));
  }
  return unhex(outputs_[step].at(member).get<std::string>());
}

Bytes Scenario::traced(std::size_t step, std::string_view name, std::size_t nth) const {
  if (step < step_traces_.size()) {
    for (const Json& entry : step_traces_[step]) {
      if (entry.at("step") != name) continue;
      if (nth == 0) return unhex(entry.at("value").get<std::string>());
      --nth;
    }
  }
  fail(fmt::format("step {} has no trace {}", step, name));
}

Bytes Scenario::key(std::string_view label, std::size_t length) {
  return kit_.derive(fmt::format("{}#{}", head_.id, label), length);
}

std::string Scenario::hex_key(std::string_view label, std::size_t length) {
  return hex(key(label, length));
}

Bytes Scenario::plaintext(std::string_view label) const {
  return text(fmt::format("тест ✓ test data: {} · {}", head_.id, label));
}

Json wire_part(const Json& test_case) {
  Json out = Json::object();
  for (const char* member : {"id", "result", "reason", "twin", "steps"}) {
    if (test_case.contains(member)) out[member] = test_case.at(member);
  }
  return out;
}

}  // namespace smx::vectors
