#include <algorithm>
#include <optional>

#include "call.h"
#include "output.h"

namespace smx::node {
namespace {

/// What a message did besides goes to the scratch memory: 64 bytes of keys, then these.
void tell(Addon& addon, const smx_outcome& outcome) {
  std::uint8_t* out = std::ranges::copy(outcome.peer.identity_key, addon.scratch).out;
  out = std::ranges::copy(outcome.peer.signing_key, out).out;
  const std::uint8_t rest[] = {static_cast<std::uint8_t>(outcome.delivery), outcome.session_started,
                               outcome.session_replaced, outcome.one_time_prekey_used,
                               outcome.peer_keys_changed};
  std::ranges::copy(rest, out);
}

smx_outcome empty_outcome() {
  smx_outcome outcome{};
  outcome.struct_size = sizeof(outcome);
  return outcome;
}

/// Runs a call that writes an output, with more room if it asks for it: what was kept under a
/// delivery id may be longer than what this call could make.
template <class Run>
napi_value with_output(Call& call, std::size_t capacity, Run run) {
  // The scratch memory is made when the package is loaded; who calls the module itself may not
  // have.
  if (call.addon().scratch == nullptr) static_cast<void>(call.addon().scratch_array(call.env()));
  for (;;) {
    Output output(capacity);
    smx_outcome outcome = empty_outcome();
    const smx_status status = run(output, &outcome);
    if (status == SMX_BUFFER_TOO_SMALL && *output.size() > capacity) {
      capacity = *output.size();
      continue;
    }
    if (status != SMX_OK) return call.status(status);
    tell(call.addon(), outcome);
    return output.release(call.env());
  }
}

std::span<const std::uint8_t> optional_id(Call& call, std::size_t index) {
  if (call.is_absent(index)) return {};
  const auto id = call.text_or_bytes(index);
  // Null means that there is none, so an empty one must not look like it.
  if (id.empty()) throw BadArgument("a delivery id has 1 to 64 bytes");
  return id;
}

/// deviceSend(device, label, plaintext, bundle | undefined, deliveryId | undefined) -> envelope
napi_value send(Call& call) {
  Device& device = call.device(0);
  const auto label = call.text_or_bytes(1);
  const auto plaintext = call.bytes(2);
  std::optional<smx_bundle> bundle;
  if (!call.is_absent(3)) bundle = call.image<smx_bundle>(3);
  const auto id = optional_id(call, 4);
  const Use<Device> use(device);
  return with_output(
      call, smx_envelope_bound(plaintext.size()), [&](Output& out, smx_outcome* outcome) {
        return smx_device_send(device.native, label.data(), label.size(), plaintext.data(),
                               plaintext.size(), bundle ? &*bundle : nullptr, id.data(), id.size(),
                               out.data(), out.size(), outcome);
      });
}

/// deviceRestart(device, label, bundle, plaintext, deliveryId | undefined) -> envelope
napi_value restart(Call& call) {
  Device& device = call.device(0);
  const auto label = call.text_or_bytes(1);
  const auto bundle = call.image<smx_bundle>(2);
  const auto plaintext = call.bytes(3);
  const auto id = optional_id(call, 4);
  const Use<Device> use(device);
  return with_output(call, smx_envelope_bound(plaintext.size()),
                     [&](Output& out, smx_outcome* outcome) {
                       return smx_device_restart(device.native, label.data(), label.size(), &bundle,
                                                 plaintext.data(), plaintext.size(), id.data(),
                                                 id.size(), out.data(), out.size(), outcome);
                     });
}

/// deviceReceive(device, label, sender, envelope, deliveryId | undefined) -> plaintext
napi_value receive(Call& call) {
  Device& device = call.device(0);
  const auto label = call.text_or_bytes(1);
  const auto sender = call.image<smx_device_keys>(2);
  const auto envelope = call.bytes(3);
  const auto id = optional_id(call, 4);
  const Use<Device> use(device);
  return with_output(call, envelope.size(), [&](Output& out, smx_outcome* outcome) {
    return smx_device_receive(device.native, label.data(), label.size(), &sender, envelope.data(),
                              envelope.size(), id.data(), id.size(), out.data(), out.size(),
                              outcome);
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
