// Messages: sent, received, and a session begun again.
#include <algorithm>
#include <optional>

#include "device_handle.h"
#include "memory.h"
#include "smx.h"
#include "structures.h"
#include "values.h"

namespace {

using namespace smx;
using namespace smx::c;

/// What the three calls have in common.
struct Message {
  const uint8_t* label;
  size_t label_size;
  const uint8_t* bytes;
  size_t size;
  const uint8_t* delivery_id;
  size_t delivery_id_size;
  uint8_t* out;
  size_t* out_size;
  smx_outcome* outcome;

  [[nodiscard]] std::string_view label_text() const noexcept { return text_of(label, label_size); }
  [[nodiscard]] std::string_view id_text() const noexcept {
    return text_of(delivery_id, delivery_id_size);
  }

  /// `beside`: the peer's bundle or keys, an input.
  [[nodiscard]] bool is_sound(const void* beside, size_t beside_size) const noexcept {
    if (out_size == nullptr || !is_known_or_null(outcome)) return false;
    // An id of no bytes is a mistake that would cost a message its safety.
    if (delivery_id != nullptr && delivery_id_size == 0) return false;
    if (label_size > SMX_MAX_LABEL_SIZE || delivery_id_size > SMX_MAX_DELIVERY_ID_SIZE)
      return false;
    Memory memory;
    memory.in(label, label_size);
    memory.in(bytes, size);
    memory.in(delivery_id, delivery_id_size);
    if (beside != nullptr) memory.in(beside, beside_size);
    memory.out(out_size);
    memory.out(out, *out_size);
    if (outcome != nullptr) memory.out(outcome);
    return memory.sound();
  }

  /// True when the output has room; else tells how much it needs.
  [[nodiscard]] bool has_room(size_t needed) const noexcept {
    if (*out_size >= needed) return true;
    *out_size = needed;
    return false;
  }

  /// Gives the output; the room for it was there.
  void give(ByteView output) const noexcept {
    std::ranges::copy(output, out);
    *out_size = output.size();
  }
};

constexpr uint32_t delivery_of(Delivery delivery) noexcept {
  switch (delivery) {
    case Delivery::fresh:
      return SMX_DELIVERY_FRESH;
    case Delivery::repeated:
      return SMX_DELIVERY_REPEATED;
    case Delivery::done:
      break;
  }
  return SMX_DELIVERY_DONE;
}

template <class Done>
void tell_outcome(const Done& done, const DeviceKeys& peer, bool replaced,
                  smx_outcome* outcome) noexcept {
  if (outcome == nullptr) return;
  outcome->peer = given(peer);
  outcome->delivery = delivery_of(done.delivery);
  outcome->session_started = done.session_started ? 1 : 0;
  outcome->session_replaced = replaced ? 1 : 0;
  outcome->one_time_prekey_used = done.one_time_prekey_used ? 1 : 0;
  outcome->peer_keys_changed = done.peer_keys_changed ? 1 : 0;
}

/// What was sent, to the caller. Only an output that an earlier call committed can be longer than
/// the room that was checked: it is kept until it is acknowledged, so the caller may ask again.
smx_status give_sent(const Message& message, const Sent& sent) noexcept {
  if (!message.has_room(sent.envelope.size())) return SMX_BUFFER_TOO_SMALL;
  message.give(sent.envelope);
  tell_outcome(sent, sent.peer, false, message.outcome);
  return SMX_OK;
}

/// Of a bundle for a device that we have a session with the keys alone are looked at [KEY-24].
bool has_session(const Device& device, const DeviceKeys& keys) {
  return std::ranges::any_of(device.peers(), [&](const PeerStatus& peer) {
    return peer.keys == keys && peer.sessions > 0;
  });
}

Result<Bundle> bundle_to_send_to(const Device& device, const smx_bundle& bundle) {
  Result<Bundle> value = bundle_of(bundle);
  if (value || value.error() != Error::malformed || !has_session(device, keys_of(bundle.keys)))
    return value;
  smx_bundle unexamined = bundle;
  unexamined.signed_prekey.key_id = unexamined.one_time_prekey.key_id = {.bytes = {'-'}, .size = 1};
  return bundle_of(unexamined);
}

}  // namespace

size_t smx_envelope_bound(size_t plaintext_size) {
  if (plaintext_size > limits::kMaxPlaintextSize) return 0;
  return limits::kMaxSmx1HeaderSize + limits::kMinFrameSize + plaintext_size + limits::kTagSize;
}

smx_status smx_device_send(smx_device* device, const uint8_t* label, size_t label_size,
                           const uint8_t* plaintext, size_t plaintext_size,
                           const smx_bundle* bundle, const uint8_t* delivery_id,
                           size_t delivery_id_size, uint8_t* envelope, size_t* envelope_size,
                           smx_outcome* outcome) {
  const Message message{label,          label_size,    plaintext,
                        plaintext_size, delivery_id,   delivery_id_size,
                        envelope,       envelope_size, outcome};
  return with_device(device, [&](DeviceNode& node) -> smx_status {
    if (!message.is_sound(bundle, sizeof *bundle)) return SMX_INVALID_ARGUMENT;
    if (!message.has_room(smx_envelope_bound(plaintext_size))) return SMX_BUFFER_TOO_SMALL;
    std::optional<Bundle> to;
    if (bundle != nullptr) {
      Result<Bundle> value = bundle_to_send_to(*node.device, *bundle);
      if (!value) return status_of(value.error());
      to = *std::move(value);
    }
    const Result<void> done =
        node.device->send_into(node.sent, message.label_text(), view_of(plaintext, plaintext_size),
                               {.bundle = to ? &*to : nullptr, .delivery_id = message.id_text()});
    if (!done) return status_of(done.error());
    return give_sent(message, node.sent);
  });
}

smx_status smx_device_restart(smx_device* device, const uint8_t* label, size_t label_size,
                              const smx_bundle* bundle, const uint8_t* plaintext,
                              size_t plaintext_size, const uint8_t* delivery_id,
                              size_t delivery_id_size, uint8_t* envelope, size_t* envelope_size,
                              smx_outcome* outcome) {
  const Message message{label,          label_size,    plaintext,
                        plaintext_size, delivery_id,   delivery_id_size,
                        envelope,       envelope_size, outcome};
  return with_device(device, [&](DeviceNode& node) -> smx_status {
    if (bundle == nullptr || !message.is_sound(bundle, sizeof *bundle)) return SMX_INVALID_ARGUMENT;
    if (!message.has_room(smx_envelope_bound(plaintext_size))) return SMX_BUFFER_TOO_SMALL;
    const Result<Bundle> to = bundle_of(*bundle);
    if (!to) return status_of(to.error());
    const Result<std::uint64_t> now = node.clock->now();
    if (!now) return status_of(now.error());
    const Result<Sent> done =
        node.device->restart(message.label_text(), *to, view_of(plaintext, plaintext_size), *now,
                             {.bundle = nullptr, .delivery_id = message.id_text()});
    if (!done) return status_of(done.error());
    return give_sent(message, *done);
  });
}

smx_status smx_device_receive(smx_device* device, const uint8_t* label, size_t label_size,
                              const smx_device_keys* sender, const uint8_t* envelope,
                              size_t envelope_size, const uint8_t* delivery_id,
                              size_t delivery_id_size, uint8_t* plaintext, size_t* plaintext_size,
                              smx_outcome* outcome) {
  const Message message{label,         label_size,     envelope,
                        envelope_size, delivery_id,    delivery_id_size,
                        plaintext,     plaintext_size, outcome};
  return with_device(device, [&](DeviceNode& node) -> smx_status {
    if (sender == nullptr || !message.is_sound(sender, sizeof *sender)) return SMX_INVALID_ARGUMENT;
    if (!message.has_room(std::min<size_t>(envelope_size, SMX_MAX_PLAINTEXT_SIZE)))
      return SMX_BUFFER_TOO_SMALL;
    const DeviceKeys keys = keys_of(*sender);
    Received& received = node.received;
    const Result<void> done = node.device->receive_into(received, message.label_text(), keys,
                                                        view_of(envelope, envelope_size),
                                                        {.delivery_id = message.id_text()});
    if (!done) return status_of(done.error());
    const bool fits = message.has_room(received.plaintext.size());
    if (fits) {
      message.give(received.plaintext.reveal());
      tell_outcome(received, keys, received.session_replaced, outcome);
    }
    received.plaintext.clear();
    return fits ? SMX_OK : SMX_BUFFER_TOO_SMALL;
  });
}
