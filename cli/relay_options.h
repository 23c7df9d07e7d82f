#pragma once

#include <string>
#include <vector>

namespace smx::cli {

/// Everything that a `smx relay` command can be told; each command registers what it uses.
struct RelayOptions {
  /// Directory of the account: the device's state and account.json; empty: see account_directory.
  std::string home;
  /// A file with what a development relay printed.
  std::string relay;
  std::string url;
  std::string ca;
  std::string phone;
  std::string code;
  std::string name;
  std::string role = "member";
  std::vector<std::string> invite;
  std::string device;
  std::string to;
  std::string text;
  std::string in;
  std::string reply;
  /// Of a message; empty: a new one.
  std::string id;
  unsigned wait = 0;
  /// Seconds that an invitation serves; 0: what the relay says.
  unsigned expires_in = 0;
  bool json = false;
};

}  // namespace smx::cli
