// The bare sum of primitives for the work of ours_*.cpp: no serialisation, storage, allocation or
// erasure.
#include <benchmark/benchmark.h>

#include <vector>

#include "primitives.h"

namespace smx::bench {
namespace {

using Buffer = std::vector<std::uint8_t>;
using Tag = std::array<std::uint8_t, 16>;

/// Signed prekey label, identity key, prekey, key id of 20 bytes.
constexpr std::size_t kSignedSize = 15 + 32 + 32 + 20;
constexpr std::size_t kFrameSize = 112 + 64;

/// Key and nonce of a message from its chain; the chain moves on. The nonce is left where it is.
Key next_message_key(Key& chain) {
  Key message_key;
  chain_step(chain, message_key);
  std::array<std::uint8_t, 44> expanded;
  hkdf(message_key, expanded);
  Key key;
  std::copy_n(expanded.begin(), 32, key.begin());
  return key;
}

void seal_message(Key& chain, Buffer& text, Tag& tag) { seal(next_message_key(chain), text, tag); }

void open_message(Key& chain, Buffer& text, const Tag& tag) {
  open(next_message_key(chain), text, tag);
}

/// X25519 towards a key and KDF_RK.
void turn(Key& root, Key& chain, const Key& private_key, const Key& public_key) {
  std::array<std::uint8_t, 64> okm;
  hkdf(root, dh(private_key, public_key), okm);
  std::copy_n(okm.begin(), 32, root.begin());
  std::copy_n(okm.begin() + 32, 32, chain.begin());
}

/// SK, root key and bootstrap key from four agreements.
Key agree(const std::array<Key, 4>& agreements) {
  std::array<std::uint8_t, 160> ikm;
  ikm.fill(0xFF);
  auto out = ikm.begin() + 32;
  for (const Key& agreement : agreements) out = std::copy(agreement.begin(), agreement.end(), out);
  Key shared;
  hkdf(ikm, shared);
  std::array<std::uint8_t, 64> keys;
  hkdf(shared, keys);
  benchmark::DoNotOptimize(keys);
  return shared;
}

void initiator(benchmark::State& state) {
  const KeyPair identity = key_pair();
  const Key peer = key_pair().public_key;
  Buffer text(64);
  Buffer frame(kFrameSize);
  Tag tag;
  for (auto _ : state) {
    verify(kSignedSize);
    const auto [ephemeral, ratchet] = key_pairs();
    Key root = agree({dh(identity.private_key, peer), dh(ephemeral.private_key, peer),
                      dh(ephemeral.private_key, peer), dh(ephemeral.private_key, peer)});
    Key chain;
    turn(root, chain, ratchet.private_key, peer);
    seal_message(chain, text, tag);
    seal(root, frame, tag);
  }
}

void responder(benchmark::State& state) {
  const KeyPair identity = key_pair();
  const Key peer = key_pair().public_key;
  Buffer text(64);
  Buffer frame(kFrameSize);
  Tag tag;
  for (auto _ : state) {
    Key root = agree({dh(identity.private_key, peer), dh(identity.private_key, peer),
                      dh(identity.private_key, peer), dh(identity.private_key, peer)});
    seal(root, frame, tag);  // the same work as opening
    Key chain;
    turn(root, chain, identity.private_key, peer);
    const KeyPair ratchet = key_pair();
    Key sending;
    turn(root, sending, ratchet.private_key, peer);
    seal_message(chain, text, tag);
  }
}

void encrypt(benchmark::State& state) {
  Buffer text(static_cast<std::size_t>(state.range(0)));
  Key chain = next_key();
  Tag tag;
  for (auto _ : state) seal_message(chain, text, tag);
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

void decrypt(benchmark::State& state) {
  // One message again and again, each time from a copy of its chain key and its bytes.
  const Key chain = next_key();
  Buffer sealed(static_cast<std::size_t>(state.range(0)));
  Tag tag;
  Key sealing = chain;
  seal_message(sealing, sealed, tag);
  Buffer text(sealed.size());
  for (auto _ : state) {
    text = sealed;
    Key opening = chain;
    open_message(opening, text, tag);
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

void ping_pong(benchmark::State& state) {
  const Key peer = key_pair().public_key;
  Key root = next_key();
  Key sending;
  Key receiving = next_key();
  Buffer text(64);
  Tag tag;
  for (auto _ : state) {
    // Per message: the receiver turns both halves and draws a pair; one seals, one opens.
    const KeyPair ratchet = key_pair();
    turn(root, receiving, ratchet.private_key, peer);
    turn(root, sending, ratchet.private_key, peer);
    seal_message(sending, text, tag);
    Key message_key;
    chain_step(receiving, message_key);
    std::array<std::uint8_t, 44> expanded;
    hkdf(message_key, expanded);
    seal(message_key, text, tag);
  }
}

/// A late message: its chain was stepped when it was skipped; now its key opens it.
void late_message(benchmark::State& state) {
  Key chain = next_key();
  Buffer text(64);
  Tag tag;
  for (auto _ : state) seal_message(chain, text, tag);
}

BENCHMARK(initiator)->Name("floor/initiator");
BENCHMARK(responder)->Name("floor/responder");
BENCHMARK(encrypt)->Name("floor/encrypt")->Arg(64)->Arg(1024)->Arg(65536);
BENCHMARK(decrypt)->Name("floor/decrypt")->Arg(64)->Arg(1024)->Arg(65536);
BENCHMARK(ping_pong)->Name("floor/ping-pong");
BENCHMARK(late_message)->Name("floor/reversed/1000");
BENCHMARK(late_message)->Name("floor/skipped/2000");

}  // namespace
}  // namespace smx::bench
