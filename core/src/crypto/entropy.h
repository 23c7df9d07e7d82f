#pragma once

#include <cstdint>
#include <span>

#include "smx/error.h"

#if defined(SMX_CORE_INTERNAL)
#include <map>

#include "smx/bytes.h"
#endif

namespace smx {

/// What a random value is for. Every draw has a name, so that a test build can inject each one.
enum class Draw : std::uint8_t {
  ek_private,
  ratchet_private,
  nonce,
  identity_private,
  signing_private,
  signed_prekey,
  one_time_prekey,
  key_id,
  storage,
};

/// Where randomness comes from: an argument of everything that draws. In the library that
/// applications link it is the operating system's generator (libsodium's randombytes) and nothing
/// else; the internal build can inject each named draw.
class Entropy {
 public:
  /// Fills `out`. Errors: random_failed (internal build only: injection is on and this draw has no
  /// value of this size).
  Result<void> fill(Draw draw, std::span<std::uint8_t> out);

#if defined(SMX_CORE_INTERNAL)
  /// From now on every draw but `storage` must have been injected.
  void inject_only();
  /// The value of a draw, offered as often as it is drawn.
  void inject(Draw draw, Bytes value);
  /// Back to the system's generator; injected values are forgotten.
  void clear_injected();

 private:
  bool inject_only_ = false;
  std::map<Draw, Bytes> injected_;
#endif
};

}  // namespace smx
