#pragma once

#include <string>
#include <vector>

namespace smx::cli {

/// Everything that a `smx relay` command can be told; each command registers what it uses.
struct RelayOptions {
  /// Directory of the account: the device's state and account.json.
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
  unsigned wait = 0;
  bool json = false;
};

}  // namespace smx::cli
