// What devices that live hold, and that nothing of it stays when they are destroyed.
#include "secrets/draws.h"
#include "secrets/scenarios.h"
#include "secrets/side.h"

namespace smx::secrets {
namespace {

/// Every secret of bob's device, who has received last but one message; `plain` is where those are
/// that have no guarded memory, `guarded` where the others are.
void note_state(Noted& noted, Side& bob, Copies plain, Copies guarded) {
  const DeviceState& state = bob.state();
  noted.secret("identity_private", state.keys.identity_private().reveal(), guarded);
  noted.secret("signing_private", state.keys.signing_private().reveal(), guarded);
  noted.secret("signed_prekey", state.published_prekey().pair.private_key.reveal(), plain);
  noted.secret("one_time_prekey", state.one_time_prekeys.begin()->second.pair.private_key.reveal(),
               plain);
  const Session& session = bob.session();
  noted.secret("bootstrap_key", session.meta.bootstrap_key->reveal(), plain);
  noted.secret("root_key", session.ratchet.root_key().reveal(), guarded);
  const RatchetHead& head = session.ratchet.head();
  noted.secret("ratchet_private", head.own.private_key.reveal(), plain);
  noted.secret("sending_chain", head.sending_chain->reveal(), plain);
  noted.secret("receiving_chain", head.receiving_chain->reveal(), plain);
  const auto& skipped = session.ratchet.skipped().entries();
  noted.secret("skipped_key", skipped.begin()->second.key.reveal(), plain);
}

/// The data key of a store is the only draw of 32 bytes when one is made.
void note_store_key(Noted& noted, Copies copies) {
  noted.veiled("store_key", Draws::take().front(), copies);
}

}  // namespace

Alive hold(Noted& noted) {
  static_cast<void>(Draws::take());
  const auto alone = std::make_shared<Side>("alone");
  note_store_key(noted, Copies::undumped);
  const auto sides = std::make_shared<Sides>();
  sides->alice.send(sides->bob, Bytes(40));
  sides->bob.receive(sides->alice, sides->alice.send(sides->bob, Bytes(40)));
  note_state(noted, sides->bob, Copies::some, Copies::undumped);
  return std::make_shared<std::pair<Alive, Alive>>(alone, sides);
}

Alive destroy(Noted& noted) {
  static_cast<void>(Draws::take());
  {
    const Side alone("alone");
  }
  note_store_key(noted, Copies::none);
  Sides sides;
  sides.alice.send(sides.bob, Bytes(40));
  sides.bob.receive(sides.alice, sides.alice.send(sides.bob, Bytes(40)));
  note_state(noted, sides.bob, Copies::none, Copies::none);
  sides.alice.move_device();
  sides.bob.move_device();
  return nullptr;
}

}  // namespace smx::secrets
