#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "smx/keys.h"

namespace smx::cli {

/// What a device command did, for people (aligned lines) or machines (one JSON object).
class Report {
 public:
  explicit Report(std::string_view command) { json_["command"] = command; }

  /// A line "name  text" and a JSON member `key`.
  void fact(std::string_view key, std::string_view name, std::string_view text,
            nlohmann::ordered_json value);
  void fact(std::string_view key, std::string_view name, std::string_view text) {
    fact(key, name, text, nlohmann::ordered_json(text));
  }
  /// A JSON member that people are not told, or are told in other words.
  void member(std::string_view key, nlohmann::ordered_json value);
  /// A sentence for people only.
  void line(std::string_view text);
  /// Writes it: JSON or text to standard output; text to standard error when standard output
  /// carries the message itself.
  void print_to(bool json, bool output_taken) const;

 private:
  nlohmann::ordered_json json_;
  std::vector<std::pair<std::string, std::string>> lines_;
};

/// {"identity_key", "signing_key", "fingerprint"}.
[[nodiscard]] nlohmann::ordered_json keys_json(const DeviceKeys& keys);

}  // namespace smx::cli
