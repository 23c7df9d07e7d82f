#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "auth/bytes.h"
#include "auth/digest.h"
#include "auth/phone.h"
#include "relay/random.h"

namespace smx::relay::auth {

inline constexpr std::size_t kCodeDigits = 6;

/// Six decimal digits, each of the 1,000,000 codes as likely as any other.
[[nodiscard]] std::string draw_code(Random& random);

/// True for six decimal digits.
[[nodiscard]] bool is_code(std::string_view text) noexcept;

/// What codes and the phones that they went to are stored under: there are so few of either that a
/// plain hash would hide nothing from whoever reads the database.
class CodeSecret {
 public:
  static constexpr std::size_t kMinSize = 32;

  /// Nothing when there are fewer than 32 bytes.
  [[nodiscard]] static std::optional<CodeSecret> from_bytes(ByteView bytes);

  [[nodiscard]] Digest mac_of_phone(const PhoneNumber& phone) const;
  /// Bound to the phone: a code serves the phone that it was sent to.
  [[nodiscard]] Digest mac_of_code(const PhoneNumber& phone, std::string_view code) const;

 private:
  explicit CodeSecret(ByteView bytes) : bytes_(bytes.begin(), bytes.end()) {}
  Bytes bytes_;
};

}  // namespace smx::relay::auth
