#include "smx/device.h"

#include <algorithm>
#include <functional>
#include <new>
#include <utility>

#include "bytes/try.h"
#include "crypto/initialised.h"
#include "session/device_core.h"

namespace smx {
namespace {

constexpr std::string_view kSignedPrekeyName = "spk-";
constexpr std::string_view kOneTimePrekeyName = "opk-";

/// The one place where running out of memory becomes an error.
template <class Operation>
auto without_throwing(const Operation& operation) noexcept -> decltype(operation()) {
  try {
    return operation();
  } catch (const std::bad_alloc&) {
    return fail(Error::out_of_memory);
  }
}

/// True when the bytes share memory.
bool overlap(ByteView a, ByteView b) noexcept {
  const std::less<const std::uint8_t*> before;
  return !a.empty() && !b.empty() && before(a.data(), b.data() + b.size()) &&
         before(b.data(), a.data() + a.size());
}

// What an operation that failed has put into the caller's memory is not for the caller: of an
// envelope that was never committed another is made with the same key and nonce [STO-05].
void empty(Sent& sent) noexcept {
  Bytes memory = std::move(sent.envelope);
  secure_wipe(memory.data(), memory.size());
  memory.clear();
  sent = {};
  sent.envelope = std::move(memory);
}

void empty(Received& received) noexcept {
  SecretBytes memory = std::move(received.plaintext);
  memory.clear();
  received = {};
  received.plaintext = std::move(memory);
}

}  // namespace

Device::Device(std::unique_ptr<Core> core) noexcept : core_(std::move(core)) {}
Device::Device(Device&&) noexcept = default;
Device& Device::operator=(Device&&) noexcept = default;
Device::~Device() = default;

Result<Device> Device::create(Store& store, const CreateOptions& options) {
  return without_throwing([&]() -> Result<Device> {
    if (!is_initialised()) return fail(Error::not_initialised);
    if (options.one_time_prekeys > limits::kMaxPrekeyBatch) return fail(Error::invalid_argument);
    // A core without a state draws the material; the one with the state follows.
    Core drawing(store, DeviceState{});
    DeviceMaterial material;
    SMX_TRY(drawing.entropy().fill(Draw::identity_private, material.identity_private.writable()));
    SMX_TRY(drawing.entropy().fill(Draw::signing_private, material.signing_private.writable()));
    SMX_ASSIGN(PrekeyMaterial signed_prekey,
               drawing.make_prekey(kSignedPrekeyName, Draw::signed_prekey));
    material.signed_prekeys.push_back(std::move(signed_prekey));
    for (std::size_t i = 0; i < options.one_time_prekeys; ++i) {
      SMX_ASSIGN(PrekeyMaterial prekey,
                 drawing.make_prekey(kOneTimePrekeyName, Draw::one_time_prekey));
      material.one_time_prekeys.push_back(std::move(prekey));
    }
    SMX_ASSIGN(std::unique_ptr<Core> core, Core::create(store, std::move(material), options.now));
    return Device(std::move(core));
  });
}

Result<Device> Device::open(Store& store) {
  return without_throwing([&]() -> Result<Device> {
    if (!is_initialised()) return fail(Error::not_initialised);
    SMX_ASSIGN(std::unique_ptr<Core> core, Core::open(store));
    return Device(std::move(core));
  });
}

Result<void> Device::reload() {
  return without_throwing([&] { return core_->reload(); });
}

const DeviceKeys& Device::keys() const noexcept { return core_->public_keys(); }

SignedPrekey Device::signed_prekey() const { return core_->state().published_prekey().published(); }

std::vector<OneTimePrekey> Device::one_time_prekeys() const {
  std::vector<const OneTimePrekeyEntry*> entries;
  for (const auto& [key_id, entry] : core_->state().one_time_prekeys) entries.push_back(&entry);
  std::ranges::sort(entries, {}, &OneTimePrekeyEntry::serial);
  std::vector<OneTimePrekey> published;
  for (const OneTimePrekeyEntry* entry : entries) published.push_back(entry->published());
  return published;
}

std::size_t Device::one_time_prekey_count() const noexcept {
  return core_->state().one_time_prekeys.size();
}

Bundle Device::bundle() const {
  return {keys().identity_key, keys().signing_key, signed_prekey(), std::nullopt};
}

Result<Bundle> Device::bundle_with_one_time_prekey() {
  return without_throwing([&]() -> Result<Bundle> {
    SMX_ASSIGN(const std::vector<OneTimePrekey> made, replenish(1));
    Bundle with_prekey = bundle();
    with_prekey.one_time_prekey = made.front();
    return with_prekey;
  });
}

bool Device::low_on_one_time_prekeys(std::size_t threshold) const noexcept {
  return one_time_prekey_count() < threshold;
}

Result<std::vector<OneTimePrekey>> Device::replenish(std::size_t count) {
  return without_throwing([&]() -> Result<std::vector<OneTimePrekey>> {
    if (count > limits::kMaxPrekeyBatch) return fail(Error::invalid_argument);
    std::vector<PrekeyMaterial> materials;
    for (std::size_t i = 0; i < count; ++i) {
      SMX_ASSIGN(PrekeyMaterial prekey,
                 core_->make_prekey(kOneTimePrekeyName, Draw::one_time_prekey));
      materials.push_back(std::move(prekey));
    }
    return core_->replenish(std::move(materials));
  });
}

bool Device::rotation_due(std::uint64_t now) const noexcept {
  const auto created = core_->state().published_prekey().created_at;
  if (!created) return true;
  const std::uint64_t time = std::max(now, core_->state().highest_now.value_or(0));
  return time - *created >= limits::kSignedPrekeyRotation;
}

Result<SignedPrekey> Device::rotate(std::uint64_t now) {
  return without_throwing([&]() -> Result<SignedPrekey> {
    SMX_ASSIGN(PrekeyMaterial prekey, core_->make_prekey(kSignedPrekeyName, Draw::signed_prekey));
    return core_->rotate(now, std::move(prekey));
  });
}

Result<Sent> Device::send(std::string_view label, ByteView plaintext, const SendOptions& options) {
  return without_throwing([&] { return core_->send(label, plaintext, options); });
}

Result<void> Device::send_into(Sent& sent, std::string_view label, ByteView plaintext,
                               const SendOptions& options) {
  if (overlap(plaintext, sent.envelope)) return fail(Error::invalid_argument);
  Result<void> done =
      without_throwing([&] { return core_->send_into(sent, label, plaintext, options); });
  if (!done) empty(sent);
  return done;
}

Result<Received> Device::receive(std::string_view label, const DeviceKeys& sender,
                                 ByteView envelope, const ReceiveOptions& options) {
  return without_throwing([&] { return core_->receive(label, sender, envelope, options); });
}

Result<void> Device::receive_into(Received& received, std::string_view label,
                                  const DeviceKeys& sender, ByteView envelope,
                                  const ReceiveOptions& options) {
  if (overlap(envelope, received.plaintext.reveal())) return fail(Error::invalid_argument);
  Result<void> done = without_throwing(
      [&] { return core_->receive_into(received, label, sender, envelope, options); });
  if (!done) empty(received);
  return done;
}

Result<Sent> Device::restart(std::string_view label, const Bundle& bundle, ByteView plaintext,
                             std::uint64_t now, const SendOptions& options) {
  return without_throwing([&] { return core_->restart(label, bundle, plaintext, now, options); });
}

bool Device::restart_suggested(const DeviceKeys& peer) const noexcept {
  return core_->failures_of(peer) >= limits::kFailuresBeforeRestart;
}

Result<void> Device::purge(std::uint64_t now) {
  return without_throwing([&] { return core_->purge(now); });
}

Result<void> Device::acknowledge(std::string_view delivery_id, bool outgoing) {
  return without_throwing([&] { return core_->acknowledge(delivery_id, outgoing); });
}

std::vector<PendingDelivery> Device::pending_deliveries() const {
  std::vector<PendingDelivery> pending;
  for (const auto& [key, entry] : core_->state().journal) {
    if (!entry.acknowledged) pending.push_back({key.delivery_id, entry.label, key.outgoing});
  }
  return pending;
}

std::vector<PeerStatus> Device::peers() const {
  std::vector<PeerStatus> out;
  for (const auto& [label, entry] : core_->state().labels) {
    PeerStatus status{.label = label, .keys = entry.keys};
    if (const Peer* peer = core_->state().find_peer(entry.keys)) {
      status.sessions = peer->sessions.size();
      for (const auto& session : peer->sessions)
        status.skipped_keys += session->ratchet.skipped().size();
      if (const Session* active = peer->active()) {
        status.awaiting_first_reply = active->meta.wrapping.has_value();
        status.one_time_prekey_used = active->meta.one_time_prekey_used;
      }
    }
    out.push_back(std::move(status));
  }
  return out;
}

std::optional<DeviceKeys> Device::keys_of(std::string_view label) const {
  const auto& labels = core_->state().labels;
  const auto entry = labels.find(label);
  if (entry == labels.end()) return std::nullopt;
  return entry->second.keys;
}

std::uint64_t Device::generation() const noexcept { return core_->state().generation; }

}  // namespace smx
