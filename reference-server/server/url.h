#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace smx::relay::server {

/// An https URL in parts.
struct Url {
  std::string host;  // a name or an address; without brackets
  std::string port = "443";
  std::string target = "/";  // path and query
  bool literal_v6 = false;

  /// What the header Host says.
  [[nodiscard]] std::string authority() const;
};

/// Nothing unless it is https://HOST[:PORT][/TARGET] without user, fragment, white space or control
/// characters.
[[nodiscard]] std::optional<Url> parse_https_url(std::string_view text);

}  // namespace smx::relay::server
