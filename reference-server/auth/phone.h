#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace smx::relay::auth {

/// A telephone number in the form of E.164: "+", then 7 to 15 digits, the first not 0. There is one
/// spelling of a number, so equal texts are equal phones.
class PhoneNumber {
 public:
  /// Nothing for any other text: no spaces, no "00", no extension.
  [[nodiscard]] static std::optional<PhoneNumber> parse(std::string_view text);

  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  friend bool operator==(const PhoneNumber&, const PhoneNumber&) = default;

 private:
  explicit PhoneNumber(std::string_view text) : text_(text) {}
  std::string text_;
};

}  // namespace smx::relay::auth
