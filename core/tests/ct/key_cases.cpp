// [PRIM-11] [PRIM-20] Keys: made, used in an agreement and for a signature, and compared.

#include <array>

#include "bytes/try.h"
#include "crypto/ed25519.h"
#include "crypto/x25519.h"
#include "ct/cases.h"
#include "ct/operations.h"
#include "ct/undefined.h"
#include "session/device_records.h"
#include "session/local_keys.h"

namespace smx::ct {

Result<void> agree() {
  X25519PublicKey ordinary;
  ordinary.bytes[0] = 9;
  SMX_TRY(x25519(secret_key<X25519PrivateKey>(1), ordinary));
  return {};
}

namespace {

Result<void> make_identity() {
  SMX_TRY(LocalKeys::make(secret_key<X25519PrivateKey>(1), secret_key<Ed25519PrivateKey>(2)));
  return {};
}

/// What is exported is what the store seals, and what is imported is what it opened.
Result<void> export_and_import_identity() {
  SMX_ASSIGN(const LocalKeys keys,
             LocalKeys::make(secret_key<X25519PrivateKey>(1), secret_key<Ed25519PrivateKey>(2)));
  SMX_TRY(decode_identity(encode_identity(keys).reveal()));
  return {};
}

Result<void> generate_pair() {
  Entropy entropy;
  const auto key = secret_key<X25519PrivateKey>(3);
  Bytes drawn(key.reveal().begin(), key.reveal().end());
  entropy.inject(Draw::ratchet_private, std::move(drawn));
  SMX_TRY(generate_x25519_pair(entropy, Draw::ratchet_private));
  return {};
}

Result<void> refuse_low_order_point() {
  const X25519PublicKey zero;
  return expect_refusal(x25519(secret_key<X25519PrivateKey>(4), zero), Error::low_order_point);
}

Result<void> sign() {
  const auto private_key = secret_key<Ed25519PrivateKey>(5);
  const Ed25519PublicKey public_key = ed25519_public_key(private_key);
  const std::array<std::uint8_t, 79> message{};
  return ed25519_verify(public_key, message, ed25519_sign(private_key, public_key, message));
}

Result<void> compare_secrets() {
  const auto one = secret_key<AeadKey>(6);
  const auto other = secret_key<AeadKey>(7);
  const bool right = equal_in_constant_time(one.reveal(), one.duplicate().reveal()) &&
                     !equal_in_constant_time(one.reveal(), other.reveal());
  if (!right) return fail(Error::invalid_argument);
  return {};
}

constexpr std::array kCases{
    Case{"make_identity", make_identity},
    Case{"export_and_import_identity", export_and_import_identity},
    Case{"generate_pair", generate_pair},
    Case{"agree", agree},
    Case{"refuse_low_order_point", refuse_low_order_point},
    Case{"sign", sign},
    Case{"compare_secrets", compare_secrets},
};

}  // namespace

std::span<const Case> key_cases() { return kCases; }

}  // namespace smx::ct
