#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "server/settings.h"

namespace smx::relay::server {

enum class Need : std::uint8_t {
  required,
  /// Required but for --dev, which has no use for it.
  serving,
  optional,
  /// Refused without --dev.
  dev_only,
  /// Required once SMX_RELAY_PUSH_WEBHOOK_URL is set, refused without it.
  with_push,
};

/// What a parser says of a value: nothing when it took it, else why not, without any part of it.
using ParseFault = std::optional<std::string>;

struct SettingRow {
  std::string_view name;
  /// What a value looks like.
  std::string_view form;
  std::string_view meaning;
  /// As if it had been set to this; empty: nothing.
  std::string_view fallback;
  Need need;
  /// May be given as NAME_FILE as well, the path of a file that holds it.
  bool secret;
  ParseFault (*parse)(std::string_view value, Settings& settings);
};

/// Every setting there is. A variable SMX_RELAY_* that is not among them stops the start.
[[nodiscard]] std::span<const SettingRow> settings_table() noexcept;

/// For people, without values.
[[nodiscard]] std::string settings_help();

}  // namespace smx::relay::server
