#include "ratchet.h"

#include <algorithm>
#include <utility>

namespace smx::model {
namespace {

constexpr std::uint32_t kMaxSkip = 2000;
constexpr std::size_t kMaxStored = 2000;
constexpr std::size_t kEarlier = 4;
constexpr std::size_t kLongestPlaintext = 65'536;
constexpr std::uint32_t kEndOfChain = 0xFFFF'FFFF;

Key half(View bytes, std::size_t offset) {
  Key key{};
  std::ranges::copy(bytes.subspan(offset, 32), key.begin());
  return key;
}

/// [DR-01] The root key is replaced, the chain key returned.
Key next_root(Ratchet& ratchet, const Key& dh) {
  const Text both = hkdf(ratchet.rk, dh, "SemaFore-DR-v1-ratchet", 64);
  ratchet.spent.push_back(ratchet.rk);
  ratchet.spent.push_back(dh);
  ratchet.rk = half(both, 0);
  return half(both, 32);
}

/// [DR-02] The chain key is replaced, the message key returned.
Key next_message(Ratchet& ratchet, Key& chain) {
  const std::uint8_t one = 1;
  const std::uint8_t two = 2;
  const Key message_key = hmac(chain, View(&one, 1));
  ratchet.spent.push_back(chain);
  chain = hmac(chain, View(&two, 1));
  return message_key;
}

void spend(Ratchet& ratchet, const Key& message_key) {
  ratchet.spent.push_back(message_key);
  ratchet.spent.push_back(half(message_secrets(message_key), 0));
}

Text open_with(Ratchet& ratchet, const Key& message_key, View ad, const Frame& frame) {
  const Text secrets = message_secrets(message_key);
  std::optional<Text> plaintext = open(View(secrets).first(32), View(secrets).subspan(32),
                                       join({ad, frame.header}), frame.ciphertext);
  if (!plaintext) throw Refusal{"decryption_failed"};
  spend(ratchet, message_key);
  return *std::move(plaintext);
}

/// [DR-17] [DR-18] Stores the keys of the receiving chain up to a number that is not reached.
void skip_until(Ratchet& ratchet, std::uint32_t number) {
  for (; ratchet.nr < number; ++ratchet.nr) {
    const Key message_key = next_message(ratchet, *ratchet.ckr);
    ratchet.skipped.push_back({*ratchet.dhr, ratchet.nr, message_key, std::nullopt});
  }
  while (ratchet.skipped.size() > kMaxStored) ratchet.skipped.erase(ratchet.skipped.begin());
}

/// [DR-07] [DR-19] [DR-20]
void turn(Ratchet& ratchet, const Key& remote, const Key& fresh) {
  if (ratchet.ckr) ratchet.earlier.insert(ratchet.earlier.begin(), *ratchet.dhr);
  if (ratchet.earlier.size() > kEarlier) {
    std::erase_if(ratchet.skipped,
                  [&](const Skipped& key) { return key.ratchet_key == ratchet.earlier.back(); });
    ratchet.earlier.pop_back();
  }
  const bool own_pair = ratchet.dhr.has_value();
  ratchet.pn = ratchet.ns;
  ratchet.ns = 0;
  ratchet.nr = 0;
  ratchet.dhr = remote;
  ratchet.ckr = next_root(ratchet, x25519(ratchet.dhs.private_key, remote));
  // A responder's first pair is the signed prekey's, which the device keeps.
  if (own_pair) ratchet.spent.push_back(ratchet.dhs.private_key);
  ratchet.dhs = x25519_pair(fresh);
  if (ratchet.cks) ratchet.spent.push_back(*ratchet.cks);
  ratchet.cks = next_root(ratchet, x25519(ratchet.dhs.private_key, remote));
}

/// [DR-15] [DR-16]
void check_skips(const Ratchet& ratchet, const Frame& frame) {
  std::uint64_t old_chain = 0;
  std::uint64_t new_chain = frame.number;
  if (ratchet.current(frame.ratchet_key)) {
    new_chain = frame.number - ratchet.nr;
  } else if (ratchet.ckr && frame.previous > ratchet.nr) {
    old_chain = frame.previous - ratchet.nr;
  }
  if (old_chain > kMaxSkip || new_chain > kMaxSkip) throw Refusal{"too_many_skipped"};
}

}  // namespace

bool Ratchet::knows(const Key& key) const {
  return current(key) || std::ranges::find(earlier, key) != earlier.end();
}

Text message_secrets(const Key& message_key) {
  return hkdf(Key{}, message_key, "SemaFore-DR-v1-message", 44);
}

Ratchet start_initiator(const Key& rk0, const Pair& fresh, const Key& signed_prekey) {
  Ratchet ratchet;
  ratchet.rk = rk0;
  ratchet.dhs = fresh;
  ratchet.dhr = signed_prekey;
  ratchet.cks = next_root(ratchet, x25519(fresh.private_key, signed_prekey));
  return ratchet;
}

Ratchet start_responder(const Key& rk0, const Pair& signed_prekey) {
  Ratchet ratchet;
  ratchet.rk = rk0;
  ratchet.dhs = signed_prekey;
  return ratchet;
}

Text encrypt(Ratchet& ratchet, View ad, View plaintext) {
  if (!ratchet.cks) throw Refusal{"no_sending_chain"};
  if (plaintext.size() > kLongestPlaintext) throw Refusal{"too_large"};
  if (ratchet.ns == kEndOfChain) throw Refusal{"chain_exhausted"};
  const Text header = frame_header(ratchet.dhs.public_key, ratchet.pn, ratchet.ns);
  const Key message_key = next_message(ratchet, *ratchet.cks);
  spend(ratchet, message_key);
  ++ratchet.ns;
  const Text secrets = message_secrets(message_key);
  return join({header, seal(View(secrets).first(32), View(secrets).subspan(32), join({ad, header}),
                            plaintext)});
}

Text decrypt(Ratchet& ratchet, View ad, const Frame& frame, const Key& fresh) {
  const auto stored = std::ranges::find_if(ratchet.skipped, [&](const Skipped& key) {
    return key.ratchet_key == frame.ratchet_key && key.number == frame.number;
  });
  if (stored != ratchet.skipped.end()) {
    Text plaintext = open_with(ratchet, stored->message_key, ad, frame);
    ratchet.skipped.erase(stored);
    return plaintext;
  }
  const bool current = ratchet.current(frame.ratchet_key);
  if (ratchet.knows(frame.ratchet_key) && (!current || frame.number < ratchet.nr))
    throw Refusal{"duplicate_message"};
  check_skips(ratchet, frame);
  if (!current) {
    if (ratchet.ckr) skip_until(ratchet, frame.previous);
    if (ratchet.ckr) ratchet.spent.push_back(*ratchet.ckr);
    turn(ratchet, frame.ratchet_key, fresh);
  }
  skip_until(ratchet, frame.number);
  const Key message_key = next_message(ratchet, *ratchet.ckr);
  ++ratchet.nr;
  return open_with(ratchet, message_key, ad, frame);
}

}  // namespace smx::model
