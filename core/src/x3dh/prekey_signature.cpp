#include "x3dh/prekey_signature.h"

#include <new>
#include <string_view>

#include "bytes/try.h"
#include "crypto/ed25519.h"
#include "crypto/hash.h"
#include "smx/verify.h"

namespace smx {
namespace {

constexpr std::string_view kSignedPrekeyLabel = "SemaFore-SPK-v1";

}  // namespace

Bytes signed_prekey_message(const X25519PublicKey& identity_key, const X25519PublicKey& prekey,
                            const KeyId& key_id) {
  const ByteView parts[] = {label_bytes(kSignedPrekeyLabel), identity_key.view(), prekey.view(),
                            key_id.view()};
  Bytes message;
  for (const ByteView part : parts) message.insert(message.end(), part.begin(), part.end());
  return message;
}

Result<void> verify_signed_prekey(const DeviceKeys& owner, const SignedPrekey& prekey) {
  try {
    const Bytes message =
        signed_prekey_message(owner.identity_key, prekey.public_key, prekey.key_id);
    return ed25519_verify(owner.signing_key, message, prekey.signature);
  } catch (const std::bad_alloc&) {
    return fail(Error::out_of_memory);
  }
}

Result<void> verify_bundle(const Bundle& bundle) {
  return verify_signed_prekey(bundle.keys(), bundle.signed_prekey);
}

}  // namespace smx
