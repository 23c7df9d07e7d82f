#pragma once

#include <string_view>

#include "smx.h"
#include "smx/bundle.h"
#include "smx/device.h"

namespace smx::c {

// The interface's structures and the core's. To the core: errors malformed (a key id that is none)
// and invalid_argument (a flag that is neither 0 nor 1). From the core: they cannot fail.

[[nodiscard]] ByteView view_of(const void* data, std::size_t size) noexcept;
[[nodiscard]] std::string_view text_of(const void* data, std::size_t size) noexcept;

Result<KeyId> key_id_of(const smx_key_id& id);
[[nodiscard]] DeviceKeys keys_of(const smx_device_keys& keys) noexcept;
Result<SignedPrekey> signed_prekey_of(const smx_signed_prekey& prekey);
Result<Bundle> bundle_of(const smx_bundle& bundle);

[[nodiscard]] smx_key_id given(const KeyId& id) noexcept;
[[nodiscard]] smx_device_keys given(const DeviceKeys& keys) noexcept;
[[nodiscard]] smx_signed_prekey given(const SignedPrekey& prekey) noexcept;
[[nodiscard]] smx_one_time_prekey given(const OneTimePrekey& prekey) noexcept;
[[nodiscard]] smx_bundle given(const Bundle& bundle) noexcept;

}  // namespace smx::c
