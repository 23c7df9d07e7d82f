#include "values.h"

#include <algorithm>

namespace smx::c {
namespace {

template <class Public>
Public public_of(const std::uint8_t* bytes) noexcept {
  Public out;
  std::copy_n(bytes, Public::kSize, out.bytes.begin());
  return out;
}

}  // namespace

ByteView view_of(const void* data, std::size_t size) noexcept {
  return {static_cast<const std::uint8_t*>(data), size};
}

std::string_view text_of(const void* data, std::size_t size) noexcept {
  return {static_cast<const char*>(data), size};
}

Result<KeyId> key_id_of(const smx_key_id& id) {
  if (id.size > sizeof id.bytes) return fail(Error::malformed);
  return KeyId::parse({id.bytes, id.size});
}

DeviceKeys keys_of(const smx_device_keys& keys) noexcept {
  return {public_of<X25519PublicKey>(keys.identity_key),
          public_of<Ed25519PublicKey>(keys.signing_key)};
}

Result<SignedPrekey> signed_prekey_of(const smx_signed_prekey& prekey) {
  const Result<KeyId> key_id = key_id_of(prekey.key_id);
  if (!key_id) return fail(key_id.error());
  return SignedPrekey{.key_id = *key_id,
                      .public_key = public_of<X25519PublicKey>(prekey.public_key),
                      .signature = public_of<Signature>(prekey.signature)};
}

Result<Bundle> bundle_of(const smx_bundle& bundle) {
  if (bundle.has_one_time_prekey > 1) return fail(Error::invalid_argument);
  const Result<SignedPrekey> signed_prekey = signed_prekey_of(bundle.signed_prekey);
  if (!signed_prekey) return fail(signed_prekey.error());
  const DeviceKeys keys = keys_of(bundle.keys);
  Bundle out{.identity_key = keys.identity_key,
             .signing_key = keys.signing_key,
             .signed_prekey = *signed_prekey,
             .one_time_prekey = std::nullopt};
  if (bundle.has_one_time_prekey != 0) {
    const Result<KeyId> key_id = key_id_of(bundle.one_time_prekey.key_id);
    if (!key_id) return fail(key_id.error());
    out.one_time_prekey =
        OneTimePrekey{.key_id = *key_id,
                      .public_key = public_of<X25519PublicKey>(bundle.one_time_prekey.public_key)};
  }
  return out;
}

smx_key_id given(const KeyId& id) noexcept {
  smx_key_id out{};
  std::ranges::copy(id.view(), out.bytes);
  out.size = static_cast<std::uint8_t>(id.size());
  return out;
}

smx_device_keys given(const DeviceKeys& keys) noexcept {
  smx_device_keys out{};
  std::ranges::copy(keys.identity_key.view(), out.identity_key);
  std::ranges::copy(keys.signing_key.view(), out.signing_key);
  return out;
}

smx_signed_prekey given(const SignedPrekey& prekey) noexcept {
  smx_signed_prekey out{};
  out.key_id = given(prekey.key_id);
  std::ranges::copy(prekey.public_key.view(), out.public_key);
  std::ranges::copy(prekey.signature.view(), out.signature);
  return out;
}

smx_one_time_prekey given(const OneTimePrekey& prekey) noexcept {
  smx_one_time_prekey out{};
  out.key_id = given(prekey.key_id);
  std::ranges::copy(prekey.public_key.view(), out.public_key);
  return out;
}

smx_bundle given(const Bundle& bundle) noexcept {
  smx_bundle out{};
  out.keys = given(bundle.keys());
  out.signed_prekey = given(bundle.signed_prekey);
  if (bundle.one_time_prekey) {
    out.has_one_time_prekey = 1;
    out.one_time_prekey = given(*bundle.one_time_prekey);
  }
  return out;
}

}  // namespace smx::c
