#include "command_demo.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "demo_story.h"

namespace smx::cli {
namespace {

constexpr const char* kDemoHelp =
    R"(Two devices, Alice and Bob, talk in memory: X3DH, SMX1 envelopes, the first reply, DR_V1
frames, delivery out of order, and what a relay that replays or alters messages gets. Each step
names the clauses of docs/spec that it shows. No secret is printed and nothing is stored.)";

constexpr const char* kDemoExamples = R"(Examples:
  smx demo
  smx demo --json | python3 -m json.tool

Exit codes: 0 every step went as the specification says, 3 one did not.)";

}  // namespace

void add_demo_command(CLI::App& app, Action& action) {
  const auto json = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("demo", "Watch two devices talk, step by step");
  command->footer(std::string(kDemoHelp) + "\n\n" + kDemoExamples);
  command->add_flag("--json", *json, "Print JSON");
  command->callback([json, &action] {
    action.needs_core = true;
    action.run = [json] {
      Narrator narrator(*json);
      tell_demo_story(narrator);
      narrator.finish();
      return ExitCode::ok;
    };
  });
}

}  // namespace smx::cli
