// [PRIM-20] Messages: sealed and opened by both libraries, in order, out of order and over a turn
// of the ratchet. Keys and plaintexts are secret.

#include <array>

#include "crypto/short_aead.h"
#include "ct/cases.h"
#include "ct/devices.h"
#include "ratchet/root_chain.h"
#include "ratchet/symmetric_chain.h"

namespace smx::ct {
namespace {

/// libsodium's message and OpenSSL's.
constexpr std::size_t kShort = kMaxShortText - 24;
constexpr std::size_t kLong = kMaxShortText + 76;

Result<void> encrypt_of(std::size_t size) {
  SMX_ASSIGN(Pair pair, Pair::make_acquainted());
  SMX_TRY(pair.alice.send(pair.bob, size));
  return {};
}

Result<void> decrypt_of(std::size_t size) {
  SMX_ASSIGN(Pair pair, Pair::make_acquainted());
  SMX_ASSIGN(const Bytes frame, pair.alice.send(pair.bob, size));
  return pair.bob.receive(pair.alice, frame);
}

Result<void> encrypt_short() { return encrypt_of(kShort); }
Result<void> encrypt_long() { return encrypt_of(kLong); }
Result<void> decrypt_short() { return decrypt_of(kShort); }
Result<void> decrypt_long() { return decrypt_of(kLong); }

Result<void> decrypt_after_a_turn() {
  SMX_ASSIGN(Pair pair, Pair::make_acquainted());
  SMX_ASSIGN(const Bytes frame, pair.bob.send(pair.alice));
  return pair.alice.receive(pair.bob, frame);
}

/// A gap of two, then the first of those that were passed over.
Result<void> decrypt_with_a_skipped_key() {
  SMX_ASSIGN(Pair pair, Pair::make_acquainted());
  SMX_ASSIGN(const Bytes first, pair.alice.send(pair.bob));
  SMX_TRY(pair.alice.send(pair.bob));
  SMX_ASSIGN(const Bytes third, pair.alice.send(pair.bob));
  SMX_TRY(pair.bob.receive(pair.alice, third));
  return pair.bob.receive(pair.alice, first);
}

/// One turn of the root chain and one step of the chain that it gives, without a device around it.
Result<void> turn_and_step() {
  const auto own = secret_key<X25519PrivateKey>(7);
  X25519PublicKey remote;
  remote.bytes[0] = 9;
  SMX_ASSIGN(const RootStep turned, turn_root_chain(secret_key<RootKey>(5), own, remote));
  const ChainStep step(turned.chain_key);
  const std::array<std::uint8_t, limits::kAssociatedDataSize> ad{};
  const std::array<std::uint8_t, limits::kFrameHeaderSize> header{};
  SecretBytes plaintext(kLong);
  mark_secret(plaintext.reveal());
  Bytes sealed(kLong + limits::kTagSize);
  return seal_message(step.message_key, {ad, header}, plaintext.reveal(), sealed);
}

constexpr std::array kCases{
    Case{"encrypt_short", encrypt_short},
    Case{"encrypt_long", encrypt_long},
    Case{"decrypt_short", decrypt_short},
    Case{"decrypt_long", decrypt_long},
    Case{"decrypt_after_a_turn", decrypt_after_a_turn},
    Case{"decrypt_with_a_skipped_key", decrypt_with_a_skipped_key},
    Case{"turn_and_step", turn_and_step},
};

}  // namespace

std::span<const Case> message_cases() { return kCases; }

}  // namespace smx::ct
