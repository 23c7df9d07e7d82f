#include <type_traits>

#include "call.h"
#include "callbacks.h"
#include "new_handle.h"
#include "wire.h"

namespace smx::node {
namespace {

/// A clock over the functions, or null for the system's.
const smx_clock* clock_of(const Call& call, std::size_t index, Device& device, smx_clock& clock) {
  if (call.is_absent(index)) return nullptr;
  clock = clock_callbacks(new_context(call, index, device));
  return &clock;
}

/// deviceCreate(store, clock: {now} | undefined, oneTimePrekeys) -> handle
napi_value create(Call& call) {
  Store& store = call.store(0);
  auto device = std::make_unique<Device>();
  device->contexts = store.contexts;
  smx_clock clock{};
  const smx_clock* const told = clock_of(call, 1, *device, clock);
  const Use<Store> use(store);
  const smx_status made = smx_device_create(store.native, told, call.number(2), &device->native);
  if (made != SMX_OK) return call.status(made);
  return new_handle(call, std::move(device), {call.argument(0), call.argument(1)});
}

/// deviceOpen(store, clock: {now} | undefined) -> handle
napi_value open(Call& call) {
  Store& store = call.store(0);
  auto device = std::make_unique<Device>();
  device->contexts = store.contexts;
  smx_clock clock{};
  const smx_clock* const told = clock_of(call, 1, *device, clock);
  const Use<Store> use(store);
  const smx_status opened = smx_device_open(store.native, told, &device->native);
  if (opened != SMX_OK) return call.status(opened);
  return new_handle(call, std::move(device), {call.argument(0), call.argument(1)});
}

/// deviceClose(device) -> undefined. SMX_INVALID_ARGUMENT from a callback of that very device.
napi_value close(Call& call) {
  Device& device = call.device(0);
  if (device.in_use > 0) return call.status(SMX_INVALID_ARGUMENT);
  device.close();
  return call.undefined();
}

/// deviceReload(device) -> undefined
napi_value reload(Call& call) {
  Device& device = call.device(0);
  const Use<Device> use(device);
  return call.done(smx_device_reload(device.native));
}

/// deviceGeneration(device) -> bigint
napi_value generation(Call& call) {
  Device& device = call.device(0);
  const Use<Device> use(device);
  std::uint64_t value = 0;
  const smx_status read = smx_device_generation(device.native, &value);
  return read == SMX_OK ? call.big(value) : call.status(read);
}

/// A function of a device that fills one structure: (device) -> its bytes.
template <class T, smx_status (*Fill)(smx_device*, T*)>
napi_value filled(Call& call) {
  Device& device = call.device(0);
  const Use<Device> use(device);
  T out{};
  const smx_status done = Fill(device.native, &out);
  return done == SMX_OK ? call.image_of(std::span<const T>(&out, 1)) : call.status(done);
}

/// Reads a list whose length the library tells: first asks for it, then again while it grows.
template <class T, class Read>
smx_status read_list(std::vector<T>& out, Read read) {
  std::size_t count = 0;
  smx_status status = read(static_cast<T*>(nullptr), &count);
  while (status == SMX_BUFFER_TOO_SMALL) {
    out.resize(count);
    status = read(out.data(), &count);
  }
  out.resize(status == SMX_OK ? count : 0);
  return status;
}

/// deviceOneTimePrekeys(device) -> structures
napi_value one_time_prekeys(Call& call) {
  Device& device = call.device(0);
  const Use<Device> use(device);
  std::vector<smx_one_time_prekey> prekeys;
  const smx_status read = read_list(prekeys, [&](smx_one_time_prekey* out, std::size_t* count) {
    return smx_device_one_time_prekeys(device.native, out, count);
  });
  return read == SMX_OK ? call.image_of<smx_one_time_prekey>(prekeys) : call.status(read);
}

/// deviceReplenish(device, count) -> structures
napi_value replenish(Call& call) {
  Device& device = call.device(0);
  const Use<Device> use(device);
  const std::uint64_t count = call.number(1);
  // What is more is refused by the library before it writes anything.
  std::vector<smx_one_time_prekey> prekeys(count <= SMX_MAX_PREKEY_BATCH ? count : 0);
  const smx_status made = smx_device_replenish(device.native, count, prekeys.data());
  return made == SMX_OK ? call.image_of<smx_one_time_prekey>(prekeys) : call.status(made);
}

/// deviceLowOnOneTimePrekeys(device, threshold) -> boolean
napi_value low(Call& call) {
  Device& device = call.device(0);
  const Use<Device> use(device);
  std::uint8_t answer = 0;
  const smx_status read =
      smx_device_low_on_one_time_prekeys(device.native, call.number(1), &answer);
  return read == SMX_OK ? call.boolean_value(answer != 0) : call.status(read);
}

/// deviceRotationDue(device) -> boolean
napi_value rotation_due(Call& call) {
  Device& device = call.device(0);
  const Use<Device> use(device);
  std::uint8_t answer = 0;
  const smx_status read = smx_device_rotation_due(device.native, &answer);
  return read == SMX_OK ? call.boolean_value(answer != 0) : call.status(read);
}

/// deviceBundle(device, kind) -> structure
napi_value bundle(Call& call) {
  Device& device = call.device(0);
  const Use<Device> use(device);
  smx_bundle out{};
  const smx_status made =
      smx_device_bundle(device.native, static_cast<std::uint32_t>(call.number(1)), &out);
  return made == SMX_OK ? call.image_of(std::span<const smx_bundle>(&out, 1)) : call.status(made);
}

/// deviceKeysOf(device, label) -> structure
napi_value keys_of(Call& call) {
  Device& device = call.device(0);
  const Use<Device> use(device);
  const auto label = call.text_or_bytes(1);
  smx_device_keys keys{};
  const smx_status read = smx_device_keys_of(device.native, label.data(), label.size(), &keys);
  return read == SMX_OK ? call.image_of(std::span<const smx_device_keys>(&keys, 1))
                        : call.status(read);
}

/// deviceRestartSuggested(device, keys) -> boolean
napi_value restart_suggested(Call& call) {
  Device& device = call.device(0);
  const Use<Device> use(device);
  const auto peer = call.image<smx_device_keys>(1);
  std::uint8_t answer = 0;
  const smx_status read = smx_device_restart_suggested(device.native, &peer, &answer);
  return read == SMX_OK ? call.boolean_value(answer != 0) : call.status(read);
}

/// deviceAcknowledge(device, deliveryId, outgoing) -> undefined
napi_value acknowledge(Call& call) {
  Device& device = call.device(0);
  const Use<Device> use(device);
  const auto id = call.text_or_bytes(1);
  const std::uint8_t outgoing = call.boolean(2) ? 1 : 0;
  return call.done(smx_device_acknowledge(device.native, id.data(), id.size(), outgoing));
}

/// devicePendingDeliveries(device) -> bytes as src/listing.ts reads them
napi_value pending_deliveries(Call& call) {
  Device& device = call.device(0);
  const Use<Device> use(device);
  std::vector<smx_pending_delivery> deliveries;
  const smx_status read = read_list(deliveries, [&](smx_pending_delivery* out, std::size_t* count) {
    return smx_device_pending_deliveries(device.native, out, count);
  });
  if (read != SMX_OK) return call.status(read);
  Image image;
  for (const smx_pending_delivery& delivery : deliveries) {
    image.byte(delivery.outgoing);
    image.sized({delivery.id, delivery.id_size});
    image.sized({delivery.label, delivery.label_size});
  }
  return call.array(image.done());
}

/// devicePeers(device) -> bytes as src/listing.ts reads them
napi_value peers(Call& call) {
  Device& device = call.device(0);
  const Use<Device> use(device);
  std::vector<smx_peer> found;
  const smx_status read = read_list(found, [&](smx_peer* out, std::size_t* count) {
    return smx_device_peers(device.native, out, count);
  });
  if (read != SMX_OK) return call.status(read);
  Image image;
  for (const smx_peer& peer : found) {
    image.sized({peer.label, peer.label_size});
    image.bytes(peer.keys.identity_key);
    image.bytes(peer.keys.signing_key);
    image.number(peer.sessions);
    image.number(peer.skipped_keys);
    image.byte(peer.awaiting_first_reply);
    image.byte(peer.one_time_prekey_used);
  }
  return call.array(image.done());
}

/// devicePurge(device) -> undefined
napi_value purge(Call& call) {
  Device& device = call.device(0);
  const Use<Device> use(device);
  return call.done(smx_device_purge(device.native));
}

constexpr Function kFunctions[] = {
    {"deviceCreate", entry<create>},
    {"deviceOpen", entry<open>},
    {"deviceClose", entry<close>},
    {"deviceReload", entry<reload>},
    {"deviceGeneration", entry<generation>},
    {"deviceKeys", entry<filled<smx_device_keys, smx_device_keys_of_own>>},
    {"deviceSignedPrekey", entry<filled<smx_signed_prekey, smx_device_signed_prekey>>},
    {"deviceOneTimePrekeys", entry<one_time_prekeys>},
    {"deviceReplenish", entry<replenish>},
    {"deviceLowOnOneTimePrekeys", entry<low>},
    {"deviceRotationDue", entry<rotation_due>},
    {"deviceRotate", entry<filled<smx_signed_prekey, smx_device_rotate>>},
    {"deviceBundle", entry<bundle>},
    {"deviceKeysOf", entry<keys_of>},
    {"deviceRestartSuggested", entry<restart_suggested>},
    {"deviceAcknowledge", entry<acknowledge>},
    {"devicePendingDeliveries", entry<pending_deliveries>},
    {"devicePeers", entry<peers>},
    {"devicePurge", entry<purge>},
};

}  // namespace

std::span<const Function> device_functions() { return kFunctions; }

}  // namespace smx::node
