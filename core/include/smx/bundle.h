#pragma once

#include <optional>

#include "smx/bytes.h"
#include "smx/error.h"
#include "smx/fault.h"
#include "smx/key_id.h"
#include "smx/keys.h"

namespace smx {

/// A signed prekey as it is published. The signature, by the device's signing key, covers
/// "SemaFore-SPK-v1" || identity key || prekey || key id [KEY].
struct SignedPrekey {
  KeyId key_id;
  X25519PublicKey public_key;
  Signature signature;
};

/// A one-time prekey as it is published; unsigned.
struct OneTimePrekey {
  KeyId key_id;
  X25519PublicKey public_key;
};

/// What a device publishes so that others can start a session with it [KEY].
struct Bundle {
  X25519PublicKey identity_key;
  Ed25519PublicKey signing_key;
  SignedPrekey signed_prekey;
  std::optional<OneTimePrekey> one_time_prekey;

  [[nodiscard]] DeviceKeys keys() const { return {identity_key, signing_key}; }
};

/// Decodes the bundle's byte layout (files, QR codes). Form only: the signature is not verified
/// here. Errors: malformed; then `*fault` (when given) says where and why.
Result<Bundle> decode_bundle(ByteView bytes, Fault* fault = nullptr);

/// The bundle's byte layout: 168 bytes and the signed prekey's id; with a one-time prekey 34 bytes
/// and its id more. Throws std::bad_alloc.
[[nodiscard]] Bytes encode_bundle(const Bundle& bundle);

/// True when the bytes begin with the magic "SMXB".
[[nodiscard]] bool is_bundle(ByteView bytes) noexcept;

}  // namespace smx
