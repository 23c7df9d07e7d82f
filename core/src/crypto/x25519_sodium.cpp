#include <sodium.h>

#include <array>
#include <tuple>

#include "crypto/montgomery.h"
#include "crypto/x25519.h"

namespace smx {

static_assert(crypto_scalarmult_curve25519_BYTES == limits::kKeySize);
static_assert(crypto_scalarmult_curve25519_SCALARBYTES == limits::kKeySize);
static_assert(crypto_scalarmult_ed25519_BYTES == std::tuple_size_v<EdwardsPoint>);

namespace {

/// The base point is the same on both curves. On Ed25519's there are tables of its multiples, so
/// that this takes two thirds of the time. It clamps the key as X25519 does, and what it says of a
/// key of zeros does not matter here: that one is clamped as well.
EdwardsPoint times_base(const X25519PrivateKey& private_key) {
  EdwardsPoint point{};
  static_cast<void>(crypto_scalarmult_ed25519_base(point.data(), private_key.reveal().data()));
  return point;
}

/// Without the tables, and so without memory.
void slow_public_key(const X25519PrivateKey& private_key, X25519PublicKey& public_key) {
  crypto_scalarmult_curve25519_base(public_key.bytes.data(), private_key.reveal().data());
}

}  // namespace

Result<DhOutput> x25519(const X25519PrivateKey& private_key, const X25519PublicKey& public_key) {
  DhOutput output;
  // libsodium refuses the points of low order by itself; the contract is about the output, so that
  // is what is looked at as well.
  const int refused = crypto_scalarmult_curve25519(
      output.writable().data(), private_key.reveal().data(), public_key.bytes.data());
  const int all_zero = sodium_is_zero(output.reveal().data(), DhOutput::kSize);
  if ((refused | all_zero) != 0) return fail(Error::low_order_point);
  return output;
}

X25519PublicKey x25519_public_key(const X25519PrivateKey& private_key) {
  X25519PublicKey public_key;
  if (!montgomery_u(times_base(private_key), public_key)) slow_public_key(private_key, public_key);
  return public_key;
}

void complete(X25519KeyPair& first, X25519KeyPair& second) {
  std::array<X25519PublicKey, 2> public_keys;
  if (montgomery_u({times_base(first.private_key), times_base(second.private_key)}, public_keys)) {
    first.public_key = public_keys[0];
    second.public_key = public_keys[1];
  } else {
    slow_public_key(first.private_key, first.public_key);
    slow_public_key(second.private_key, second.public_key);
  }
}

}  // namespace smx
