#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "relay/policy.h"
#include "server/url.h"

namespace smx::relay::server {

struct Endpoint {
  std::string address;  // of IP, as text
  std::uint16_t port = 0;
};

/// Where something is posted to, and the bearer token that goes with it (secret).
struct Webhook {
  Url url;
  std::string token;
  [[nodiscard]] bool is_set() const noexcept { return !url.host.empty(); }
};

/// All that can be set, in checked form. Holds secrets: never printed.
struct Settings {
  std::string data_dir;
  std::string epoch_file;
  Endpoint listen;
  Endpoint operations;
  std::string tls_certificate_file;
  std::string tls_key_file;
  std::string jwt_key;  // PEM
  std::vector<std::uint8_t> code_key;
  std::vector<std::uint8_t> log_key;  // empty: identifiers are hashed without a key
  std::string issuer;
  Webhook code_webhook;
  Webhook push_webhook;
  std::string webhook_ca_file;
  Policy policy;
  bool allow_root = false;
  std::string tls_keylog;  // with --dev only
};

/// One thing that is wrong: the variable's name and why, without any part of its value.
struct SettingFault {
  std::string name;
  std::string text;
};

using Environment = std::map<std::string, std::string, std::less<>>;

/// The variables that begin with SMX_RELAY_.
[[nodiscard]] Environment relay_environment(char** environment);

enum class Mode : std::uint8_t {
  serve,
  /// For development: codes are printed, and the transport's keys may be written down.
  dev,
};

struct SettingsRead {
  Settings settings;
  /// Empty when the settings can be used; otherwise everything that is wrong, in the table's order.
  std::vector<SettingFault> faults;
};

/// Reads all settings; looks at files, opens no socket. `credentials_dir` is systemd's, or empty.
[[nodiscard]] SettingsRead read_settings(const Environment& environment,
                                         std::string_view credentials_dir, Mode mode = Mode::serve);

/// Overwrites the values of secret variables in the process's own environment, where a child, a
/// core dump or /proc would show them.
void forget_secrets(char** environment);

}  // namespace smx::relay::server
