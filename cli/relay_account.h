#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "home.h"

namespace smx::cli {

/// How a relay is reached: the first line that `smx-relay --dev` prints, or --url and --ca.
struct RelayPlace {
  std::string host;
  std::uint16_t port = 0;
  std::string ca_file;
  /// Of a development relay only: where it writes the one-time codes that would go to telephones.
  std::string codes_file;
};

/// Reads a file with what a development relay printed. Throws Failure (bad_input).
[[nodiscard]] RelayPlace read_relay_info(const std::string& path);
/// "https://relay.example:8443" with a CA file; `source` is where the URL stands. Throws Failure
/// (bad_input).
[[nodiscard]] RelayPlace relay_place(const std::string& source, const std::string& url,
                                     const std::string& ca_file);
[[nodiscard]] std::string url_of(const RelayPlace& place);

/// One device's account at a relay. It lies in a directory of its own, beside the device's state:
/// account.json, readable by its owner only, because it holds tokens.
struct RelayAccount {
  RelayPlace place;
  std::string phone;
  std::string organisation;
  std::string user;
  std::string device;
  std::string role;
  std::string access_token;
  std::int64_t access_token_expires_at = 0;
  std::string refresh_token;
  /// Key id of the signed prekey that the relay's directory has of us.
  std::string signed_prekey;
  /// Keys of messages that were given up: their ids mean nothing that was sent.
  std::vector<std::string> given_up;
};

/// The directory that was given, or the one for whoever has a single account:
/// ~/.local/share/smx/relay. Throws Failure (bad_input).
[[nodiscard]] std::string account_directory(const std::string& given);
/// Makes it where it is missing, for its owner only. Throws Failure (failed).
void make_account_directory(const std::string& directory, bool with_parents);

/// The state file in an account's directory.
[[nodiscard]] HomeOptions home_in(const std::string& directory);

[[nodiscard]] bool has_account(const std::string& directory);
/// Throws Failure (bad_input): no account, or a file of another kind.
[[nodiscard]] RelayAccount read_account(const std::string& directory);
/// Whole or not at all, and durable. Throws Failure (failed).
void write_account(const std::string& directory, const RelayAccount& account);

}  // namespace smx::cli
