// How a received frame is judged: order, gaps, duplicates, damage.
#include <gtest/gtest.h>

#include "support/ratchet_pair.h"
#include "support/trace_steps.h"

namespace smx {
namespace {

using test::error_of;
using test::header_of;
using test::must;
using test::RatchetPair;
using test::RatchetParty;
using test::with_flipped_bit;
using test::with_header;

std::vector<Bytes> send_many(RatchetParty& from, std::size_t count) {
  std::vector<Bytes> frames;
  for (std::size_t i = 0; i < count; ++i) frames.push_back(from.send(std::to_string(i)));
  return frames;
}

/// The error, after a check that the state is byte for byte what it was [DR-21].
std::optional<Error> refusal(RatchetParty& party, ByteView frame) {
  const Bytes before = party.state();
  const std::optional<Error> error = error_of(party.receive(frame));
  EXPECT_TRUE(error.has_value());
  EXPECT_TRUE(party.state() == before);
  return error;
}

TEST(DoubleRatchetReceipt, AcceptsFramesInReverse) {
  RatchetPair pair;
  const std::vector<Bytes> frames = send_many(pair.alice, 50);
  for (std::size_t i = frames.size(); i-- > 0;)
    EXPECT_EQ(must(pair.bob.receive(frames[i])), std::to_string(i));
  EXPECT_EQ(pair.bob.stored(), 0u);
}

// [DR-17] A gap's keys are stored by rising number, and Nr moves past the frame.
TEST(DoubleRatchetReceipt, KeepsTheKeysOfAGap) {
  RatchetPair pair;
  const std::vector<Bytes> frames = send_many(pair.alice, 6);
  must(pair.bob.receive(frames[1]));
  must(pair.bob.receive(frames[5]));
  EXPECT_EQ(pair.bob.head().received, 6u);
  std::vector<std::uint32_t> numbers;
  for (const auto& [sequence, key] : pair.bob.ratchet().skipped().entries())
    numbers.push_back(key.number);
  EXPECT_EQ(numbers, (std::vector<std::uint32_t>{0, 2, 3, 4}));
  for (const std::size_t i : {3u, 0u, 4u, 2u})
    EXPECT_EQ(must(pair.bob.receive(frames[i])), std::to_string(i));
}

// [DR-08] [DR-17] A gap that ends with a turn: the old chain's keys first, then the new one's.
TEST(DoubleRatchetReceipt, KeepsTheKeysOfAGapAcrossATurn) {
  RatchetPair pair;
  const std::vector<Bytes> old_chain = send_many(pair.alice, 4);
  must(pair.bob.receive(old_chain[0]));
  must(pair.alice.receive(pair.bob.send("turn")));
  const std::vector<Bytes> new_chain = send_many(pair.alice, 3);
  EXPECT_EQ(header_of(new_chain[2]).previous_count, 4u);
  EXPECT_EQ(must(pair.bob.receive(new_chain[2])), "2");
  std::vector<std::pair<std::uint32_t, std::uint32_t>> stored;
  for (const auto& [sequence, key] : pair.bob.ratchet().skipped().entries())
    stored.emplace_back(key.chain, key.number);
  EXPECT_EQ(stored, (std::vector<std::pair<std::uint32_t, std::uint32_t>>{
                        {1, 1}, {1, 2}, {1, 3}, {2, 0}, {2, 1}}));
  for (const std::size_t i : {3u, 1u, 2u})
    EXPECT_EQ(must(pair.bob.receive(old_chain[i])), std::to_string(i));
  for (const std::size_t i : {1u, 0u})
    EXPECT_EQ(must(pair.bob.receive(new_chain[i])), std::to_string(i));
  EXPECT_EQ(pair.bob.stored(), 0u);
}

// [DR-16] PN <= Nr skips nothing and is no error, also in a frame that is sealed so.
TEST(DoubleRatchetReceipt, AcceptsAPreviousCountBelowWhatItReceived) {
  for (const std::uint32_t claimed : {0u, 1u, 3u}) {
    RatchetPair pair;
    for (const Bytes& frame : send_many(pair.alice, 3)) must(pair.bob.receive(frame));
    must(pair.alice.receive(pair.bob.send("turn")));
    RatchetHead head = pair.alice.head().duplicate();
    head.previous_sent = claimed;
    RatchetParty liar("liar", pair.alice.ratchet_with(std::move(head)), RatchetPair::associated());
    EXPECT_EQ(must(pair.bob.receive(liar.send("fine"))), "fine");
    EXPECT_EQ(pair.bob.stored(), 0u);
  }
}

// [DR-10] Frames of three chains in flight at once, newest first.
TEST(DoubleRatchetReceipt, AcceptsFramesOfThreeChainsInFlight) {
  RatchetPair pair;
  std::vector<std::vector<Bytes>> chains;
  for (int chain = 0; chain < 3; ++chain) {
    chains.push_back(send_many(pair.alice, 4));
    must(pair.bob.receive(chains.back()[2]));
    must(pair.alice.receive(pair.bob.send("turn")));
  }
  EXPECT_EQ(pair.bob.stored(), 2u + 3u + 3u);
  for (const std::size_t number : {3u, 0u, 1u}) {
    for (std::size_t chain = chains.size(); chain-- > 0;)
      EXPECT_EQ(must(pair.bob.receive(chains[chain][number])), std::to_string(number));
  }
}

// [DR-12] [DR-13] [DR-14] A frame opens once, whether its key was current or stored; the second
// time costs no Diffie-Hellman.
TEST(DoubleRatchetReceipt, RefusesDuplicates) {
  RatchetPair pair;
  const std::vector<Bytes> frames = send_many(pair.alice, 3);
  must(pair.bob.receive(frames[2]));
  must(pair.bob.receive(frames[0]));
  must(pair.alice.receive(pair.bob.send("turn")));
  const Bytes next = pair.alice.send("next");
  for (int turned = 0; turned < 2; ++turned) {
    for (const std::size_t used : {0u, 2u}) {
      const internal::TraceRecorder recorder;
      EXPECT_EQ(refusal(pair.bob, frames[used]), Error::duplicate_message);
      EXPECT_TRUE(recorder.steps().empty());
    }
    if (turned == 0) must(pair.bob.receive(next));
  }
  EXPECT_EQ(must(pair.bob.receive(frames[1])), "1");
  EXPECT_EQ(refusal(pair.bob, frames[1]), Error::duplicate_message);
}

// [DR-13] [DR-21] A stored key that failed to open a forged frame stays for the genuine one.
TEST(DoubleRatchetReceipt, KeepsAStoredKeyThatFailed) {
  RatchetPair pair;
  const std::vector<Bytes> frames = send_many(pair.alice, 2);
  must(pair.bob.receive(frames[1]));
  EXPECT_EQ(refusal(pair.bob, with_flipped_bit(frames[0], frames[0].size() - 1)),
            Error::decryption_failed);
  EXPECT_EQ(must(pair.bob.receive(frames[0])), "0");
}

// [DR-12] [DR-21] Every byte of a frame counts; whatever is damaged, nothing moves and the genuine
// frame is accepted afterwards. Here for a frame that turns the ratchet over a gap.
TEST(DoubleRatchetReceipt, SurvivesDamageAnywhere) {
  RatchetPair pair;
  must(pair.bob.receive(pair.alice.send("0")));
  const Bytes late = pair.alice.send("1");
  must(pair.alice.receive(pair.bob.send("turn")));
  const Bytes skipped = pair.alice.send("2");
  const Bytes frame = pair.alice.send("genuine");
  for (std::size_t offset = 0; offset < frame.size(); ++offset) {
    for (const std::uint8_t mask : Bytes{0x01, 0x80}) {
      // The bit that X25519 ignores is associated data like the rest.
      const std::optional<Error> error = refusal(pair.bob, with_flipped_bit(frame, offset, mask));
      EXPECT_TRUE(error == Error::decryption_failed || error == Error::malformed ||
                  error == Error::too_many_skipped)
          << offset;
      if (offset >= limits::kFrameHeaderSize) {
        EXPECT_EQ(error, Error::decryption_failed);
      }
      if (offset < 5) {
        EXPECT_EQ(error, Error::malformed);
      }
    }
  }
  EXPECT_EQ(must(pair.bob.receive(frame)), "genuine");
  EXPECT_EQ(must(pair.bob.receive(late)), "1");
  EXPECT_EQ(must(pair.bob.receive(skipped)), "2");
}

// [DR-12] [DR-21] The same with each header field of a frame on the current chain.
TEST(DoubleRatchetReceipt, SurvivesChangedHeaderFields) {
  RatchetPair pair;
  pair.exchange();
  const Bytes frame = pair.alice.send("genuine");
  FrameHeader header = header_of(frame);
  header.number += 3;
  EXPECT_EQ(refusal(pair.bob, with_header(frame, header)), Error::decryption_failed);
  header = header_of(frame);
  header.previous_count += 3;
  EXPECT_EQ(refusal(pair.bob, with_header(frame, header)), Error::decryption_failed);
  header = header_of(frame);
  header.ratchet_key = test::labelled_pair("stranger").public_key;
  EXPECT_EQ(refusal(pair.bob, with_header(frame, header)), Error::decryption_failed);
  header = header_of(frame);
  header.number = limits::kMaxChainLength;
  EXPECT_EQ(refusal(pair.bob, with_header(frame, header)), Error::malformed);
  EXPECT_EQ(must(pair.bob.receive(frame)), "genuine");
}

// [DR-12] A low-order ratchet key fails at the step, after the skip bounds and before opening.
TEST(DoubleRatchetReceipt, RefusesLowOrderRatchetKeys) {
  RatchetPair fresh;
  RatchetPair used;
  used.exchange();
  for (RatchetPair* pair : {&fresh, &used}) {
    const Bytes frame = pair->alice.send("genuine");
    for (const X25519PublicKey& low : test::low_order_keys()) {
      FrameHeader header = header_of(frame);
      header.ratchet_key = low;
      EXPECT_EQ(refusal(pair->bob, with_header(frame, header)), Error::low_order_point);
      header.number = limits::kMaxSkip + 1;
      EXPECT_EQ(refusal(pair->bob, with_header(frame, header)), Error::too_many_skipped);
    }
    EXPECT_EQ(must(pair->bob.receive(frame)), "genuine");
  }
}

// [DR-11] The receiver's own key is a new key like any other: the step runs, opening fails.
TEST(DoubleRatchetReceipt, TreatsItsOwnKeyAsNew) {
  RatchetPair pair;
  pair.exchange();
  const Bytes frame = pair.alice.send("genuine");
  FrameHeader header = header_of(frame);
  header.ratchet_key = pair.bob.key();
  EXPECT_FALSE(pair.bob.ratchet().knows(pair.bob.key()));
  const internal::TraceRecorder recorder;
  EXPECT_EQ(refusal(pair.bob, with_header(frame, header)), Error::decryption_failed);
  EXPECT_EQ(test::count_agreements(recorder), 2u);
  const Bytes own_frame = pair.bob.send("sent back to its sender");
  EXPECT_EQ(refusal(pair.bob, own_frame), Error::decryption_failed);
}

// [DR-09] [DR-10] [DR-11] An initiator's first DHr, SPK_B, is neither current nor ever earlier.
TEST(DoubleRatchetReceipt, TreatsTheSignedPrekeyAsNew) {
  RatchetPair pair;
  const X25519PublicKey& prekey = pair.signed_prekey.public_key;
  must(pair.bob.receive(pair.alice.send("0")));
  const Bytes answer = pair.bob.send("answer");
  FrameHeader header = header_of(answer);
  header.ratchet_key = prekey;
  const Bytes forged = with_header(answer, header);
  EXPECT_FALSE(pair.alice.ratchet().knows(prekey));
  {
    const internal::TraceRecorder recorder;
    EXPECT_EQ(refusal(pair.alice, forged), Error::decryption_failed);
    EXPECT_EQ(test::count_agreements(recorder), 2u);
  }
  must(pair.alice.receive(answer));
  EXPECT_EQ(pair.alice.head().earlier.size(), 0u);
  EXPECT_FALSE(pair.alice.ratchet().knows(prekey));
  const internal::TraceRecorder recorder;
  EXPECT_EQ(refusal(pair.alice, forged), Error::decryption_failed);
  EXPECT_EQ(test::count_agreements(recorder), 2u);
}

// [DR-10] [DR-20] The key of the 4th chain before the current one is remembered, with its stored
// keys; that of the 5th is forgotten and new again.
TEST(DoubleRatchetReceipt, RemembersFourEarlierChains) {
  RatchetPair pair;
  std::vector<std::vector<Bytes>> chains;
  const auto next_chain = [&] {
    chains.push_back(send_many(pair.alice, 3));
    must(pair.bob.receive(chains.back()[1]));
    must(pair.alice.receive(pair.bob.send("turn")));
  };
  for (int i = 0; i < 5; ++i) next_chain();
  const X25519PublicKey oldest = header_of(chains[0][0]).ratchet_key;
  EXPECT_EQ(pair.bob.head().earlier.size(), 4u);
  EXPECT_EQ(pair.bob.head().earlier.keys().back(), oldest);
  EXPECT_TRUE(pair.bob.ratchet().knows(oldest));
  EXPECT_EQ(must(pair.bob.receive(chains[0][2])), "2");
  EXPECT_EQ(refusal(pair.bob, chains[0][2]), Error::duplicate_message);
  // Number 3 of that chain never existed: remembered without a stored key.
  FrameHeader unknown = header_of(chains[0][2]);
  unknown.number = 3;
  EXPECT_EQ(refusal(pair.bob, with_header(chains[0][2], unknown)), Error::duplicate_message);
  next_chain();
  EXPECT_EQ(pair.bob.head().earlier.size(), 4u);
  EXPECT_FALSE(pair.bob.ratchet().knows(oldest));
  // [DR-19] Its stored keys went with it: the late frame is a stranger's now.
  const internal::TraceRecorder recorder;
  EXPECT_EQ(refusal(pair.bob, chains[0][0]), Error::decryption_failed);
  EXPECT_EQ(test::count_agreements(recorder), 2u);
  EXPECT_EQ(must(pair.bob.receive(chains[1][0])), "0");
}

// Both send before either has received: each turns on the other's frame and both go on.
TEST(DoubleRatchetReceipt, SurvivesSimultaneousSends) {
  RatchetPair pair;
  pair.exchange();
  for (int i = 0; i < 20; ++i) {
    const Bytes from_alice = pair.alice.send("to bob");
    const Bytes from_bob = pair.bob.send("to alice");
    EXPECT_EQ(must(pair.bob.receive(from_alice)), "to bob");
    EXPECT_EQ(must(pair.alice.receive(from_bob)), "to alice");
  }
}

}  // namespace
}  // namespace smx
