#include "x3dh/responder.h"

#include "bytes/trace.h"
#include "bytes/try.h"
#include "crypto/x25519.h"

namespace smx {

Result<SessionKeys> agree_as_responder(const X25519PrivateKey& identity_private,
                                       const X25519PrivateKey& signed_prekey,
                                       const X25519PrivateKey* one_time_prekey,
                                       const X25519PublicKey& initiator_identity,
                                       const X25519PublicKey& ephemeral_key,
                                       const AssociatedData& ad) {
  Agreements agreements;
  SMX_ASSIGN(agreements.dh1, x25519(signed_prekey, initiator_identity));
  SMX_TRACE("x3dh.dh1", agreements.dh1.reveal());
  SMX_ASSIGN(agreements.dh2, x25519(identity_private, ephemeral_key));
  SMX_TRACE("x3dh.dh2", agreements.dh2.reveal());
  SMX_ASSIGN(agreements.dh3, x25519(signed_prekey, ephemeral_key));
  SMX_TRACE("x3dh.dh3", agreements.dh3.reveal());
  if (one_time_prekey != nullptr) {
    SMX_ASSIGN(agreements.dh4, x25519(*one_time_prekey, ephemeral_key));
    SMX_TRACE("x3dh.dh4", agreements.dh4->reveal());
  }
  return derive_session_keys(agreements, ad);
}

}  // namespace smx
