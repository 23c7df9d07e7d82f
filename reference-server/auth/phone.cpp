#include "auth/phone.h"

#include <algorithm>
#include <cstddef>

namespace smx::relay::auth {
namespace {

constexpr std::size_t kMinDigits = 7;
constexpr std::size_t kMaxDigits = 15;  // E.164

}  // namespace

std::optional<PhoneNumber> PhoneNumber::parse(std::string_view text) {
  if (!text.starts_with('+')) return std::nullopt;
  const std::string_view digits = text.substr(1);
  if (digits.size() < kMinDigits || digits.size() > kMaxDigits || digits.front() == '0' ||
      !std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; })) {
    return std::nullopt;
  }
  return PhoneNumber(text);
}

}  // namespace smx::relay::auth
