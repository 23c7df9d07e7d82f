#include "command_interop.h"

#include <CLI/CLI.hpp>

#include "interop_gate.h"
#include "interop_record.h"

namespace smx::cli {

void add_interop_commands(CLI::App& app, Action& action) {
  CLI::App* group =
      app.add_subcommand("interop", "Let live platforms talk through a real relay, and judge both");
  group->footer(
      "Examples:\n"
      "  smx interop gate                          every platform of the registry with every "
      "other\n"
      "  smx interop record my-run.json            the same scenarios once, as a file of vectors\n"
      "\n"
      "smx interop gate --help lists the scenarios and says what is searched for the plaintexts.");
  group->require_subcommand(1);
  add_interop_gate(*group, action);
  add_interop_record(*group, action);
}

}  // namespace smx::cli
