#include "x3dh/initiator.h"

#include "bytes/trace.h"
#include "bytes/try.h"
#include "crypto/x25519.h"
#include "smx/verify.h"

namespace smx {

Result<void> check_not_own_keys(const DeviceKeys& own, const DeviceKeys& peer) {
  if (peer.identity_key == own.identity_key || peer.signing_key == own.signing_key)
    return fail(Error::malformed);
  return {};
}

Result<void> check_bundle(const DeviceKeys& own, const Bundle& bundle) {
  SMX_TRY(check_not_own_keys(own, bundle.keys()));
  SMX_TRY(verify_bundle(bundle));
  SMX_TRACE("spk.verified", ByteView{});
  return {};
}

Result<SessionKeys> agree_as_initiator(const X25519PrivateKey& identity_private,
                                       const X25519KeyPair& ephemeral, const Bundle& bundle,
                                       const AssociatedData& ad) {
  Agreements agreements;
  SMX_ASSIGN(agreements.dh1, x25519(identity_private, bundle.signed_prekey.public_key));
  SMX_TRACE("x3dh.dh1", agreements.dh1.reveal());
  SMX_ASSIGN(agreements.dh2, x25519(ephemeral.private_key, bundle.identity_key));
  SMX_TRACE("x3dh.dh2", agreements.dh2.reveal());
  SMX_ASSIGN(agreements.dh3, x25519(ephemeral.private_key, bundle.signed_prekey.public_key));
  SMX_TRACE("x3dh.dh3", agreements.dh3.reveal());
  if (bundle.one_time_prekey) {
    SMX_ASSIGN(agreements.dh4, x25519(ephemeral.private_key, bundle.one_time_prekey->public_key));
    SMX_TRACE("x3dh.dh4", agreements.dh4->reveal());
  }
  return derive_session_keys(agreements, ad);
}

}  // namespace smx
