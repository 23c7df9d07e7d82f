#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "case_choice.h"
#include "doctor.h"
#include "op_guide.h"
#include "runner/clause_map.h"
#include "skeleton.h"

namespace smx::conformance {
namespace {

/// The driver's command as one shell word that splits into the same words.
std::string driver_word(const std::vector<std::string>& command) {
  std::string line;
  for (const std::string& word : command) line += (line.empty() ? "" : " ") + shell_word(word);
  return shell_word(line);
}

class Adviser {
 public:
  Adviser(const DoctorReport& report, const std::vector<VectorFile>& files, const std::string& smx)
      : report_(report), files_(files), smx_(shell_word(smx)) {}

  Advice advice() const {
    for (const auto* checks :
         {&report_.conversation, &report_.ops, &report_.features, &report_.farewell}) {
      const auto found = std::ranges::find_if(
          *checks, [](const Check& check) { return check.health == Health::kWrong; });
      if (found != checks->end()) return repair(*found, checks == &report_.ops);
    }
    for (const Check& check : report_.ops) {
      if (check.health == Health::kNote && !report_.introduction->announces(check.name)) {
        return {check.name, "announce " + check.name + " in hello: it is answered already", {}};
      }
    }
    for (const std::string& op : operations_in_order()) {
      if (!report_.introduction->announces(op)) return implement(op);
    }
    return all_there();
  }

 private:
  std::string run_command(const std::vector<std::string>& globs) const {
    std::string line =
        fmt::format("{} conformance run --driver {}", smx_, driver_word(report_.command));
    for (const std::string& glob : globs) line += " --filter " + shell_word(glob);
    return line;
  }

  Advice repair(const Check& check, bool is_op) const {
    Advice advice;
    if (is_op) advice.op = check.name;
    advice.text = fmt::format("repair \"{}\": {}", check.name, check.message);
    if (!check.see.empty()) advice.text += "; read " + check.see;
    if (!check.case_id.empty()) {
      advice.commands = {fmt::format("{} conformance explain {}", smx_, check.case_id),
                         run_command({check.case_id})};
    }
    return advice;
  }

  Advice implement(const std::string& op) const {
    const Goal goal = goal_of(files_, op, report_.introduction->ops);
    Advice advice{.op = op, .text = {}, .commands = {}};
    advice.text = fmt::format("implement {}: it needs {}; read {}", op, op_needs(op),
                              reading(op_clauses(op)));
    if (!goal.also_needs.empty()) {
      advice.text += fmt::format("; its cases also ask {}", fmt::join(goal.also_needs, ", "));
    }
    if (!goal.globs.empty()) advice.commands.push_back(run_command(goal.globs));
    return advice;
  }

  Advice all_there() const {
    const Introduction& introduction = *report_.introduction;
    std::string missing;
    for (const auto& [has, name] :
         {std::pair{introduction.inject_random, "inject_random"},
          std::pair{introduction.state, "state"}, std::pair{introduction.trace, "trace"}}) {
      if (!has) missing += (missing.empty() ? "" : ", ") + std::string(name);
    }
    Advice advice{.op = {}, .text = {}, .commands = {run_command({})}};
    advice.text = missing.empty() ? "every operation is there: run all pinned cases"
                                  : "every operation is there; announce " + missing +
                                        " once the operations do it, and run all pinned cases";
    return advice;
  }

  const DoctorReport& report_;
  const std::vector<VectorFile>& files_;
  const std::string smx_;
};

}  // namespace

Advice advice_for(const DoctorReport& report, const std::vector<VectorFile>& files,
                  const std::string& smx) {
  return Adviser(report, files, smx).advice();
}

}  // namespace smx::conformance
