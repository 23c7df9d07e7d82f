#include "agreement.h"

#include <algorithm>

namespace smx::model {
namespace {

/// [X3DH-05] [X3DH-08] [X3DH-10]
Agreed derive(std::initializer_list<View> outputs) {
  Text material(32, 0xFF);
  for (const View output : outputs) material = join({material, output});
  const Text shared = hkdf(Key{}, material, "SemaFore-X3DH-v1", 32);
  const Text both = hkdf(Key{}, shared, "SemaFore-SMX1-v1", 64);
  Agreed agreed;
  std::ranges::copy(View(both).first(32), agreed.root_key.begin());
  std::ranges::copy(View(both).last(32), agreed.bootstrap_key.begin());
  return agreed;
}

}  // namespace

Text associated_data(const Peer& initiator, const Peer& responder) {
  return join({initiator.identity, initiator.signing, responder.identity, responder.signing});
}

Text signed_message(const Key& identity, const Key& prekey, View id) {
  return join({letters("SemaFore-SPK-v1"), identity, prekey, id});
}

Agreed agree(const Key& identity_private, const Key& ephemeral_private, const Bundle& bundle) {
  const Key dh1 = x25519(identity_private, bundle.signed_prekey);
  const Key dh2 = x25519(ephemeral_private, bundle.owner.identity);
  const Key dh3 = x25519(ephemeral_private, bundle.signed_prekey);
  if (bundle.one_time_prekey_id.empty()) return derive({dh1, dh2, dh3});
  const Key dh4 = x25519(ephemeral_private, bundle.one_time_prekey);
  return derive({dh1, dh2, dh3, dh4});
}

Agreed agree(const Key& identity_private, const Key& signed_prekey_private,
             const Key* one_time_prekey, const Key& identity, const Key& ephemeral_key) {
  const Key dh1 = x25519(signed_prekey_private, identity);
  const Key dh2 = x25519(identity_private, ephemeral_key);
  const Key dh3 = x25519(signed_prekey_private, ephemeral_key);
  if (one_time_prekey == nullptr) return derive({dh1, dh2, dh3});
  const Key dh4 = x25519(*one_time_prekey, ephemeral_key);
  return derive({dh1, dh2, dh3, dh4});
}

}  // namespace smx::model
