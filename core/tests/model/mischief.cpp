// What a network without keys does to messages, and what a directory may hand out.
#include <algorithm>
#include <array>
#include <cstring>

#include "model/world.h"
#include "smx/dr_frame.h"
#include "smx/smx1.h"

namespace smx::test {
namespace {

constexpr std::size_t kFrameKey = 5;
constexpr std::size_t kFramePrevious = 37;
constexpr std::size_t kFrameNumber = 41;
constexpr std::size_t kEnvelopeKey = 5;
constexpr std::size_t kEnvelopeId = 39;

void put_key(Bytes& bytes, std::size_t offset, const X25519PublicKey& key) {
  if (bytes.size() >= offset + key.bytes.size())
    std::ranges::copy(key.bytes, bytes.begin() + static_cast<std::ptrdiff_t>(offset));
}

/// Raises a big-endian number in a frame's header.
void raise(Bytes& frame, std::size_t offset, std::uint32_t by) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | frame[offset + i];
  value += by;
  for (std::size_t i = 0; i < 4; ++i)
    frame[offset + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
}

}  // namespace

void World::step_tamper(const Step& step) {
  if (wires_.empty()) return;
  const Wire& wire = wires_[step.argument % wires_.size()];
  const Bytes changed = tampered(wire, step.argument * 2'654'435'761U + step.to * 40'503U);
  if (changed == wire.envelope) return;
  refuse(wire.to, twin(wire.from).name(), twin(wire.from).keys(), changed);
}

Bytes World::tampered(const Wire& wire, std::uint32_t choices) {
  Bytes bytes = wire.envelope;
  const bool bare = is_dr_frame(bytes);
  const std::uint32_t place = choices / 16;
  constexpr std::array<std::uint32_t, 4> kSteps{1, 1'999, 2'001, 0xFFFF'FF00};
  switch (choices % 16) {
    case 0:
      bytes.resize(place % bytes.size());
      return bytes;
    case 1:
      bytes.insert(bytes.end(), 1 + place % 40, 0);
      return bytes;
    case 2:
      put_key(bytes, bare ? kFrameKey : kEnvelopeKey,
              low_order_keys()[place % low_order_keys().size()]);
      return bytes;
    case 3:
      put_key(bytes, bare ? kFrameKey : kEnvelopeKey, wires_[place % wires_.size()].ratchet_key);
      return bytes;
    case 4:
      if (!bare) break;
      raise(bytes, kFrameNumber, kSteps[place % kSteps.size()]);
      return bytes;
    case 5:
      if (!bare) break;
      raise(bytes, kFramePrevious, kSteps[place % kSteps.size()]);
      put_key(bytes, kFrameKey, wires_[place % wires_.size()].session);
      return bytes;
    case 6:
      if (bare) break;
      bytes[kEnvelopeId + place % 4] = 'q';
      return bytes;
    case 7:
      if (!bare) break;
      std::fill_n(bytes.begin() + kFrameNumber, 4, std::uint8_t{0xFF});
      return bytes;
    case 8:
      // The next key is the receiver's own: it is new like any other [DR-11].
      put_key(bytes, bare ? kFrameKey : kEnvelopeKey,
              twin(wire.to).state().published_prekey().pair.public_key);
      return bytes;
    default:
      break;
  }
  bytes[place % bytes.size()] ^= static_cast<std::uint8_t>(1U << (choices >> 28 & 7U));
  return bytes;
}

/// A message for another device, as from another device, or back to its sender.
void World::step_misroute(const Step& step) {
  if (wires_.empty()) return;
  const Wire& wire = wires_[step.argument % wires_.size()];
  const std::size_t at = step.who % script_.devices;
  const std::size_t as = step.to % script_.devices;
  if (at == wire.to && as == wire.from) return;
  refuse(at, twin(as).name(), twin(as).keys(), wire.envelope);
}

Bundle World::fresh_bundle(std::size_t owner, bool with_prekey) {
  Twin& it = twin(owner);
  Bundle bundle{it.keys().identity_key, it.keys().signing_key,
                it.state().published_prekey().published(), std::nullopt};
  for (const auto& [id, entry] : it.state().one_time_prekeys) {
    const std::string name(id.view().begin(), id.view().end());
    // Each is handed out once, as a directory does.
    if (!with_prekey || !handed_out_.emplace(owner, name).second) continue;
    bundle.one_time_prekey = entry.published();
    break;
  }
  return bundle;
}

Bundle World::make_bundle(std::size_t owner, std::uint32_t choices) {
  const std::uint32_t kind = choices % 16;
  const std::uint32_t variant = choices / 16 % 4;
  if (kind == 13 && !script_.calm && !kept_bundles_.empty()) {
    // One that was taken earlier: its prekeys may be used or gone.
    for (auto kept = kept_bundles_.rbegin(); kept != kept_bundles_.rend(); ++kept)
      if (kept->first == owner) return kept->second;
  }
  Bundle bundle = fresh_bundle(owner, kind >= 9);
  kept_bundles_.emplace_back(owner, bundle);
  const Identity identity = twin(owner).identity();
  const bool damaged = kind >= 14;
  if (kind == 15 && variant == 0) {
    // The sender's own keys in part: reflection [KEY-14].
    bundle.signing_key = twin((owner + 1) % script_.devices).keys().signing_key;
  } else if (damaged && variant == 1) {
    bundle.signed_prekey.signature.bytes[choices / 64 % 64] ^= 1;
  } else if (damaged && variant == 2) {
    bundle.signed_prekey =
        sign_prekey(identity, low_order_keys()[choices / 64 % 9], bundle.signed_prekey.key_id);
  } else if (damaged && variant == 3) {
    bundle.one_time_prekey = OneTimePrekey{key_id("opk low"), low_order_keys()[choices / 64 % 9]};
  }
  return bundle;
}

}  // namespace smx::test
