// Prekey bundles: their bytes and their signatures.
#include "smx/bundle.h"

#include <algorithm>

#include "fault.h"
#include "memory.h"
#include "smx.h"
#include "smx/verify.h"
#include "status.h"
#include "structures.h"
#include "values.h"

namespace {

using namespace smx;
using namespace smx::c;

/// A length that no key id has is the caller's, not the wire's.
bool has_length(const smx_key_id& id) noexcept {
  return id.size > 0 && id.size <= SMX_MAX_KEY_ID_SIZE;
}

}  // namespace

smx_status smx_bundle_decode(const uint8_t* bytes, size_t size, smx_bundle* bundle,
                             smx_fault* fault) {
  return guarded([&]() -> smx_status {
    if (bundle == nullptr || !is_known_or_null(fault)) return SMX_INVALID_ARGUMENT;
    Memory memory;
    memory.in(bytes, size);
    memory.out(bundle);
    if (fault != nullptr) memory.out(fault);
    if (!memory.sound()) return SMX_INVALID_ARGUMENT;
    Fault found;
    const Result<Bundle> decoded = decode_bundle(view_of(bytes, size), &found);
    if (!decoded) {
      if (decoded.error() == Error::malformed) tell(found, fault);
      return status_of(decoded.error());
    }
    *bundle = given(*decoded);
    return SMX_OK;
  });
}

smx_status smx_bundle_encode(const smx_bundle* bundle, uint8_t* out, size_t* size) {
  return guarded([&]() -> smx_status {
    if (bundle == nullptr || size == nullptr) return SMX_INVALID_ARGUMENT;
    Memory memory;
    memory.in(bundle);
    memory.out(size);
    memory.out(out, *size);
    if (!memory.sound() || !has_length(bundle->signed_prekey.key_id) ||
        (bundle->has_one_time_prekey == 1 && !has_length(bundle->one_time_prekey.key_id)))
      return SMX_INVALID_ARGUMENT;
    const Result<Bundle> value = bundle_of(*bundle);
    if (!value) return status_of(value.error());
    const Bytes encoded = encode_bundle(*value);
    const bool fits = *size >= encoded.size();
    *size = encoded.size();
    if (!fits) return SMX_BUFFER_TOO_SMALL;
    std::ranges::copy(encoded, out);
    return SMX_OK;
  });
}

smx_status smx_bundle_verify(const smx_bundle* bundle) {
  return guarded([&]() -> smx_status {
    if (bundle == nullptr) return SMX_INVALID_ARGUMENT;
    const Result<Bundle> value = bundle_of(*bundle);
    if (!value) return status_of(value.error());
    return status_of(verify_bundle(*value));
  });
}

smx_status smx_signed_prekey_verify(const smx_device_keys* owner, const smx_signed_prekey* prekey) {
  return guarded([&]() -> smx_status {
    if (owner == nullptr || prekey == nullptr) return SMX_INVALID_ARGUMENT;
    const Result<SignedPrekey> value = signed_prekey_of(*prekey);
    if (!value) return status_of(value.error());
    return status_of(verify_signed_prekey(keys_of(*owner), *value));
  });
}
