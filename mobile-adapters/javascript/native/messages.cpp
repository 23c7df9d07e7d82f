#include <algorithm>
#include <optional>

#include "call.h"

namespace smx::node {
namespace {

smx_outcome empty_outcome() {
  smx_outcome outcome{};
  outcome.struct_size = sizeof(outcome);
  return outcome;
}

/// 64 bytes of keys, the delivery, and a bit for each flag: src/message.ts reads them.
void tell(std::uint8_t* told, const smx_outcome& outcome) {
  const std::uint8_t flags[] = {outcome.session_started, outcome.session_replaced,
                                outcome.one_time_prekey_used, outcome.peer_keys_changed};
  told = std::ranges::copy(outcome.peer.identity_key, told).out;
  told = std::ranges::copy(outcome.peer.signing_key, told).out;
  *told++ = static_cast<std::uint8_t>(outcome.delivery);
  *told = 0;
  for (unsigned bit = 0; bit < std::size(flags); ++bit) {
    if (flags[bit] != 0) *told = static_cast<std::uint8_t>(*told | (1U << bit));
  }
}

/// Runs a call whose output goes to the shared memory, which has room for every envelope and every
/// plaintext, and gives its size, or a status below 0.
template <class Run>
napi_value with_output(Call& call, Run run) {
  Addon& addon = call.addon();
  // The package shares the memory when it is loaded; who calls the module itself may not have.
  if (addon.shared == nullptr) static_cast<void>(addon.share(call.env()));
  std::size_t size = Addon::kOutputSize;
  smx_outcome outcome = empty_outcome();
  const smx_status status = run(addon.shared + Addon::kToldSize, &size, &outcome);
  if (status == SMX_OK) tell(addon.shared, outcome);
  napi_value out = nullptr;
  const std::int32_t result = status == SMX_OK ? static_cast<std::int32_t>(size) : -status;
  must(napi_create_int32(call.env(), result, &out));
  return out;
}

std::span<const std::uint8_t> optional_id(Call& call, std::size_t index) {
  if (call.is_absent(index)) return {};
  const auto id = call.text_or_bytes(index);
  // Null means that there is none, so an empty one must not look like it.
  if (id.empty()) throw BadArgument("a delivery id has 1 to 64 bytes");
  return id;
}

/// deviceSend(device, label, plaintext, bundle | undefined, deliveryId | undefined) -> size
napi_value send(Call& call) {
  Device& device = call.device(0);
  const auto label = call.text_or_bytes(1);
  const auto plaintext = call.bytes(2);
  std::optional<smx_bundle> bundle;
  if (!call.is_absent(3)) bundle = call.image<smx_bundle>(3);
  const auto id = optional_id(call, 4);
  const Use<Device> use(device);
  return with_output(call, [&](std::uint8_t* out, std::size_t* size, smx_outcome* outcome) {
    return smx_device_send(device.native, label.data(), label.size(), plaintext.data(),
                           plaintext.size(), bundle ? &*bundle : nullptr, id.data(), id.size(), out,
                           size, outcome);
  });
}

/// deviceRestart(device, label, bundle, plaintext, deliveryId | undefined) -> size
napi_value restart(Call& call) {
  Device& device = call.device(0);
  const auto label = call.text_or_bytes(1);
  const auto bundle = call.image<smx_bundle>(2);
  const auto plaintext = call.bytes(3);
  const auto id = optional_id(call, 4);
  const Use<Device> use(device);
  return with_output(call, [&](std::uint8_t* out, std::size_t* size, smx_outcome* outcome) {
    return smx_device_restart(device.native, label.data(), label.size(), &bundle, plaintext.data(),
                              plaintext.size(), id.data(), id.size(), out, size, outcome);
  });
}

/// deviceReceive(device, label, sender, envelope, deliveryId | undefined) -> size
napi_value receive(Call& call) {
  Device& device = call.device(0);
  const auto label = call.text_or_bytes(1);
  const auto sender = call.image<smx_device_keys>(2);
  const auto envelope = call.bytes(3);
  const auto id = optional_id(call, 4);
  const Use<Device> use(device);
  return with_output(call, [&](std::uint8_t* out, std::size_t* size, smx_outcome* outcome) {
    return smx_device_receive(device.native, label.data(), label.size(), &sender, envelope.data(),
                              envelope.size(), id.data(), id.size(), out, size, outcome);
  });
}

constexpr Function kFunctions[] = {
    {"deviceSend", entry<send>},
    {"deviceRestart", entry<restart>},
    {"deviceReceive", entry<receive>},
};

}  // namespace

std::span<const Function> message_functions() { return kFunctions; }

}  // namespace smx::node
