#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "action.h"
#include "command_audit.h"
#include "command_completions.h"
#include "command_conformance.h"
#include "command_demo.h"
#include "command_device.h"
#include "command_inspect.h"
#ifdef SMX_WITH_RELAY
#include "command_interop.h"
#include "command_relay.h"
#endif
#include "command_vectors.h"
#include "failure.h"
#include "smx/init.h"
#include "terminal.h"

namespace {

using smx::cli::ExitCode;

constexpr const char* kDescription =
    R"(smx: the SMX messaging-crypto core at the command line.

X3DH starts a session, the Double Ratchet carries it, SMX1 and DR_V1 are its bytes.)";

constexpr const char* kFooter =
    R"(Start here:
  smx demo                                   two devices talk, every step explained
  smx inspect message.smx                    what is in these bytes, and what is wrong with them
  smx device init                            make a device; then bundle, send, receive
)"
#ifdef SMX_WITH_RELAY
    R"(  smx relay --help                           two people and a relay, in six commands
)"
#endif
    R"(  smx COMMAND --help                         each command teaches itself, with examples

Exit codes:
  0  done
  1  refused by the protocol (does not decrypt, was seen before ...); the error's name is printed
  2  bad usage, or input that cannot be read or is malformed; nothing was changed
  3  storage, keys or the machine failed

Colours appear on a terminal only, and never when NO_COLOR is set.)";

/// Error lines are one line, whatever the text had.
int report(ExitCode code, std::string line) {
  std::ranges::replace(line, '\n', ' ');
  const smx::cli::Style style(stderr);
  std::fflush(stdout);
  fmt::print(stderr, "smx: {} {}\n", style.bad("error:"), line);
  return static_cast<int>(code);
}

/// CLI11 names a missing subcommand, not the word that stands in its place.
std::string line_of(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> unknown = app.remaining(true);
  const bool subcommand = std::string_view(error.what()).starts_with("A subcommand");
  const std::string what = subcommand && !unknown.empty()
                               ? fmt::format("no such command: {}", unknown.front())
                               : std::string(error.what());
  return fmt::format("{} (see smx --help)", what);
}

int run(int argc, char** argv) {
  smx::cli::Action action;
  smx::InitOptions init;
  CLI::App app{kDescription, "smx"};
  app.footer(kFooter);
  app.set_version_flag("--version", std::string("smx ") + smx::version());
  app.add_flag("--accept-variable-time-aes", init.accept_variable_time_aes,
               "Run on a CPU without AES instructions too, where encryption is not constant time: "
               "only where nobody else can time this machine");
  app.require_subcommand(1);
  smx::cli::add_inspect_command(app, action);
  smx::cli::add_demo_command(app, action);
  smx::cli::add_device_command(app, action);
#ifdef SMX_WITH_RELAY
  smx::cli::add_relay_command(app, action);
  smx::cli::add_interop_commands(app, action);
#endif
  smx::cli::add_conformance_commands(app, action);
  smx::cli::add_vectors_commands(app, action);
  smx::cli::add_audit_command(app, action);
  smx::cli::add_completions_command(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    return report(ExitCode::bad_input, line_of(app, error));
  }
  if (action.needs_core) smx::cli::take(smx::init(init), "start");
  const ExitCode code = action.run();
  smx::cli::flush_output();
  return static_cast<int>(code);
}

}  // namespace

// The one place where exceptions end.
int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const smx::cli::Failure& failure) {
    return report(failure.code(), failure.what());
  } catch (const std::bad_alloc&) {
    return report(ExitCode::failed, "out of memory");
  } catch (const std::exception& error) {
    return report(ExitCode::failed, error.what());
  }
}
