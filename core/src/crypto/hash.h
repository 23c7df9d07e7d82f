#pragma once

#include <array>
#include <initializer_list>
#include <span>
#include <string_view>

#include "smx/bytes.h"
#include "smx/error.h"
#include "smx/limits.h"

namespace smx {

using Digest = std::array<std::uint8_t, limits::kDigestSize>;

/// SHA-256 of the parts one after another.
[[nodiscard]] Digest sha256(std::initializer_list<ByteView> parts) noexcept;

/// HMAC-SHA256 (RFC 2104) under one key for several messages: the key's two blocks are hashed once.
/// Holds the key in that form and is overwritten when destroyed; needs no memory of its own.
class HmacKey {
 public:
  /// A key of any length.
  explicit HmacKey(ByteView key) noexcept;
  HmacKey(const HmacKey&) = delete;
  HmacKey& operator=(const HmacKey&) = delete;
  ~HmacKey();

  /// The tag of the parts one after another. It may be secret: `out` belongs to the caller, and may
  /// overlap the parts.
  void tag(std::initializer_list<ByteView> parts,
           std::span<std::uint8_t, limits::kDigestSize> out) const noexcept;

 private:
  /// A SHA-256 state of the back end; its size is checked where it is used.
  using State = std::array<std::uint32_t, 28>;
  State inner_;
  State outer_;
};

/// HMAC-SHA256 of the parts one after another, under a key of any length. The tag may be secret:
/// `out` belongs to the caller.
void hmac_sha256(ByteView key, std::initializer_list<ByteView> parts,
                 std::span<std::uint8_t, limits::kDigestSize> out) noexcept;

/// HKDF-SHA256 (RFC 5869), extract and expand. An empty salt counts as 32 zero bytes, as the RFC
/// says. `okm` takes 0 to 8160 bytes. Errors: invalid_argument (longer).
Result<void> hkdf_sha256(ByteView salt, ByteView ikm, ByteView info, std::span<std::uint8_t> okm);

/// A label's bytes.
[[nodiscard]] inline ByteView label_bytes(std::string_view label) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(label.data()), label.size()};
}

}  // namespace smx
