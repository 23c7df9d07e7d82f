#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "relay/clock.h"
#include "relay/random.h"

namespace smx::relay {

/// An identifier that the relay gave: a prefix that tells what it is, then 32 lower-case hex digits
/// of 16 bytes, "dev_0f3c...": random ones, or the second it was given in before 11 random ones.
/// Compared as text.
template <class Kind>
class Id {
 public:
  Id() = default;

  [[nodiscard]] static Id draw(Random& random) {
    std::array<std::uint8_t, 16> bytes{};
    random.fill(bytes);
    return of_bytes(bytes);
  }

  /// For what is given by the thousand and has its time beside it anyway: in a table, rows of one
  /// second then lie side by side, so that a commit touches few pages instead of one for each row.
  [[nodiscard]] static Id draw_at(Instant now, Random& random) {
    constexpr std::size_t kTime = 5;
    std::array<std::uint8_t, 16> bytes{};
    random.fill(std::span(bytes).subspan(kTime));
    for (std::size_t i = 0; i < kTime; ++i) {
      bytes[i] = static_cast<std::uint8_t>(now.seconds() >> 8 * (kTime - 1 - i));
    }
    return of_bytes(bytes);
  }

  /// Nothing unless the text has the form above.
  [[nodiscard]] static std::optional<Id> parse(std::string_view text) {
    const std::string_view prefix = Kind::kPrefix;
    if (text.size() != prefix.size() + 32 || !text.starts_with(prefix)) return std::nullopt;
    for (const char c : text.substr(prefix.size())) {
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) return std::nullopt;
    }
    Id id;
    id.text_ = text;
    return id;
  }

  /// Of a column of our own tables, which holds nothing else.
  [[nodiscard]] static Id stored(std::string text) {
    Id id;
    id.text_ = std::move(text);
    return id;
  }

  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }
  friend auto operator<=>(const Id&, const Id&) = default;

 private:
  static Id of_bytes(const std::array<std::uint8_t, 16>& bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    Id id;
    id.text_.reserve(Kind::kPrefix.size() + 2 * bytes.size());
    id.text_ = Kind::kPrefix;
    for (const std::uint8_t byte : bytes) {
      id.text_ += digits[byte >> 4];
      id.text_ += digits[byte & 15];
    }
    return id;
  }

  std::string text_;
};

struct OrganisationKind {
  static constexpr std::string_view kPrefix = "org_";
};
struct UserKind {
  static constexpr std::string_view kPrefix = "usr_";
};
struct DeviceKind {
  static constexpr std::string_view kPrefix = "dev_";
};
struct InvitationKind {
  static constexpr std::string_view kPrefix = "inv_";
};
struct MessageKind {
  static constexpr std::string_view kPrefix = "msg_";
};
struct DeliveryKind {
  static constexpr std::string_view kPrefix = "dlv_";
};
struct UploadKind {
  static constexpr std::string_view kPrefix = "upl_";
};

using OrganisationId = Id<OrganisationKind>;
using UserId = Id<UserKind>;
using DeviceId = Id<DeviceKind>;
using InvitationId = Id<InvitationKind>;
using MessageId = Id<MessageKind>;
using DeliveryId = Id<DeliveryKind>;
using UploadId = Id<UploadKind>;

}  // namespace smx::relay
