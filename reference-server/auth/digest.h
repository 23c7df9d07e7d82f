#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "auth/bytes.h"

namespace smx::relay::auth {

using Digest = std::array<std::uint8_t, 32>;

/// All of this throws std::runtime_error when OpenSSL has no SHA-256 to give.
[[nodiscard]] Digest sha256(ByteView bytes);
/// 64 lower-case hex digits.
[[nodiscard]] std::string sha256_hex(ByteView bytes);
[[nodiscard]] Digest hmac_sha256(ByteView key, ByteView bytes);

/// SHA-256 of bytes that come in parts.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();

  void update(ByteView bytes);
  /// Ends it: nothing can be added afterwards.
  [[nodiscard]] Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Takes as long wherever two texts of one length differ. Lengths are no secret.
[[nodiscard]] bool equal_constant_time(ByteView a, ByteView b) noexcept;

}  // namespace smx::relay::auth
