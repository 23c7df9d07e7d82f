// What is left of secrets that have served, or that a refused input brought about.
#include "crypto/x25519.h"
#include "ratchet/root_chain.h"
#include "ratchet/symmetric_chain.h"
#include "secrets/draws.h"
#include "secrets/scenarios.h"
#include "secrets/side.h"
#include "session/session.h"
#include "smx/dr_frame.h"
#include "smx/smx1.h"
#include "x3dh/responder.h"

namespace smx::secrets {
namespace {

using test::must;

/// 40 bytes that are nowhere else, and no constant of the program either.
SecretBytes words() {
  static const volatile std::uint8_t start = 0x35;
  SecretBytes out(40);
  std::uint8_t byte = start;
  for (std::uint8_t& place : out.writable()) {
    place = byte;
    byte = static_cast<std::uint8_t>(byte * 5 + 11);
  }
  return out;
}

void note_words(Noted& noted) { noted.secret("plaintext", words().reveal().first<32>()); }

/// What a frame in a new chain makes of a session that opens it.
void note_turn(Noted& noted, const Session& session, const Bytes& frame) {
  const Frame decoded = must(decode_frame(frame));
  const X25519PublicKey& remote = decoded.header.ratchet_key;
  const X25519PrivateKey& own = session.ratchet.head().own.private_key;
  noted.secret("dh_output", must(x25519(own, remote)).reveal());
  const RootStep step = must(turn_root_chain(session.ratchet.root_key().unguarded(), own, remote));
  noted.secret("root_key_midway", step.root_key.reveal());
  noted.secret("chain_key", step.chain_key.reveal());
  noted.secret("message_key", ChainStep(step.chain_key).message_key.reveal());
}

/// What a bootstrap makes of a device that accepts it.
void note_bootstrap(Noted& noted, Side& bob, const DeviceKeys& sender, const Bytes& envelope) {
  const Smx1 decoded = must(decode_smx1(envelope));
  const DeviceState& state = bob.state();
  const X25519PublicKey& ephemeral = decoded.header.ephemeral_key;
  const X25519PrivateKey identity = state.keys.identity_private();
  const X25519PrivateKey& prekey = state.published_prekey().pair.private_key;
  noted.secret("dh1", must(x25519(prekey, sender.identity_key)).reveal());
  noted.secret("dh2", must(x25519(identity, ephemeral)).reveal());
  noted.secret("dh3", must(x25519(prekey, ephemeral)).reveal());
  const SessionKeys keys =
      must(agree_as_responder(identity, prekey, nullptr, sender.identity_key, ephemeral,
                              associated_data(sender, state.keys.public_keys())));
  noted.secret("first_root_key", keys.root_key.reveal());
  noted.secret("bootstrap_key", keys.bootstrap_key.reveal());
}

}  // namespace

Alive use_up(Noted& noted) {
  const auto bob = std::make_shared<Side>("bob");
  const auto alice = std::make_shared<Side>("alice");
  // The handshake's, both one-time prekeys', and the first root key.
  const Bundle bundle = must(bob->device().bundle_with_one_time_prekey());
  noted.secret(
      "one_time_prekey",
      bob->state().one_time_prekeys.at(bundle.one_time_prekey->key_id).pair.private_key.reveal());
  static_cast<void>(Draws::take());
  const Bytes first = alice->send(*bob, words().reveal(), &bundle);
  const std::vector<Draws::Veiled> drawn = Draws::take();
  noted.veiled("ephemeral", drawn.at(0));
  noted.veiled("ratchet_private", drawn.at(1));
  noted.secret("root_key", alice->session().ratchet.root_key().reveal());
  noted.secret("chain_key", alice->session().ratchet.head().sending_chain->reveal());
  bob->receive(*alice, first);
  const auto exchange = [&] {
    bob->receive(*alice, alice->send(*bob, words().reveal()));
    alice->receive(*bob, bob->send(*alice, words().reveal()));
  };
  alice->receive(*bob, bob->send(*alice, words().reveal()));
  note_words(noted);
  // A message of its own: its key, and that of one which came late.
  noted.secret("message_key",
               ChainStep(*alice->session().ratchet.head().sending_chain).message_key.reveal());
  const Bytes late = alice->send(*bob, words().reveal());
  bob->receive(*alice, alice->send(*bob, words().reveal()));
  const Session& session = bob->session();
  noted.secret("skipped_key", session.ratchet.skipped().entries().begin()->second.key.reveal());
  bob->receive(*alice, late);
  const Bytes answer = bob->send(*alice, words().reveal());
  note_turn(noted, alice->session(), answer);
  alice->receive(*bob, answer);
  // The prekey that it all began with, long after it was replaced.
  noted.secret("signed_prekey", bob->state().published_prekey().pair.private_key.reveal());
  must(bob->device().rotate(Side::kStart + 1));
  must(bob->device().purge(Side::kStart + 2 + limits::kReplacedPrekeyLifetime));
  static_cast<void>(Draws::take());
  must(alice->store().rekey());
  noted.veiled("store_key", Draws::take().front());
  must(alice->store().rekey());
  must(alice->device().reload());
  for (int turn = 0; turn < 3; ++turn) exchange();
  return std::make_shared<std::pair<Alive, Alive>>(bob, alice);
}

Alive refuse(Noted& noted) {
  const auto bob = std::make_shared<Side>("bob");
  DeviceKeys sender;
  Bytes turning;
  Bytes bootstrap;
  {
    // The senders know the same keys: they are gone when memory is read.
    Side alice("alice");
    Side carol("carol");
    const Bundle bundle = bob->device().bundle();
    bob->receive(alice, alice.send(*bob, Bytes(40), &bundle));
    alice.receive(*bob, bob->send(alice, Bytes(40)));
    turning = alice.send(*bob, words().reveal());
    sender = alice.device().keys();
    note_words(noted);
    note_turn(noted, bob->session(), turning);
    bootstrap = carol.send(*bob, words().reveal(), &bundle);
    note_bootstrap(noted, *bob, carol.device().keys(), bootstrap);
    bootstrap.back() ^= 1;
    if (bob->refusal(carol.device().keys(), bootstrap) != Error::decryption_failed) std::abort();
  }
  turning.back() ^= 1;
  static_cast<void>(Draws::take());
  if (bob->refusal(sender, turning) != Error::decryption_failed) std::abort();
  // The pair that the frame would have been answered with.
  noted.veiled("ratchet_private", Draws::take().at(0));
  return bob;
}

}  // namespace smx::secrets
