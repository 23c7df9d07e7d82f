#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "action.h"
#include "home.h"

namespace smx::cli {

/// Everything that a `smx device` command can be told; each command registers what it uses.
struct DeviceOptions {
  HomeOptions home;
  std::string label;
  std::string bundle;
  std::string in;
  std::string out;
  std::string id;
  std::optional<std::uint64_t> now;
  std::size_t count = 100;
  bool known = false;
  bool reusable = false;
  bool base64 = false;
  bool json = false;
};

/// A subcommand with its help, its examples, --json and the options that say where the device is.
/// `run` is called with the parsed options.
CLI::App* add_device_subcommand(CLI::App& device, Action& action, const std::string& name,
                                const std::string& help, const std::string& examples,
                                const std::function<void(CLI::App&, DeviceOptions&)>& add_options,
                                ExitCode (*run)(const DeviceOptions&));

/// Adds --now.
void add_now_option(CLI::App& command, DeviceOptions& options);
/// The time given with --now, or the system's.
[[nodiscard]] std::uint64_t now_of(const DeviceOptions& options);

/// Throws Failure (bad_input) unless it is 1 to 255 bytes of text without control characters.
void require_label(const std::string& option, const std::string& label);
/// Throws Failure (bad_input) unless it is 1 to 64 bytes of visible ASCII.
void require_id(const std::string& id);

}  // namespace smx::cli
