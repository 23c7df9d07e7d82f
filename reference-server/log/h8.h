#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace smx::relay::log {

/// How an identifier looks in the operational log: the first 8 hex digits of its SHA-256. 32 bits:
/// among 77,000 identifiers two are alike with a chance of one half.
///
/// With a key it is HMAC-SHA-256 instead: then who has the log and a list of identifiers, but not
/// the key, cannot tell which is which.
class H8 {
 public:
  H8() = default;
  /// `key`: at least 32 bytes.
  explicit H8(std::vector<std::uint8_t> key) : key_(std::move(key)) {}

  /// Throws std::runtime_error when the library of algorithms fails.
  [[nodiscard]] std::string operator()(std::string_view identifier) const;

 private:
  std::vector<std::uint8_t> key_;
};

}  // namespace smx::relay::log
