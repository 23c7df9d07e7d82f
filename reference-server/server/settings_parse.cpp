#include "server/settings_parse.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "auth/signing_key.h"

namespace smx::relay::server {
namespace {

constexpr std::size_t kShortestSecret = 32;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// 4 or 6, or 0 when it is no address; `loopback` says whether it is this machine's own.
int address_family(const std::string& address, bool& loopback) {
  in_addr v4{};
  in6_addr v6{};
  if (::inet_pton(AF_INET, address.c_str(), &v4) == 1) {
    loopback = (ntohl(v4.s_addr) >> 24) == 127;
    return 4;
  }
  if (::inet_pton(AF_INET6, address.c_str(), &v6) == 1) {
    loopback = IN6_IS_ADDR_LOOPBACK(&v6);
    return 6;
  }
  return 0;
}

}  // namespace

ParseFault parse_integer(std::string_view value, std::uint64_t least, std::uint64_t most,
                         std::uint64_t& out) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size()) return "not a whole number";
  if (number < least || number > most) return fmt::format("not from {} to {}", least, most);
  out = number;
  return std::nullopt;
}

ParseFault parse_endpoint(std::string_view value, bool loopback_only, Endpoint& out) {
  constexpr const char* kForm =
      "not ADDRESS:PORT with an address of IP, as 0.0.0.0:8443 or [::]:8443";
  const std::size_t colon = value.rfind(':');
  if (colon == std::string_view::npos) return kForm;
  std::string_view address = value.substr(0, colon);
  const bool brackets = address.starts_with('[') && address.ends_with(']');
  if (brackets) address = address.substr(1, address.size() - 2);
  bool loopback = false;
  const int family = address_family(std::string(address), loopback);
  if (family == 0 || brackets != (family == 6)) return kForm;
  std::uint64_t port = 0;
  if (parse_integer(value.substr(colon + 1), 0, 65535, port)) return kForm;
  if (loopback_only && !loopback)
    return "not an address of this machine alone (127.0.0.1 or [::1])";
  out = {std::string(address), static_cast<std::uint16_t>(port)};
  return std::nullopt;
}

ParseFault parse_path(std::string_view value, std::string& out) {
  if (!value.starts_with('/')) return "not a path from the root";
  if (value.find('\0') != std::string_view::npos || value.size() > 4000) return "not a path";
  out = value;
  return std::nullopt;
}

ParseFault parse_url(std::string_view value, Url& out) {
  const std::optional<Url> url = parse_https_url(value);
  if (!url) return "not an https URL (https://HOST[:PORT]/PATH)";
  out = *url;
  return std::nullopt;
}

ParseFault parse_token(std::string_view value, std::string& out) {
  if (!std::ranges::all_of(value, [](char c) { return c > ' ' && c < 0x7f; })) {
    return "holds a character that is not printable ASCII, or a space";
  }
  if (value.size() < kShortestSecret) return "shorter than 32 characters";
  out = value;
  return std::nullopt;
}

ParseFault parse_hex_key(std::string_view value, std::vector<std::uint8_t>& out) {
  if (std::ranges::any_of(value, [](char c) { return hex_value(c) < 0; }) ||
      value.size() % 2 != 0) {
    return "not pairs of hex digits";
  }
  if (value.size() < 2 * kShortestSecret)
    return "shorter than 64 hex digits (openssl rand -hex 32)";
  if (value.size() > 1024) return "longer than 1,024 hex digits";
  out.clear();
  for (std::size_t i = 0; i < value.size(); i += 2) {
    out.push_back(static_cast<std::uint8_t>(hex_value(value[i]) * 16 + hex_value(value[i + 1])));
  }
  return std::nullopt;
}

ParseFault parse_switch(std::string_view value, std::string_view off, std::string_view on,
                        bool& out) {
  if (value != off && value != on) return fmt::format("neither {} nor {}", off, on);
  out = value == on;
  return std::nullopt;
}

ParseFault parse_signing_key(std::string_view value, std::string& out) {
  const auto key = auth::SigningKey::from_pem(value);
  if (!key) return std::string(auth::key_fault_text(key.error()));
  out = value;
  return std::nullopt;
}

}  // namespace smx::relay::server
