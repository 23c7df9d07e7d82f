// Devices of given keys, given draws and given times.
#include <algorithm>

#include "case_store.h"
#include "crypto/hash.h"
#include "device_handle.h"
#include "material.h"
#include "memory.h"
#include "session/device_access.h"
#include "session/device_records.h"
#include "set_clock.h"
#include "smx/init.h"
#include "smx_testing.h"
#include "values.h"

namespace {

using namespace smx;
using namespace smx::c;

/// More prekeys than any test gives at once.
constexpr std::size_t kMaxGiven = 100'000;

std::optional<std::uint64_t> time_of(const uint64_t* now) {
  return now == nullptr ? std::nullopt : std::optional(*now);
}

template <class Operation>
smx_status make_device(const uint64_t* now, smx_device** device,
                       const Operation& operation) noexcept {
  return guarded([&]() -> smx_status {
    if (device == nullptr || in_callback()) return SMX_INVALID_ARGUMENT;
    if (!cpu_report().initialised) return SMX_NOT_INITIALISED;
    auto handle = std::make_unique<smx_device>();
    handle->node = std::make_shared<DeviceNode>();
    DeviceNode& node = *handle->node;
    node.store = std::make_shared<StoreNode>();
    node.store->store = std::make_unique<CaseStore>();
    node.clock = std::make_unique<SetClock>(time_of(now));
    Result<Device> made = operation(*node.store->store);
    if (!made) return status_of(made.error());
    node.device.emplace(*std::move(made));
    *device = handle.release();
    return SMX_OK;
  });
}

DeviceAccess::Core& core_of(DeviceNode& node) { return DeviceAccess::core_of(*node.device); }

std::optional<Draw> draw_of(uint32_t draw, size_t size) {
  switch (draw) {
    case SMX_TESTING_EPHEMERAL_PRIVATE:
      return size == SMX_KEY_SIZE ? std::optional(Draw::ek_private) : std::nullopt;
    case SMX_TESTING_RATCHET_PRIVATE:
      return size == SMX_KEY_SIZE ? std::optional(Draw::ratchet_private) : std::nullopt;
    case SMX_TESTING_NONCE:
      return size == SMX_NONCE_SIZE ? std::optional(Draw::nonce) : std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace

smx_status smx_testing_device_create(const uint8_t identity_private[SMX_KEY_SIZE],
                                     const uint8_t signing_private[SMX_KEY_SIZE],
                                     const smx_testing_prekey* signed_prekeys,
                                     size_t signed_prekey_count,
                                     const smx_testing_prekey* one_time_prekeys,
                                     size_t one_time_prekey_count, const uint64_t* now,
                                     smx_device** device) {
  return make_device(now, device, [&](Store& store) -> Result<Device> {
    if (identity_private == nullptr || signing_private == nullptr ||
        signed_prekey_count > kMaxGiven || one_time_prekey_count > kMaxGiven)
      return fail(Error::invalid_argument);
    Memory memory;
    memory.in(signed_prekeys, signed_prekey_count * sizeof *signed_prekeys);
    memory.in(one_time_prekeys, one_time_prekey_count * sizeof *one_time_prekeys);
    if (!memory.sound()) return fail(Error::invalid_argument);
    DeviceMaterial material;
    material.identity_private = X25519PrivateKey(
        std::span<const std::uint8_t, SMX_KEY_SIZE>(identity_private, SMX_KEY_SIZE));
    material.signing_private = Ed25519PrivateKey(
        std::span<const std::uint8_t, SMX_KEY_SIZE>(signing_private, SMX_KEY_SIZE));
    auto published = materials_of(signed_prekeys, signed_prekey_count);
    if (!published) return fail(published.error());
    material.signed_prekeys = *std::move(published);
    auto one_time = materials_of(one_time_prekeys, one_time_prekey_count);
    if (!one_time) return fail(one_time.error());
    material.one_time_prekeys = *std::move(one_time);
    auto core = DeviceAccess::Core::create(store, std::move(material), time_of(now));
    if (!core) return fail(core.error());
    return DeviceAccess::adopt(*std::move(core));
  });
}

smx_status smx_testing_device_draw(size_t one_time_prekeys, const uint64_t* now,
                                   smx_device** device) {
  return make_device(now, device, [&](Store& store) {
    return Device::create(store, {.now = time_of(now), .one_time_prekeys = one_time_prekeys});
  });
}

smx_status smx_testing_set_time(smx_device* device, uint64_t now) {
  return with_device(device, [&](DeviceNode& node) -> smx_status {
    node.clock = std::make_unique<SetClock>(now);
    return SMX_OK;
  });
}

smx_status smx_testing_inject_only(smx_device* device) {
  return with_device(device, [](DeviceNode& node) -> smx_status {
    core_of(node).entropy().inject_only();
    return SMX_OK;
  });
}

smx_status smx_testing_inject(smx_device* device, uint32_t draw, const uint8_t* value,
                              size_t size) {
  return with_device(device, [&](DeviceNode& node) -> smx_status {
    const std::optional<Draw> known = draw_of(draw, size);
    if (value == nullptr || !known) return SMX_INVALID_ARGUMENT;
    core_of(node).entropy().inject(*known, Bytes(value, value + size));
    return SMX_OK;
  });
}

smx_status smx_testing_clear_injected(smx_device* device) {
  return with_device(device, [](DeviceNode& node) -> smx_status {
    core_of(node).entropy().clear_injected();
    return SMX_OK;
  });
}

smx_status smx_testing_rotate(smx_device* device, const smx_testing_prekey* prekey,
                              smx_signed_prekey* published) {
  return with_device(device, [&](DeviceNode& node) -> smx_status {
    if (prekey == nullptr || published == nullptr) return SMX_INVALID_ARGUMENT;
    auto material = materials_of(prekey, 1);
    if (!material) return status_of(material.error());
    const Result<std::uint64_t> now = node.clock->now();
    if (!now) return status_of(now.error());
    const auto made = core_of(node).rotate(*now, std::move(material->front()));
    if (!made) return status_of(made.error());
    *published = given(*made);
    return SMX_OK;
  });
}

smx_status smx_testing_replenish(smx_device* device, const smx_testing_prekey* prekeys,
                                 size_t count, smx_one_time_prekey* published) {
  return with_device(device, [&](DeviceNode& node) -> smx_status {
    if (count > kMaxGiven) return SMX_INVALID_ARGUMENT;
    Memory memory;
    memory.in(prekeys, count * sizeof *prekeys);
    memory.out(published, count, sizeof *published);
    if (!memory.sound()) return SMX_INVALID_ARGUMENT;
    auto materials = materials_of(prekeys, count);
    if (!materials) return status_of(materials.error());
    const auto made = core_of(node).replenish(*std::move(materials));
    if (!made) return status_of(made.error());
    std::ranges::transform(*made, published, [](const auto& prekey) { return given(prekey); });
    return SMX_OK;
  });
}

smx_status smx_testing_signed_prekey_ids(smx_device* device, smx_key_id* ids, size_t* count) {
  return with_device(device, [&](DeviceNode& node) -> smx_status {
    if (count == nullptr) return SMX_INVALID_ARGUMENT;
    Memory memory;
    memory.out(count);
    memory.out(ids, *count, sizeof *ids);
    if (!memory.sound()) return SMX_INVALID_ARGUMENT;
    const SignedPrekeys& prekeys = core_of(node).state().signed_prekeys;
    const bool fits = *count >= prekeys.size();
    *count = prekeys.size();
    if (!fits) return SMX_BUFFER_TOO_SMALL;
    for (auto entry = prekeys.rbegin(); entry != prekeys.rend(); ++entry)
      *ids++ = given(entry->key_id);
    return SMX_OK;
  });
}

smx_status smx_testing_state_digest(smx_device* device, uint8_t digest[SMX_DIGEST_SIZE]) {
  return with_device(device, [&](DeviceNode& node) -> smx_status {
    if (digest == nullptr) return SMX_INVALID_ARGUMENT;
    Digest whole{};
    for (const Record& record : records_of(core_of(node).state())) {
      const Digest value = sha256({record.value.reveal()});
      whole = sha256({whole, label_bytes(record.id), value});
    }
    std::ranges::copy(whole, digest);
    return SMX_OK;
  });
}
