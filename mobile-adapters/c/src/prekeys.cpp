// What a device publishes.
#include <algorithm>

#include "device_handle.h"
#include "memory.h"
#include "smx.h"
#include "values.h"

namespace {

using namespace smx;
using namespace smx::c;

/// A flag that depends on nothing but the device and its clock.
template <class Question>
smx_status ask(smx_device* device, uint8_t* answer, const Question& question) noexcept {
  return with_device(device, [&](DeviceNode& node) -> smx_status {
    if (answer == nullptr) return SMX_INVALID_ARGUMENT;
    const Result<bool> found = question(node);
    if (!found) return status_of(found.error());
    *answer = *found ? 1 : 0;
    return SMX_OK;
  });
}

}  // namespace

smx_status smx_device_signed_prekey(smx_device* device, smx_signed_prekey* prekey) {
  return with_device(device, [&](DeviceNode& node) -> smx_status {
    if (prekey == nullptr) return SMX_INVALID_ARGUMENT;
    *prekey = given(node.device->signed_prekey());
    return SMX_OK;
  });
}

smx_status smx_device_one_time_prekeys(smx_device* device, smx_one_time_prekey* prekeys,
                                       size_t* count) {
  return with_device(device, [&](DeviceNode& node) -> smx_status {
    if (count == nullptr) return SMX_INVALID_ARGUMENT;
    Memory memory;
    memory.out(count);
    memory.out(prekeys, *count, sizeof *prekeys);
    if (!memory.sound()) return SMX_INVALID_ARGUMENT;
    const std::size_t needed = node.device->one_time_prekey_count();
    if (*count < needed) {
      *count = needed;
      return SMX_BUFFER_TOO_SMALL;
    }
    const std::vector<OneTimePrekey> found = node.device->one_time_prekeys();
    std::ranges::transform(found, prekeys, [](const auto& prekey) { return given(prekey); });
    *count = needed;
    return SMX_OK;
  });
}

smx_status smx_device_replenish(smx_device* device, size_t count, smx_one_time_prekey* prekeys) {
  return with_device(device, [&](DeviceNode& node) -> smx_status {
    if (count > SMX_MAX_PREKEY_BATCH) return SMX_INVALID_ARGUMENT;
    Memory memory;
    memory.out(prekeys, count, sizeof *prekeys);
    if (!memory.sound()) return SMX_INVALID_ARGUMENT;
    const Result<std::vector<OneTimePrekey>> made = node.device->replenish(count);
    if (!made) return status_of(made.error());
    std::ranges::transform(*made, prekeys, [](const auto& prekey) { return given(prekey); });
    return SMX_OK;
  });
}

smx_status smx_device_low_on_one_time_prekeys(smx_device* device, size_t threshold, uint8_t* low) {
  return ask(device, low, [&](DeviceNode& node) -> Result<bool> {
    return node.device->low_on_one_time_prekeys(threshold);
  });
}

smx_status smx_device_rotation_due(smx_device* device, uint8_t* due) {
  return ask(device, due, [](DeviceNode& node) -> Result<bool> {
    const Result<std::uint64_t> now = node.clock->now();
    if (!now) return fail(now.error());
    return node.device->rotation_due(*now);
  });
}

smx_status smx_device_rotate(smx_device* device, smx_signed_prekey* prekey) {
  return with_device(device, [&](DeviceNode& node) -> smx_status {
    if (prekey == nullptr) return SMX_INVALID_ARGUMENT;
    const Result<std::uint64_t> now = node.clock->now();
    if (!now) return status_of(now.error());
    const Result<SignedPrekey> made = node.device->rotate(*now);
    if (!made) return status_of(made.error());
    *prekey = given(*made);
    return SMX_OK;
  });
}

smx_status smx_device_bundle(smx_device* device, uint32_t kind, smx_bundle* bundle) {
  return with_device(device, [&](DeviceNode& node) -> smx_status {
    if (bundle == nullptr || kind > SMX_BUNDLE_ONE_TIME) return SMX_INVALID_ARGUMENT;
    if (kind == SMX_BUNDLE_PLAIN) {
      *bundle = given(node.device->bundle());
      return SMX_OK;
    }
    const Result<Bundle> made = node.device->bundle_with_one_time_prekey();
    if (!made) return status_of(made.error());
    *bundle = given(*made);
    return SMX_OK;
  });
}
