#include "auth/one_time_code.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace smx::relay::auth {

std::string draw_code(Random& random) {
  constexpr std::uint64_t kCodes = 1'000'000;
  constexpr std::uint64_t kFair = (std::uint64_t{1} << 32) / kCodes * kCodes;
  for (;;) {
    std::array<std::uint8_t, 4> bytes{};
    random.fill(bytes);
    std::uint64_t value = 0;
    for (const std::uint8_t byte : bytes) value = value << 8 | byte;
    // What is above the last whole multiple would make low codes likelier.
    if (value < kFair) return fmt::format("{:06}", value % kCodes);
  }
}

bool is_code(std::string_view text) noexcept {
  return text.size() == kCodeDigits &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<CodeSecret> CodeSecret::from_bytes(ByteView bytes) {
  if (bytes.size() < kMinSize) return std::nullopt;
  return CodeSecret(bytes);
}

Digest CodeSecret::mac_of_phone(const PhoneNumber& phone) const {
  return hmac_sha256(bytes_, bytes_of("SMX-RELAY-phone|" + phone.text()));
}

Digest CodeSecret::mac_of_code(const PhoneNumber& phone, std::string_view code) const {
  return hmac_sha256(bytes_, bytes_of(fmt::format("SMX-RELAY-code|{}|{}", phone.text(), code)));
}

}  // namespace smx::relay::auth
