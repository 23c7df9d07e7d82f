// Invariant: a receiving ratchet gives every frame the verdict of a reference that knows no keys
// (core/tests/ratchet/reference_receiver.h), the plaintext that was sealed, and after a refusal the
// state that it had, byte for byte. The target knows the receiver's keys and seals each frame
// itself under the key that belongs to its header, so what the input describes passes the tag; a
// frame that is changed after that never opens.
//
// Input: steps of play(). Record round trips and stamps in between change nothing.
#include "ratchet/double_ratchet.h"

#include <array>

#include "ratchet/reference_receiver.h"
#include "ratchet/root_chain.h"
#include "ratchet/symmetric_chain.h"
#include "session/session_record.h"
#include "support/device_pair.h"
#include "support/ratchet_pair.h"
#include "support/ready.h"
#include "support/target.h"

namespace smx::fuzz {
namespace {

constexpr std::size_t kMaxSteps = 64;
constexpr std::size_t kPairs = 64;

const std::array<X25519KeyPair, kPairs>& peer_pairs() {
  static const auto pairs = [] {
    std::array<X25519KeyPair, kPairs> made;
    for (std::size_t i = 0; i < kPairs; ++i) {
      made[i] = test::labelled_pair("peer ratchet " + std::to_string(i));
    }
    return made;
  }();
  return pairs;
}

const AssociatedData& associated() {
  static const AssociatedData ad = test::RatchetPair::associated();
  return ad;
}

DoubleRatchet receiver() {
  static const X25519KeyPair signed_prekey = test::labelled_pair("spk");
  return must(DoubleRatchet::start_as_responder(test::labelled_secret<RootKey>("root"),
                                                signed_prekey.duplicate()),
              "a ratchet starts");
}

SessionMeta responder_meta() {
  SessionMeta meta;
  meta.role = Role::responder;
  meta.bootstrap_key = test::labelled_secret<BootstrapKey>("bootstrap");
  return meta;
}

Bytes header_bytes(const FrameHeader& header) {
  const auto bytes = encode_frame_header(header);
  return {bytes.begin(), bytes.end()};
}

/// The key of message `number` of a chain that stands at `from`.
MessageKey message_key(const ChainKey& chain, std::uint32_t from, std::uint32_t number) {
  ChainStep step(chain);
  for (; from < number; ++from) step = ChainStep(step.next);
  return std::move(step.message_key);
}

class Play {
 public:
  void run(Input& input) {
    for (std::size_t i = 0; i < kMaxSteps && !input.empty(); ++i) play(input);
  }

 private:
  void play(Input& input) {
    // What a step takes, it takes in this order: arguments of a call have none.
    switch (input.u8() % 8) {
      case 0:
      case 1: {
        const FrameHeader chosen = header(input);
        return deliver(chosen, input.take_short());
      }
      case 2:
        return deliver(next_of_current(0), input.take_short());
      case 3: {
        const FrameHeader chosen = next_of_current(input.u8());
        return deliver(chosen, input.take_short());
      }
      case 4: {
        const FrameHeader chosen = header(input);
        return tampered(chosen, input);
      }
      case 5:
        return forged(input.take_long());
      case 6:
        return send(input.take_short());
      default:
        return input.u8() % 2 == 0 ? stored_and_read() : stamped();
    }
  }

  [[nodiscard]] const RatchetHead& head() const { return session_.ratchet.head(); }

  FrameHeader next_of_current(std::uint32_t ahead) {
    if (!head().receiving_chain) return fresh_header(ahead, 0);
    return {*head().remote, head().previous_sent, head().received + ahead};
  }

  FrameHeader fresh_header(std::uint32_t number, std::uint32_t previous) {
    if (fresh_ + 1 < kPairs) ++fresh_;
    return {peer_pairs()[fresh_ - 1].public_key, previous, number};
  }

  /// A number near a bound, near what was received, or any.
  std::uint32_t number(Input& input) {
    switch (input.u8() % 6) {
      case 0:
        return input.u8();
      case 1:
        return head().received + input.u8();
      case 2:
        return head().received - input.u8();
      case 3:
        return head().received + limits::kMaxSkip - 2 + input.u8() % 5U;
      case 4:
        return limits::kMaxSkip - 2 + input.u8() % 5U;
      default:
        return std::min<std::uint32_t>(input.u32(), limits::kMaxChainLength - 1);
    }
  }

  FrameHeader header(Input& input) {
    const std::uint8_t choice = input.u8();
    const std::uint32_t previous = number(input);
    const std::uint32_t n = std::min<std::uint32_t>(number(input), limits::kMaxChainLength - 1);
    if (choice < 0x60) return fresh_header(n, previous);
    if (choice < 0xA0 && head().receiving_chain) return {*head().remote, previous, n};
    if (choice >= 0xF0) return {test::low_order_keys()[choice % 9U], previous, n};
    return {peer_pairs()[choice % std::max<std::size_t>(fresh_, 1)].public_key, previous, n};
  }

  /// The key that the receiver will try on this header; any, where it must not come to that.
  [[nodiscard]] MessageKey key_for(const FrameHeader& header) const {
    const RatchetHead& now = head();
    const bool current = now.receiving_chain && now.remote == header.ratchet_key;
    std::optional<std::uint32_t> chain;
    if (current) chain = now.chain_serial;
    for (std::size_t i = 0; i < now.earlier.size(); ++i) {
      if (now.earlier.keys()[i] == header.ratchet_key) {
        chain = now.chain_serial - 1 - static_cast<std::uint32_t>(i);
      }
    }
    if (chain) {
      const auto* stored = session_.ratchet.skipped().find(*chain, header.number);
      if (stored != nullptr) return stored->second.key.duplicate();
    }
    // Its sender sealed it long ago; a chain begun anew with the same pair would be another chain.
    if (reference_.forgot(header.ratchet_key)) return {};
    const std::uint32_t from = current ? now.received : 0;
    if (header.number < from || header.number - from > limits::kMaxSkip) return {};
    if (current) return message_key(*now.receiving_chain, from, header.number);
    const auto step = turn_root_chain(session_.ratchet.root_key().unguarded(), now.own.private_key,
                                      header.ratchet_key);
    return step ? message_key(step->chain_key, 0, header.number) : MessageKey{};
  }

  [[nodiscard]] Bytes sealed(const FrameHeader& header, ByteView plaintext) const {
    Bytes frame = header_bytes(header);
    Bytes ciphertext(plaintext.size() + limits::kTagSize);
    require(seal_message(key_for(header), {associated(), frame}, plaintext, ciphertext).has_value(),
            "sealing works");
    frame.insert(frame.end(), ciphertext.begin(), ciphertext.end());
    return frame;
  }

  [[nodiscard]] Bytes state() const { return to_bytes(encode_whole_session(session_).reveal()); }

  /// Opens a frame; a refusal leaves the state.
  std::optional<Error> open(ByteView frame, ByteView expected) {
    entropy_.inject(Draw::ratchet_private,
                    test::labelled_bytes("own ratchet " + std::to_string(++draws_)));
    const Bytes before = state();
    Result<OpenedFrame> opened = open_frame(session_, frame, entropy_);
    require(state() == before, "nothing changes before it is applied");
    if (!opened) return opened.error();
    require(std::ranges::equal(opened->plaintext.reveal(), expected),
            "what opens is what was sealed");
    session_.ratchet.reserve_for(opened->change);
    session_.ratchet.apply(std::move(opened->change));
    require(session_.ratchet.skipped().size() == reference_.stored(),
            "as many keys are stored as messages were passed");
    return std::nullopt;
  }

  static bool is_low_order(const X25519PublicKey& key) {
    return std::ranges::find(test::low_order_keys(), key) != test::low_order_keys().end();
  }

  void deliver(const FrameHeader& header, ByteView plaintext) {
    const Bytes frame = sealed(header, plaintext);
    if (is_low_order(header.ratchet_key)) {
      test::ReferenceReceiver unchanged = reference_;
      const std::optional<Error> verdict = unchanged.receive(header);
      require(open(frame, plaintext) == verdict.value_or(Error::low_order_point),
              "no secret comes of a point of small order");
      return;
    }
    const std::optional<Error> verdict = reference_.receive(header);
    require(open(frame, plaintext) == verdict, "the verdict is the reference's");
  }

  void tampered(const FrameHeader& header, Input& input) {
    Bytes frame = sealed(header, input.take_short());
    const std::uint16_t bit = input.u16();
    frame[bit / 8U % frame.size()] ^= static_cast<std::uint8_t>(1U << (bit % 8U));
    require(open(frame, {}).has_value(), "a changed frame does not open");
  }

  void forged(ByteView frame) {
    require(open(frame, {}).has_value(), "no frame opens that nobody sealed");
  }

  void send(ByteView plaintext) {
    const Result<SealedFrame> made = session_.ratchet.encrypt(associated(), plaintext);
    if (!head().sending_chain) {
      require(test::error_of(made) == Error::no_sending_chain, "there is no chain to send on");
      return;
    }
    require(made.has_value(), "sending succeeds");
    const Result<Frame> frame = decode_frame(made->frame);
    require(frame && frame->header.number == head().sent &&
                frame->header.ratchet_key == head().own.public_key,
            "a frame says where it is from");
    Bytes opened(plaintext.size());
    require(open_message(ChainStep(*head().sending_chain).message_key,
                         {associated(), frame->header_bytes}, frame->ciphertext, opened)
                .has_value(),
            "its key is the chain's");
    require(std::ranges::equal(opened, plaintext), "a frame holds what was sent");
    RatchetChange change = std::move(const_cast<SealedFrame&>(*made).change);
    session_.ratchet.reserve_for(change);
    session_.ratchet.apply(std::move(change));
  }

  /// Through the records of a store and back.
  void stored_and_read() {
    const Bytes before = state();
    DecodedSession decoded =
        must(decode_session(encode_session(session_.meta, session_.ratchet.as_it_is()).reveal()),
             "a session decodes");
    SkippedKeys skipped;
    for (const auto& [sequence, key] : session_.ratchet.skipped().entries()) {
      skipped.restore(sequence,
                      must(decode_skipped_key(encode_skipped_key(key).reveal()), "a key decodes"));
    }
    session_.meta = std::move(decoded.meta);
    session_.ratchet =
        must(DoubleRatchet::restore(decoded.root_key, std::move(decoded.head), std::move(skipped)),
             "a ratchet is restored");
    require(state() == before, "what was stored is the state again");
  }

  void stamped() {
    RatchetChange change = session_.ratchet.purge(kNow);
    session_.ratchet.reserve_for(change);
    session_.ratchet.apply(std::move(change));
    require(session_.ratchet.skipped().size() == reference_.stored(), "a stamp deletes nothing");
  }

  static constexpr std::uint64_t kNow = 1'700'000'000;
  Session session_{responder_meta(), associated(), receiver()};
  test::ReferenceReceiver reference_;
  Entropy entropy_;
  std::size_t fresh_ = 0;
  unsigned draws_ = 0;
};

}  // namespace
}  // namespace smx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  smx::fuzz::make_ready();
  smx::fuzz::Input input(data, size);
  smx::fuzz::Play().run(input);
  return 0;
}
