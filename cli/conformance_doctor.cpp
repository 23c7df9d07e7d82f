#include "conformance_doctor.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "conformance_common.h"
#include "kit/doctor.h"
#include "kit/doctor_text.h"
#include "own_command.h"
#include "runner/child_guard.h"
#include "runner/driver_process.h"
#include "runner/terminal.h"

namespace smx::cli {
namespace {

using namespace conformance;

constexpr const char* kDoctorFooter =
    "Everything after -- is the driver's command. The doctor starts it, puts requests that are\n"
    "right and requests that are wrong, then for each operation the smallest pinned cases, and "
    "ends\n"
    "with what to do next. An operation that hello does not announce is no fault.\n"
    "\n"
    "Exit status:\n"
    "  0  what the driver announces is healthy\n"
    "  1  something is wrong; the first of it is what to do next\n"
    "  2  bad usage, vectors that cannot be read, or a driver that cannot be started\n"
    "\n"
    "Examples:\n"
    "  smx conformance doctor -- python3 driver.py\n"
    "  smx conformance doctor --slow 5 -- target/debug/driver";

struct DoctorArguments {
  std::vector<std::string> command;
  std::string vectors;
  std::size_t timeout_ms = 10'000;
  std::size_t slow = 1;
  bool json = false;
};

/// Check marks need a terminal encoding that has them, and nobody who asked for plain text.
bool wants_unicode() {
  const auto value_of = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string_view(value == nullptr ? "" : value);
  };
  if (!value_of("NO_COLOR").empty()) return false;
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string_view value = value_of(name);
    if (value.empty()) continue;
    return value.find("UTF-8") != std::string_view::npos ||
           value.find("utf8") != std::string_view::npos;
  }
  return false;
}

int doctor(const DoctorArguments& arguments) {
  end_children_on_signals();
  const VectorSet set = read_vector_set(vectors_directory(arguments.vectors));
  Patience patience;
  patience.reply = std::chrono::milliseconds(arguments.timeout_ms * arguments.slow);
  // A driver's start may include that of a virtual machine.
  patience.start = 3 * patience.reply;
  patience.farewell *= static_cast<int>(arguments.slow);
  const DoctorStyle style{wants_colour(stdout), wants_unicode()};
  DoctorListener listener;
  if (!arguments.json) {
    listener.on_part = [](std::string_view title) {
      fmt::print("{}\n", title);
      std::fflush(stdout);
    };
    listener.on_check = [&style](const Check& check) {
      fmt::print("{}", check_text(check, style));
      std::fflush(stdout);
    };
  }
  const DoctorReport report = examine(
      arguments.command,
      [&arguments] { return std::make_unique<DriverProcess>(arguments.command); }, set.files,
      patience, own_command(), listener);
  if (arguments.json) {
    fmt::print("{}\n",
               doctor_json(report).dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  } else {
    fmt::print("{}", closing_text(report, style));
  }
  return report.healthy() ? 0 : 1;
}

}  // namespace

void add_conformance_doctor(CLI::App& group, Action& action) {
  CLI::App* command = group.add_subcommand(
      "doctor", "Walk a driver operation by operation and say what to do next");
  const auto arguments = std::make_shared<DoctorArguments>();
  command->add_option("command", arguments->command, "The driver's command, after --")
      ->type_name("CMD")
      ->required();
  command->add_option("--vectors", arguments->vectors, "Directory of vector files")
      ->type_name("DIR");
  command
      ->add_option("--timeout", arguments->timeout_ms,
                   "For one reply, in milliseconds; the start has three times as long")
      ->type_name("MS")
      ->check(CLI::Range(std::size_t{1}, std::size_t{3'600'000}))
      ->capture_default_str();
  command->add_option("--slow", arguments->slow, "Wait N times as long, for slow machines")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1000}))
      ->capture_default_str();
  command->add_flag("--json", arguments->json, "Write the findings as JSON");
  command->footer(kDoctorFooter);
  command->callback([arguments, &action] {
    action.run = conformance_action([arguments] { return doctor(*arguments); });
  });
}

}  // namespace smx::cli
