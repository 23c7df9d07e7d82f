#include "judge.h"

#include <fmt/format.h>

#include <algorithm>

#include "clause_map.h"
#include "known_values.h"

namespace smx::conformance {
namespace {

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
    for (const PlannedRequest& request : plan_case(test_, driver_.introduction(), options_)) {
      if (!put(request)) break;
    }
    if (passing()) finding_.in_twin = false;
    return finding_;
  }

 private:
  using Purpose = PlannedRequest::Purpose;

  bool passing() const { return finding_.outcome == Outcome::kPass; }

  /// False when nothing more is to be asked. After a finding only the case's end is.
  bool put(const PlannedRequest& request) {
    switch (request.purpose) {
      case Purpose::kBegin:
        if (!passing()) return false;
        finding_.in_twin = request.in_twin;
        return converse(request);
      case Purpose::kDigestBefore:
        if (passing()) before_ = digest(request);
        break;
      case Purpose::kStep:
        if (passing()) run_step(request);
        break;
      case Purpose::kDigestAfter:
        if (passing()) compare_digests(request);
        break;
      case Purpose::kEnd:
        close(request);
        break;
    }
    return driver_.usable();
  }

  Reply ask(const PlannedRequest& request) {
    return driver_.ask(request.op, request.in, request.want_trace);
  }

  /// case.begin and case.end: anything but ok ends the case. True if it was ok.
  bool converse(const PlannedRequest& request) {
    const Reply reply = ask(request);
    if (reply.answer == Answer::kOk) return true;
    if (passing()) fail_by(reply, std::nullopt, request.op);
    return false;
  }

  /// Ends the case at the driver, also after a mismatch: its handles must go.
  void close(const PlannedRequest& request) {
    if (!converse(request)) return;
    const std::string late = driver_.unasked_output();
    if (late.empty() || !passing()) return;
    finding_.outcome = Outcome::kProtocolViolation;
    finding_.op = request.op;
    finding_.message = "output after the reply to case.end that no request asked for";
  }

  void run_step(const PlannedRequest& request) {
    const Step& step = test_.steps[request.step];
    const bool repaired = request.in_twin && request.step == test_.twin->step;
    judge(request.step, repaired ? test_.twin->expect : step.expect,
          request.want_trace ? &*step.trace : nullptr, ask(request));
  }

  void compare_digests(const PlannedRequest& request) {
    const std::string after = digest(request);
    if (!passing() || before_ == after) return;
    Divergence divergence;
    divergence.kind = "state";
    divergence.where = "state";
    divergence.want = "unchanged after the refusal";
    divergence.got = "another digest";
    divergence.clause = request.op == "dr.state" ? "DR-21" : "ERR-05";
    mismatch(request.step, std::move(divergence));
  }

  /// The digest of the state that the step is about. A failure to give it is a finding.
  std::string digest(const PlannedRequest& request) {
    const Reply reply = ask(request);
    if (reply.answer == Answer::kOk) return reply.outputs.at("digest").get<std::string>();
    if (reply.answer == Answer::kReject) {
      judge(request.step, {true, Json::object(), {}}, nullptr, reply);
      finding_.op = request.op;
    } else {
      fail_by(reply, request.step, request.op);
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
  std::string before_;  ///< the digest before the step, while one is watched
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
    case Answer::kNone:
      return Outcome::kNotRun;
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
