#include "device_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ctime>

#include "failure.h"
#include "smx/limits.h"
#include "text.h"

namespace smx::cli {
namespace {

void add_home_options(CLI::App& command, HomeOptions& home) {
  const std::string group = "Where the device is";
  command.add_option("--state", home.state, "State file (default ~/.local/share/smx/device.db)")
      ->type_name("FILE")
      ->envname("SMX_STATE")
      ->group(group);
  CLI::Option* key =
      command
          .add_option("--key-file", home.key_file,
                      "32-byte key that seals the state, readable by you only (default STATE.key)")
          ->type_name("FILE")
          ->group(group);
  command
      .add_option("--passphrase-file", home.passphrase_file,
                  "Seal under a passphrase instead: this file's first line, through Argon2id")
      ->type_name("FILE")
      ->excludes(key)
      ->group(group);
  command
      .add_option("--counter-file", home.counter_file,
                  "Refuse an older copy of the state; protects only if no backup holds this file")
      ->type_name("FILE")
      ->envname("SMX_COUNTER_FILE")
      ->group(group);
}

}  // namespace

CLI::App* add_device_subcommand(CLI::App& device, Action& action, const std::string& name,
                                const std::string& help, const std::string& examples,
                                const std::function<void(CLI::App&, DeviceOptions&)>& add_options,
                                ExitCode (*run)(const DeviceOptions&)) {
  const auto options = std::make_shared<DeviceOptions>();
  CLI::App* command = device.add_subcommand(name, help);
  command->footer(examples);
  add_options(*command, *options);
  command->add_flag("--json", options->json, "Print JSON");
  add_home_options(*command, options->home);
  command->callback([options, run, &action] {
    action.needs_core = true;
    action.run = [options, run] { return run(*options); };
  });
  return command;
}

void add_now_option(CLI::App& command, DeviceOptions& options) {
  command
      .add_option("--now", options.now,
                  "Seconds since 1970 instead of the system's clock. The device remembers the "
                  "highest: a time in the future cannot be taken back")
      ->type_name("SECONDS");
}

std::uint64_t now_of(const DeviceOptions& options) {
  return options.now.value_or(static_cast<std::uint64_t>(std::time(nullptr)));
}

void require_label(const std::string& option, const std::string& label) {
  if (label.empty() || label.size() > limits::kMaxLabelSize) {
    bad_input(option, fmt::format("a label is 1 to {} bytes long", limits::kMaxLabelSize));
  }
  const auto backslashes = static_cast<std::size_t>(std::ranges::count(label, '\\'));
  if (printable(label).size() != label.size() + backslashes) {
    bad_input(option, "a label is UTF-8 text without control characters");
  }
}

void require_id(const std::string& id) {
  const bool visible = std::ranges::all_of(id, [](char c) { return c > ' ' && c < 0x7F; });
  if (id.empty() || id.size() > limits::kMaxDeliveryIdSize || !visible) {
    bad_input("--id", fmt::format("a delivery id is 1 to {} visible ASCII characters",
                                  limits::kMaxDeliveryIdSize));
  }
}

}  // namespace smx::cli
