#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "ratchet/double_ratchet.h"
#include "session/session.h"
#include "session/session_record.h"
#include "support/results.h"
#include "support/test_keys.h"

namespace smx::test {

/// Copies of frames, to be changed.
inline FrameHeader header_of(ByteView frame) { return must(decode_frame(frame)).header; }

inline Bytes with_header(Bytes frame, const FrameHeader& header) {
  std::ranges::copy(encode_frame_header(header), frame.begin());
  return frame;
}

inline Bytes with_flipped_bit(Bytes bytes, std::size_t offset, std::uint8_t mask = 1) {
  bytes.at(offset) ^= mask;
  return bytes;
}

/// One end of a ratchet. Its ratchet pairs belong to its name and their number, so that a failing
/// run can be had again.
class RatchetParty {
 public:
  RatchetParty(std::string name, DoubleRatchet ratchet, const AssociatedData& ad)
      : name_(std::move(name)), session_{{}, ad, std::move(ratchet)} {
    offer_next_pair();
  }

  [[nodiscard]] Result<Bytes> try_send(std::string_view text) {
    Result<SealedFrame> sealed = session_.ratchet.encrypt(session_.ad, view_of(text));
    if (!sealed) return fail(sealed.error());
    take(std::move(sealed->change));
    return std::move(sealed->frame);
  }
  Bytes send(std::string_view text) { return must(try_send(text)); }

  /// What the frame says; the ratchet moves only then.
  [[nodiscard]] Result<std::string> receive(ByteView frame) {
    Result<OpenedFrame> opened = open_frame(session_, frame, entropy_);
    if (!opened) return fail(opened.error());
    const ByteView plaintext = opened->plaintext.reveal();
    std::string text(plaintext.begin(), plaintext.end());
    const X25519PublicKey before = key();
    take(std::move(opened->change));
    if (key() != before) offer_next_pair();
    return text;
  }

  /// The whole state, as it would be stored.
  [[nodiscard]] Bytes state() const {
    const SecretBytes encoded = encode_whole_session(session_);
    return {encoded.reveal().begin(), encoded.reveal().end()};
  }

  void purge(std::uint64_t now) { take(session_.ratchet.purge(now)); }
  [[nodiscard]] const X25519PublicKey& key() const {
    return session_.ratchet.head().own.public_key;
  }
  [[nodiscard]] const RatchetHead& head() const { return session_.ratchet.head(); }
  [[nodiscard]] std::size_t stored() const { return session_.ratchet.skipped().size(); }
  DoubleRatchet& ratchet() { return session_.ratchet; }
  /// This ratchet with another head, and no skipped keys.
  [[nodiscard]] DoubleRatchet ratchet_with(RatchetHead head) const {
    const RootKey root_key = session_.ratchet.root_key().unguarded();
    return must(DoubleRatchet::restore(root_key, std::move(head), {}));
  }
  Entropy& entropy() { return entropy_; }
  [[nodiscard]] const AssociatedData& ad() const { return session_.ad; }

 private:
  void take(RatchetChange change) {
    session_.ratchet.reserve_for(change);
    session_.ratchet.apply(std::move(change));
  }
  void offer_next_pair() {
    entropy_.inject(Draw::ratchet_private,
                    labelled_bytes(name_ + " ratchet " + std::to_string(++pairs_)));
  }

  std::string name_;
  Session session_;
  Entropy entropy_;
  unsigned pairs_ = 0;
};

/// Alice started, Bob answers: both ends before any frame.
struct RatchetPair {
  static AssociatedData associated() {
    return associated_data(labelled_identity("alice").keys, labelled_identity("bob").keys);
  }

  X25519KeyPair signed_prekey = labelled_pair("spk");
  RatchetParty alice{"alice",
                     must(DoubleRatchet::start_as_initiator(labelled_secret<RootKey>("root"),
                                                            labelled_pair("alice ratchet 0"),
                                                            signed_prekey.public_key)),
                     associated()};
  RatchetParty bob{"bob",
                   must(DoubleRatchet::start_as_responder(labelled_secret<RootKey>("root"),
                                                          signed_prekey.duplicate())),
                   associated()};

  /// Each side has sent and received once.
  void exchange() {
    must(bob.receive(alice.send("exchange 1")));
    must(alice.receive(bob.send("exchange 2")));
  }
};

}  // namespace smx::test
