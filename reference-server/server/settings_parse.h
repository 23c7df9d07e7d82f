#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "server/settings_table.h"

/// Forms of values. Each takes the value or says what is wrong with it in fixed words.
namespace smx::relay::server {

[[nodiscard]] ParseFault parse_integer(std::string_view value, std::uint64_t least,
                                       std::uint64_t most, std::uint64_t& out);

template <class Integer>
ParseFault parse_into(std::string_view value, std::uint64_t least, std::uint64_t most,
                      Integer& out) {
  std::uint64_t number = 0;
  ParseFault fault = parse_integer(value, least, most, number);
  if (!fault) out = static_cast<Integer>(number);
  return fault;
}

/// ADDRESS:PORT with an address of IP, that of version 6 in brackets.
[[nodiscard]] ParseFault parse_endpoint(std::string_view value, bool loopback_only, Endpoint& out);
[[nodiscard]] ParseFault parse_path(std::string_view value, std::string& out);
[[nodiscard]] ParseFault parse_url(std::string_view value, Url& out);
/// At least 32 printable characters.
[[nodiscard]] ParseFault parse_token(std::string_view value, std::string& out);
/// At least 64 hex digits.
[[nodiscard]] ParseFault parse_hex_key(std::string_view value, std::vector<std::uint8_t>& out);
[[nodiscard]] ParseFault parse_switch(std::string_view value, std::string_view off,
                                      std::string_view on, bool& out);
/// An RSA private key in PEM form, of 2048 bits or more.
[[nodiscard]] ParseFault parse_signing_key(std::string_view value, std::string& out);

}  // namespace smx::relay::server
