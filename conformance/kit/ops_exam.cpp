#include "ops_exam.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "case_choice.h"
#include "op_guide.h"
#include "request_faults.h"
#include "runner/clause_map.h"
#include "runner/judge.h"

namespace smx::conformance {
namespace {

constexpr const char* kFaultsSection =
    R"(conformance/protocol/driver-protocol.md, "Request faults")";

/// Says case.begin; false, with the check made wrong, when that is not accepted.
bool begin_case(Patient& patient, Check& check) {
  if (!patient.ready()) {
    check.health = Health::kWrong;
    check.message = "the driver does not start again";
    return false;
  }
  const Reply reply = patient.driver().ask("case.begin", {{"case", "doctor"}}, false);
  if (reply.answer == Answer::kOk) return true;
  check.health = Health::kWrong;
  check.message = reply.message.empty() ? "case.begin is refused" : reply.message;
  return false;
}

void end_case(Patient& patient) {
  if (patient.ready()) patient.driver().ask("case.end", Json::object(), false);
}

std::string line_of(const std::string& op, Json in) {
  in["id"] = 1;
  in["op"] = op;
  return in.dump();
}

/// The operation of an announcement, with one case that is accepted and one that is refused.
class OpExam {
 public:
  OpExam(Patient& patient, const Introduction& introduction, const std::vector<VectorFile>& files,
         const std::string& op)
      : patient_(patient), introduction_(introduction), files_(files), op_(op) {
    check_.name = op;
  }

  Check run() {
    if (!introduction_.announces(op_)) {
      unannounced();
      return check_;
    }
    const Case* accepted = smallest_case(files_, op_, CaseKind::kAccepted, introduction_);
    const Case* refused = smallest_case(files_, op_, CaseKind::kRefused, introduction_);
    if (accepted == nullptr && refused == nullptr) {
      check_.health = Health::kNote;
      check_.message = "announced, but " + why_unreachable();
      return check_;
    }
    request_faults(accepted != nullptr ? *accepted : *refused);
    for (const Case* test : {accepted, refused}) {
      if (test != nullptr && check_.health == Health::kGood) pinned(*test);
    }
    return check_;
  }

 private:
  /// An operation that hello does not name is `unsupported`; one that works should be named.
  void unannounced() {
    check_.health = Health::kSkipped;
    check_.message = "not announced";
    Introduction all;
    all.ops = {operations_in_order().begin(), operations_in_order().end()};
    all.inject_random = all.state = true;
    const Case* test = smallest_case(files_, op_, CaseKind::kAccepted, all);
    if (test == nullptr || !begin_case(patient_, check_)) return;
    const RawReply raw = patient_.send(line_of(op_, step_of(*test, op_).in));
    if (!raw.fault.empty()) {
      check_.health = Health::kWrong;
      check_.message =
          fmt::format("not announced, so it must be answered with unsupported: {}", raw.fault);
    } else if (raw.kind() == "reject") {
      check_.health = Health::kWrong;
      check_.message =
          "not announced, and refused: say unsupported; reject is for what the "
          "specification refuses";
    } else if (raw.kind() == "ok") {
      check_.health = Health::kNote;
      check_.message = "is answered, and hello does not announce it: announce it";
    }
    end_case(patient_);
  }

  std::string why_unreachable() const {
    Introduction with_features = introduction_;
    with_features.inject_random = with_features.state = true;
    for (const CaseKind kind : {CaseKind::kAccepted, CaseKind::kRefused}) {
      if (const Case* test = smallest_case(files_, op_, kind, with_features)) {
        return "every pinned case with it needs " + missing_feature(*test, introduction_);
      }
    }
    const Goal goal = goal_of(files_, op_, introduction_.ops);
    return fmt::format("every pinned case with it also needs {}", fmt::join(goal.also_needs, ", "));
  }

  void request_faults(const Case& test) {
    if (!begin_case(patient_, check_)) return;
    for (const FaultyRequest& request : faulty_requests(op_, step_of(test, op_).in)) {
      if (!patient_.ready()) break;
      const RawReply raw = patient_.send(line_of(op_, request.in));
      if (raw.kind() == "error" && raw.reply["id"] == 1) continue;
      check_.health = Health::kWrong;
      check_.see = kFaultsSection;
      check_.message = fmt::format("{}: must be answered with error; the driver answers {}",
                                   request.what, raw.fault.empty() ? raw.kind() : raw.fault);
      if (raw.kind() == "error") check_.message += " with another id";
      break;
    }
    end_case(patient_);
  }

  void pinned(const Case& test) {
    if (!patient_.ready()) {
      check_.health = Health::kWrong;
      check_.message = "the driver does not start again";
      return;
    }
    const Finding finding = judge_case(patient_.driver(), test, {});
    check_.case_id += (check_.case_id.empty() ? "" : ", ") + test.id;
    if (finding.outcome == Outcome::kPass) return;
    check_.health = Health::kWrong;
    check_.case_id = test.id;
    std::string place = std::string(outcome_name(finding.outcome));
    if (finding.in_twin) place += " in the repaired twin";
    if (finding.step) place += fmt::format(", step {}", *finding.step);
    check_.message = fmt::format("{} {}: {}", place, finding.op, finding.message);
    if (!finding.free_text.empty()) check_.message += "; the driver says: " + finding.free_text;
    check_.see = reading(finding.clauses.empty() ? op_clauses(op_) : finding.clauses);
  }

  Patient& patient_;
  const Introduction& introduction_;
  const std::vector<VectorFile>& files_;
  const std::string op_;
  Check check_{};
};

}  // namespace

std::vector<Check> examine_ops(Patient& patient, const Introduction& introduction,
                               const std::vector<VectorFile>& files, const OnCheck& on_check) {
  std::vector<Check> checks;
  for (const std::string& op : operations_in_order()) {
    checks.push_back(OpExam(patient, introduction, files, op).run());
    if (on_check) on_check(checks.back());
  }
  return checks;
}

}  // namespace smx::conformance
