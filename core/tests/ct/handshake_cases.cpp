// [PRIM-20] The handshake, on both sides, from private keys that are secret.

#include <array>

#include "ct/cases.h"
#include "ct/devices.h"

namespace smx::ct {
namespace {

/// An envelope that starts a session, from a pair that has none.
Result<Bytes> first_envelope(Pair& pair, bool with_one_time_prekey) {
  const Bundle bundle = pair.bob.bundle(with_one_time_prekey);
  return pair.alice.send(pair.bob, 40, &bundle);
}

Result<void> initiate(bool with_one_time_prekey) {
  SMX_ASSIGN(Pair pair, Pair::make());
  SMX_TRY(first_envelope(pair, with_one_time_prekey));
  return {};
}

Result<void> respond(bool with_one_time_prekey) {
  SMX_ASSIGN(Pair pair, Pair::make());
  SMX_ASSIGN(const Bytes envelope, first_envelope(pair, with_one_time_prekey));
  return pair.bob.receive(pair.alice, envelope);
}

Result<void> initiate_with_one_time_prekey() { return initiate(true); }
Result<void> initiate_without_one_time_prekey() { return initiate(false); }
Result<void> respond_with_one_time_prekey() { return respond(true); }
Result<void> respond_without_one_time_prekey() { return respond(false); }

Result<void> wrap_again_before_the_reply() {
  SMX_ASSIGN(Pair pair, Pair::make());
  SMX_ASSIGN(const Bytes first, first_envelope(pair, true));
  SMX_ASSIGN(const Bytes second, pair.alice.send(pair.bob));
  SMX_TRY(pair.bob.receive(pair.alice, first));
  return pair.bob.receive(pair.alice, second);
}

Result<void> take_the_first_reply() {
  SMX_TRY(Pair::make_acquainted());
  return {};
}

Result<void> restart_session() {
  SMX_ASSIGN(Pair pair, Pair::make_acquainted());
  SMX_ASSIGN(const Bytes envelope, pair.alice.restart(pair.bob));
  return pair.bob.receive(pair.alice, envelope);
}

constexpr std::array kCases{
    Case{"initiate_with_one_time_prekey", initiate_with_one_time_prekey},
    Case{"initiate_without_one_time_prekey", initiate_without_one_time_prekey},
    Case{"respond_with_one_time_prekey", respond_with_one_time_prekey},
    Case{"respond_without_one_time_prekey", respond_without_one_time_prekey},
    Case{"wrap_again_before_the_reply", wrap_again_before_the_reply},
    Case{"take_the_first_reply", take_the_first_reply},
    Case{"restart_session", restart_session},
};

}  // namespace

std::span<const Case> handshake_cases() { return kCases; }

}  // namespace smx::ct
