// Signatures with bare keys.
#include <algorithm>

#include "crypto/ed25519.h"
#include "memory.h"
#include "smx_testing.h"
#include "status.h"
#include "values.h"
#include "x3dh/prekey_signature.h"

namespace {

using namespace smx;
using namespace smx::c;

Ed25519PrivateKey seed_of(const uint8_t* bytes) {
  return Ed25519PrivateKey(std::span<const std::uint8_t, SMX_KEY_SIZE>(bytes, SMX_KEY_SIZE));
}

void sign(const uint8_t* private_key, ByteView message, uint8_t* signature) {
  const Ed25519PrivateKey seed = seed_of(private_key);
  std::ranges::copy(ed25519_sign(seed, ed25519_public_key(seed), message).view(), signature);
}

}  // namespace

smx_status smx_testing_ed25519_sign(const uint8_t private_key[SMX_KEY_SIZE], const uint8_t* message,
                                    size_t size, uint8_t signature[SMX_SIGNATURE_SIZE]) {
  return guarded([&]() -> smx_status {
    Memory memory;
    memory.in(private_key, SMX_KEY_SIZE);
    memory.in(message, size);
    memory.out(signature, SMX_SIGNATURE_SIZE);
    if (!memory.sound()) return SMX_INVALID_ARGUMENT;
    sign(private_key, view_of(message, size), signature);
    return SMX_OK;
  });
}

smx_status smx_testing_ed25519_verify(const uint8_t public_key[SMX_KEY_SIZE],
                                      const uint8_t* message, size_t size,
                                      const uint8_t signature[SMX_SIGNATURE_SIZE]) {
  return guarded([&]() -> smx_status {
    Memory memory;
    memory.in(public_key, SMX_KEY_SIZE);
    memory.in(message, size);
    memory.in(signature, SMX_SIGNATURE_SIZE);
    if (!memory.sound()) return SMX_INVALID_ARGUMENT;
    Ed25519PublicKey key;
    std::copy_n(public_key, SMX_KEY_SIZE, key.bytes.begin());
    Signature made;
    std::copy_n(signature, SMX_SIGNATURE_SIZE, made.bytes.begin());
    return status_of(ed25519_verify(key, view_of(message, size), made));
  });
}

smx_status smx_testing_signed_prekey_sign(const uint8_t signing_private[SMX_KEY_SIZE],
                                          const uint8_t identity_key[SMX_KEY_SIZE],
                                          const uint8_t public_key[SMX_KEY_SIZE],
                                          const smx_key_id* key_id,
                                          uint8_t signature[SMX_SIGNATURE_SIZE]) {
  return guarded([&]() -> smx_status {
    if (key_id == nullptr) return SMX_INVALID_ARGUMENT;
    Memory memory;
    memory.in(signing_private, SMX_KEY_SIZE);
    memory.in(identity_key, SMX_KEY_SIZE);
    memory.in(public_key, SMX_KEY_SIZE);
    memory.in(key_id);
    memory.out(signature, SMX_SIGNATURE_SIZE);
    if (!memory.sound()) return SMX_INVALID_ARGUMENT;
    const Result<KeyId> id = key_id_of(*key_id);
    if (!id) return status_of(id.error());
    X25519PublicKey identity;
    std::copy_n(identity_key, SMX_KEY_SIZE, identity.bytes.begin());
    X25519PublicKey prekey;
    std::copy_n(public_key, SMX_KEY_SIZE, prekey.bytes.begin());
    sign(signing_private, signed_prekey_message(identity, prekey, *id), signature);
    return SMX_OK;
  });
}
