// [PRIM-11] [PRIM-18] [PRIM-20] Every way in which a device refuses what it is given, while its
// keys are secret: a refusal tells its reason, and nothing about the keys.

#include <algorithm>
#include <array>

#include "crypto/short_aead.h"
#include "ct/cases.h"
#include "ct/devices.h"
#include "smx/dr_frame.h"

namespace smx::ct {
namespace {

/// Bob refuses what `change` makes of a frame that Alice sent him.
template <class Change>
Result<void> refuse_frame(Error reason, const Change& change, std::size_t size = 40) {
  SMX_ASSIGN(Pair pair, Pair::make_acquainted());
  SMX_ASSIGN(const Bytes frame, pair.alice.send(pair.bob, size));
  return expect_refusal(pair.bob.receive(pair.alice, change(frame)), reason);
}

/// The same of a first envelope.
template <class Change>
Result<void> refuse_envelope(Error reason, const Change& change) {
  SMX_ASSIGN(Pair pair, Pair::make());
  const Bundle bundle = pair.bob.bundle(true);
  SMX_ASSIGN(const Bytes envelope, pair.alice.send(pair.bob, 40, &bundle));
  return expect_refusal(pair.bob.receive(pair.alice, change(envelope)), reason);
}

/// The same of a bundle.
template <class Change>
Result<void> refuse_bundle(Error reason, const Change& change) {
  SMX_ASSIGN(Pair pair, Pair::make());
  Bundle bundle = pair.bob.bundle(true);
  change(bundle);
  return expect_refusal(pair.alice.send(pair.bob, 40, &bundle), reason);
}

Bytes with_header(Bytes frame, void (*change)(FrameHeader&)) {
  FrameHeader header = decode_frame(frame)->header;
  change(header);
  std::ranges::copy(encode_frame_header(header), frame.begin());
  return frame;
}

Result<void> bad_tag_short() {
  return refuse_frame(Error::decryption_failed, [](const Bytes& b) { return damaged(b); });
}
Result<void> bad_tag_long() {
  return refuse_frame(
      Error::decryption_failed, [](const Bytes& b) { return damaged(b); }, kMaxShortText + 1);
}
Result<void> bad_ciphertext() {
  return refuse_frame(Error::decryption_failed,
                      [](const Bytes& b) { return damaged(b, limits::kTagSize + 1); });
}
Result<void> bad_tag_after_a_gap() {
  return refuse_frame(Error::decryption_failed, [](const Bytes& frame) {
    return with_header(frame, [](FrameHeader& header) { header.number += 3; });
  });
}
Result<void> bad_tag_after_a_turn() {
  return refuse_frame(Error::decryption_failed, [](const Bytes& frame) {
    return with_header(frame, [](FrameHeader& header) { header.ratchet_key.bytes[0] ^= 1; });
  });
}
Result<void> low_order_ratchet_key() {
  return refuse_frame(Error::low_order_point, [](const Bytes& frame) {
    return with_header(frame, [](FrameHeader& header) { header.ratchet_key = {}; });
  });
}
Result<void> too_many_skipped() {
  return refuse_frame(Error::too_many_skipped, [](const Bytes& frame) {
    return with_header(frame, [](FrameHeader& header) { header.number += limits::kMaxSkip + 2; });
  });
}
Result<void> malformed_frame() {
  return refuse_frame(Error::malformed, [](const Bytes& frame) {
    return Bytes(frame.begin(), frame.begin() + limits::kFrameHeaderSize);
  });
}

Result<void> duplicate_message() {
  SMX_ASSIGN(Pair pair, Pair::make_acquainted());
  SMX_ASSIGN(const Bytes frame, pair.alice.send(pair.bob));
  SMX_TRY(pair.bob.receive(pair.alice, frame));
  return expect_refusal(pair.bob.receive(pair.alice, frame), Error::duplicate_message);
}

Result<void> bad_tag_under_a_skipped_key() {
  SMX_ASSIGN(Pair pair, Pair::make_acquainted());
  SMX_ASSIGN(const Bytes passed_over, pair.alice.send(pair.bob));
  SMX_ASSIGN(const Bytes next, pair.alice.send(pair.bob));
  SMX_TRY(pair.bob.receive(pair.alice, next));
  return expect_refusal(pair.bob.receive(pair.alice, damaged(passed_over)),
                        Error::decryption_failed);
}

Result<void> no_session() {
  SMX_ASSIGN(Pair pair, Pair::make_acquainted());
  SMX_ASSIGN(Side stranger, Side::make("carol", 3));
  SMX_ASSIGN(const Bytes frame, pair.alice.send(pair.bob));
  return expect_refusal(stranger.receive(pair.alice, frame), Error::no_session);
}

Result<void> bad_envelope_tag() {
  return refuse_envelope(Error::decryption_failed, [](const Bytes& b) { return damaged(b); });
}
Result<void> malformed_envelope() {
  return refuse_envelope(Error::malformed, [](Bytes envelope) {
    envelope.resize(20);
    return envelope;
  });
}

/// Behind magic and flags.
constexpr std::size_t kEphemeralKeyOffset = 5;

Result<void> low_order_ephemeral_key() {
  return refuse_envelope(Error::low_order_point, [](Bytes envelope) {
    std::fill_n(envelope.begin() + kEphemeralKeyOffset, limits::kKeySize, std::uint8_t{0});
    return envelope;
  });
}

/// The text of a key id in the envelope, replaced by another of the same length.
Bytes with_other_id(Bytes envelope, std::string_view id) {
  const auto found = std::ranges::search(envelope, id);
  if (!found.empty()) ++*found.begin();
  return envelope;
}

Result<void> unknown_signed_prekey() {
  return refuse_envelope(Error::unknown_prekey,
                         [](const Bytes& envelope) { return with_other_id(envelope, "spk"); });
}
Result<void> unknown_one_time_prekey() {
  return refuse_envelope(Error::unknown_prekey,
                         [](const Bytes& envelope) { return with_other_id(envelope, "opk"); });
}

/// The session that the first envelope started is there: the frame in it is a duplicate.
Result<void> repeated_bootstrap() {
  SMX_ASSIGN(Pair pair, Pair::make());
  const Bundle bundle = pair.bob.bundle(false);
  SMX_ASSIGN(const Bytes envelope, pair.alice.send(pair.bob, 40, &bundle));
  SMX_TRY(pair.bob.receive(pair.alice, envelope));
  return expect_refusal(pair.bob.receive(pair.alice, envelope), Error::duplicate_message);
}

/// The session was let go; the ephemeral key is remembered.
Result<void> replayed_bootstrap() {
  SMX_ASSIGN(Pair pair, Pair::make());
  const Bundle bundle = pair.bob.bundle(false);
  SMX_ASSIGN(const Bytes envelope, pair.alice.send(pair.bob, 40, &bundle));
  SMX_TRY(pair.bob.receive(pair.alice, envelope));
  // A session of Alice's that Bob takes up archives the first; a month later that one is gone.
  SMX_ASSIGN(const Bytes again, pair.alice.restart(pair.bob));
  SMX_TRY(pair.bob.receive(pair.alice, again));
  constexpr std::uint64_t kNow = 2'000'000;
  SMX_TRY(pair.bob.core().purge(kNow));
  SMX_TRY(pair.bob.core().purge(kNow + limits::kArchivedSessionLifetime));
  return expect_refusal(pair.bob.receive(pair.alice, envelope), Error::replayed_bootstrap);
}

Result<void> bad_bundle_signature() {
  return refuse_bundle(Error::bad_signature,
                       [](Bundle& bundle) { bundle.signed_prekey.signature.bytes[40] ^= 1; });
}
Result<void> low_order_one_time_prekey() {
  return refuse_bundle(Error::low_order_point,
                       [](Bundle& bundle) { bundle.one_time_prekey->public_key = {}; });
}
Result<void> low_order_identity_key() {
  SMX_ASSIGN(Pair pair, Pair::make());
  const Bundle bundle = pair.bob.bundle(true);
  SMX_ASSIGN(const Bytes envelope, pair.alice.send(pair.bob, 40, &bundle));
  const DeviceKeys forged{{}, pair.alice.keys().signing_key};
  return expect_refusal(pair.bob.core().receive("alice", forged, envelope, {}),
                        Error::low_order_point);
}
Result<void> own_keys_come_back() {
  SMX_ASSIGN(Pair pair, Pair::make());
  const Bundle own = pair.alice.bundle(true);
  return expect_refusal(pair.alice.send(pair.bob, 40, &own), Error::malformed);
}

constexpr std::array kCases{
    Case{"bad_tag_short", bad_tag_short},
    Case{"bad_tag_long", bad_tag_long},
    Case{"bad_ciphertext", bad_ciphertext},
    Case{"bad_tag_after_a_gap", bad_tag_after_a_gap},
    Case{"bad_tag_after_a_turn", bad_tag_after_a_turn},
    Case{"bad_tag_under_a_skipped_key", bad_tag_under_a_skipped_key},
    Case{"low_order_ratchet_key", low_order_ratchet_key},
    Case{"too_many_skipped", too_many_skipped},
    Case{"malformed_frame", malformed_frame},
    Case{"duplicate_message", duplicate_message},
    Case{"no_session", no_session},
    Case{"bad_envelope_tag", bad_envelope_tag},
    Case{"malformed_envelope", malformed_envelope},
    Case{"low_order_ephemeral_key", low_order_ephemeral_key},
    Case{"unknown_signed_prekey", unknown_signed_prekey},
    Case{"unknown_one_time_prekey", unknown_one_time_prekey},
    Case{"repeated_bootstrap", repeated_bootstrap},
    Case{"replayed_bootstrap", replayed_bootstrap},
    Case{"bad_bundle_signature", bad_bundle_signature},
    Case{"low_order_one_time_prekey", low_order_one_time_prekey},
    Case{"low_order_identity_key", low_order_identity_key},
    Case{"own_keys_come_back", own_keys_come_back},
};

}  // namespace

std::span<const Case> refusal_cases() { return kCases; }

}  // namespace smx::ct
