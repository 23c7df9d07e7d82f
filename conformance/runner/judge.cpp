#include "judge.h"

#include <fmt/format.h>

#include <algorithm>

#include "clause_map.h"
#include "known_values.h"

namespace smx::conformance {
namespace {

/// The operation that reads the state which `in` is about.
const char* state_op(const Json& in) { return in.contains("device") ? "device.state" : "dr.state"; }

Json state_request(const Json& in) {
  const char* kind = in.contains("device") ? "device" : "session";
  return {{kind, in.at(kind)}};
}

bool draws_are_injected(const Step& step) { return step.in.contains("random"); }

/// True for an answer that says something about the request: ok or reject.
bool is_verdict(Answer answer) { return answer == Answer::kOk || answer == Answer::kReject; }

Divergence verdict_divergence(const Expectation& want, const Reply& got) {
  Divergence divergence;
  const bool accepted = got.answer == Answer::kOk;
  divergence.kind = want.accepted == accepted ? "reason" : "verdict";
  divergence.where = divergence.kind;
  divergence.want = want.accepted ? "ok" : "reject " + want.reason;
  divergence.got = accepted ? "ok" : "reject " + got.reason;
  return divergence;
}

/// One case in progress. The first finding other than a pass ends it.
class CaseRun {
 public:
  CaseRun(Driver& driver, const Case& test, const JudgeOptions& options)
      : driver_(driver), test_(test), options_(options) {}

  Finding run() {
    if (const std::string missing = missing_feature(test_, driver_.introduction());
        !missing.empty()) {
      finding_.outcome = Outcome::kUnsupported;
      finding_.message = fmt::format("hello does not announce {}", missing);
      return finding_;
    }
    finding_.outcome = Outcome::kPass;
    run_steps(test_.id, test_.steps.size());
    if (passing() && options_.twins && test_.twin && test_.twin->none.empty()) run_twin();
    return finding_;
  }

 private:
  bool passing() const { return finding_.outcome == Outcome::kPass; }

  void run_steps(const std::string& name, std::size_t count) {
    if (!converse("case.begin", {{"case", name}})) return;
    for (std::size_t i = 0; i < count && passing(); ++i) run_step(i);
    close();
  }

  void run_twin() {
    finding_.in_twin = true;
    const Twin& twin = *test_.twin;
    if (!converse("case.begin", {{"case", test_.id + "/twin"}})) return;
    for (std::size_t i = 0; i < twin.step && passing(); ++i) {
      const Reply reply = driver_.ask(test_.steps[i].op, test_.steps[i].in, false);
      judge(i, test_.steps[i].expect, nullptr, reply);
    }
    if (passing()) {
      const Step& step = test_.steps[twin.step];
      Json in = step.in;
      for (const auto& [name, value] : twin.set.items()) in[name] = value;
      judge(twin.step, twin.expect, nullptr, driver_.ask(step.op, in, false));
    }
    close();
    if (passing()) finding_.in_twin = false;
  }

  /// case.begin and case.end: anything but ok ends the case. True if it was ok.
  bool converse(const std::string& op, const Json& in) {
    const Reply reply = driver_.ask(op, in, false);
    if (reply.answer == Answer::kOk) return true;
    if (passing()) fail_by(reply, std::nullopt, op);
    return false;
  }

  /// Ends the case at the driver, also after a mismatch: its handles must go.
  void close() {
    if (!driver_.usable()) return;
    if (!converse("case.end", Json::object())) return;
    const std::string late = driver_.unasked_output();
    if (late.empty() || !passing()) return;
    finding_.outcome = Outcome::kProtocolViolation;
    finding_.op = "case.end";
    finding_.message = "output after the reply to case.end that no request asked for";
  }

  void run_step(std::size_t index) {
    const Step& step = test_.steps[index];
    const bool watch_state = step.state_unchanged && driver_.introduction().state &&
                             driver_.introduction().announces(state_op(step.in));
    const auto before = watch_state ? digest(index, step.in) : std::string();
    if (!passing()) return;
    const bool want_trace = step.trace.has_value() && driver_.introduction().trace;
    const Reply reply = driver_.ask(step.op, step.in, want_trace);
    judge(index, step.expect, want_trace ? &*step.trace : nullptr, reply);
    if (!passing() || !watch_state) return;
    const std::string after = digest(index, step.in);
    if (!passing() || before == after) return;
    Divergence divergence;
    divergence.kind = "state";
    divergence.where = "state";
    divergence.want = "unchanged after the refusal";
    divergence.got = "another digest";
    divergence.clause = state_op(step.in) == std::string("dr.state") ? "DR-21" : "ERR-05";
    mismatch(index, std::move(divergence));
  }

  /// The digest of the state that the step is about. A failure to give it is a finding.
  std::string digest(std::size_t index, const Json& in) {
    const Reply reply = driver_.ask(state_op(in), state_request(in), false);
    if (reply.answer == Answer::kOk) return reply.outputs.at("digest").get<std::string>();
    if (reply.answer == Answer::kReject) {
      judge(index, {true, Json::object(), {}}, nullptr, reply);
      finding_.op = state_op(in);
    } else {
      fail_by(reply, index, state_op(in));
    }
    return {};
  }

  void judge(std::size_t index, const Expectation& want, const std::vector<TraceStep>* want_trace,
             const Reply& reply) {
    if (!is_verdict(reply.answer)) {
      fail_by(reply, index, test_.steps[index].op);
      return;
    }
    finding_.free_text = reply.free_text;
    const bool accepted = reply.answer == Answer::kOk;
    const bool same_verdict = want.accepted == accepted && want.reason == reply.reason;
    std::optional<Divergence> traced;
    if (want_trace != nullptr && *want_trace != reply.trace) {
      traced = compare_traces(*want_trace, reply.trace, known(index));
    }
    // A trace that only stops earlier or later is the shadow of the verdict, not its cause.
    const bool shadow = traced && !same_verdict && !traced->byte;
    if (traced && !shadow) {
      if (!same_verdict) finding_.also = verdict_divergence(want, reply);
      mismatch(index, std::move(*traced));
      return;
    }
    if (!same_verdict) {
      if (traced) finding_.also = std::move(traced);
      mismatch(index, verdict_divergence(want, reply));
      return;
    }
    if (!accepted) return;
    // The values of the case are gathered for the hint only once there is something to explain.
    if (!compare_outputs(want.outputs, reply.outputs, {})) return;
    mismatch(index, *compare_outputs(want.outputs, reply.outputs, known(index)));
  }

  void mismatch(std::size_t index, Divergence divergence) {
    finding_.outcome = Outcome::kMismatch;
    finding_.step = index;
    finding_.op = test_.steps[index].op;
    finding_.message = divergence.text();
    if (finding_.also) finding_.message += "; " + finding_.also->text();
    const auto add = [this](const std::string& clause) {
      const bool is_new = std::find(finding_.clauses.begin(), finding_.clauses.end(), clause) ==
                          finding_.clauses.end();
      if (!clause.empty() && is_new) finding_.clauses.push_back(clause);
    };
    add(divergence.clause);
    for (const std::string& clause : test_.clauses) add(clause);
    if (divergence.clause.empty()) {
      for (const std::string& clause : op_clauses(finding_.op)) add(clause);
    }
    finding_.divergence = std::move(divergence);
  }

  void fail_by(const Reply& reply, std::optional<std::size_t> index, const std::string& op) {
    finding_.step = index;
    finding_.op = op;
    finding_.free_text = reply.free_text;
    finding_.outcome = outcome_of(reply.answer);
    finding_.message = reply.message.empty() ? fmt::format("{} was refused", op) : reply.message;
  }

  KnownValues known(std::size_t index) const { return known_values(test_, index); }

  Driver& driver_;
  const Case& test_;
  const JudgeOptions& options_;
  Finding finding_;
};

}  // namespace

Outcome outcome_of(Answer answer) {
  switch (answer) {
    case Answer::kCrash:
      return Outcome::kCrash;
    case Answer::kTimeout:
      return Outcome::kTimeout;
    case Answer::kError:
      return Outcome::kError;
    case Answer::kUnsupported:
    case Answer::kProtocolViolation:
      return Outcome::kProtocolViolation;
    case Answer::kOk:
    case Answer::kReject:
      break;
  }
  return Outcome::kMismatch;
}

std::string missing_feature(const Case& test, const Introduction& introduction) {
  for (const Step& step : test.steps) {
    if (!introduction.announces(step.op)) return "the operation " + step.op;
    const bool reads_state = step.op == "dr.state" || step.op == "device.state";
    if (reads_state && !introduction.state) return "the feature state";
    if (draws_are_injected(step) && !introduction.inject_random) {
      return "the feature inject_random";
    }
  }
  return {};
}

Finding judge_case(Driver& driver, const Case& test, const JudgeOptions& options) {
  return CaseRun(driver, test, options).run();
}

}  // namespace smx::conformance
