// A device: made, opened, read again, looked at, cleaned up.
#include "smx/device.h"

#include "device_handle.h"
#include "smx.h"
#include "smx/init.h"
#include "structures.h"
#include "values.h"

namespace {

using namespace smx;
using namespace smx::c;

bool is_complete_or_null(const smx_clock* clock) noexcept {
  return clock == nullptr || (is_known(clock) && clock->now != nullptr);
}

/// A handle over the store, whose device the operation makes. Everything that needs memory is there
/// before the operation commits.
template <class Operation>
smx_status make_device(smx_store* store, const smx_clock* clock, smx_device** device,
                       const Operation& operation) noexcept {
  return guarded([&]() -> smx_status {
    if (store == nullptr || device == nullptr || !is_complete_or_null(clock) || in_callback())
      return SMX_INVALID_ARGUMENT;
    if (!cpu_report().initialised) return SMX_NOT_INITIALISED;
    auto handle = std::make_unique<smx_device>();
    handle->node = std::make_shared<DeviceNode>();
    DeviceNode& node = *handle->node;
    node.store = store->node;
    node.clock = make_clock(clock);
    Result<Device> made = operation(node);
    if (!made) return status_of(made.error());
    node.device.emplace(*std::move(made));
    *device = handle.release();
    return SMX_OK;
  });
}

}  // namespace

smx_status smx_device_create(smx_store* store, const smx_clock* clock, size_t one_time_prekeys,
                             smx_device** device) {
  return make_device(store, clock, device, [&](DeviceNode& node) -> Result<Device> {
    if (one_time_prekeys > SMX_MAX_PREKEY_BATCH) return fail(Error::invalid_argument);
    const Result<std::uint64_t> now = node.clock->now();
    if (!now) return fail(now.error());
    return Device::create(*node.store->store, {.now = *now, .one_time_prekeys = one_time_prekeys});
  });
}

smx_status smx_device_open(smx_store* store, const smx_clock* clock, smx_device** device) {
  return make_device(store, clock, device,
                     [](DeviceNode& node) { return Device::open(*node.store->store); });
}

void smx_device_free(smx_device* device) { delete device; }

smx_status smx_device_reload(smx_device* device) {
  return with_device(device, [](DeviceNode& node) { return status_of(node.device->reload()); });
}

smx_status smx_device_generation(smx_device* device, uint64_t* generation) {
  return with_device(device, [&](DeviceNode& node) -> smx_status {
    if (generation == nullptr) return SMX_INVALID_ARGUMENT;
    *generation = node.device->generation();
    return SMX_OK;
  });
}

smx_status smx_device_keys_of_own(smx_device* device, smx_device_keys* keys) {
  return with_device(device, [&](DeviceNode& node) -> smx_status {
    if (keys == nullptr) return SMX_INVALID_ARGUMENT;
    *keys = given(node.device->keys());
    return SMX_OK;
  });
}

smx_status smx_device_purge(smx_device* device) {
  return with_device(device, [](DeviceNode& node) -> smx_status {
    const Result<std::uint64_t> now = node.clock->now();
    if (!now) return status_of(now.error());
    return status_of(node.device->purge(*now));
  });
}
