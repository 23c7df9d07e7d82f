#include "command_conformance.h"

#include <CLI/CLI.hpp>

#include "command_mutants.h"
#include "conformance_batch.h"
#include "conformance_clauses.h"
#include "conformance_doctor.h"
#include "conformance_explain.h"
#include "conformance_list.h"
#include "conformance_new_driver.h"
#include "conformance_report.h"
#include "conformance_run.h"
#include "conformance_wycheproof.h"

namespace smx::cli {

void add_conformance_commands(CLI::App& app, Action& action) {
  CLI::App* group = app.add_subcommand(
      "conformance", "Judge any platform against the pinned vectors through its driver");
  group->require_subcommand(1);
  add_conformance_run(*group, action);
  add_conformance_batch(*group, action);
  add_conformance_list(*group, action);
  add_conformance_explain(*group, action);
  add_conformance_clauses(*group, action);
  add_conformance_report(*group, action);
  add_conformance_verify_report(*group, action);
  add_conformance_sign_report(*group, action);
  add_conformance_diff_reports(*group, action);
  add_conformance_new_driver(*group, action);
  add_conformance_doctor(*group, action);
  add_conformance_wycheproof(*group, action);
  add_conformance_mutants(*group, action);
}

}  // namespace smx::cli
