// How far a frame may skip, and how many message keys are stored.
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
using test::with_header;

/// Sends so many frames and returns the last.
Bytes send_to(RatchetParty& from, std::size_t count) {
  for (std::size_t i = 1; i < count; ++i) from.send("lost");
  return from.send("last");
}

std::optional<Error> refusal(RatchetParty& party, ByteView frame) {
  const Bytes before = party.state();
  const std::optional<Error> error = error_of(party.receive(frame));
  EXPECT_TRUE(party.state() == before);
  return error;
}

// [DR-15] [DR-16] A first chain: 2000 skipped is accepted, 2001 is not.
TEST(DoubleRatchetBounds, SkipsExactly2000InANewChain) {
  RatchetPair pair;
  const Bytes at_bound = send_to(pair.alice, 2001);
  EXPECT_EQ(header_of(at_bound).number, 2000u);
  const Bytes over = pair.alice.send("over");
  EXPECT_EQ(refusal(pair.bob, over), Error::too_many_skipped);
  EXPECT_EQ(must(pair.bob.receive(at_bound)), "last");
  EXPECT_EQ(pair.bob.stored(), 2000u);
  EXPECT_EQ(must(pair.bob.receive(over)), "over");
}

// [DR-15] The current chain, counted from Nr.
TEST(DoubleRatchetBounds, SkipsExactly2000InTheCurrentChain) {
  RatchetPair pair;
  must(pair.bob.receive(send_to(pair.alice, 5)));
  const Bytes at_bound = send_to(pair.alice, 2001);
  const Bytes over = pair.alice.send("over");
  const internal::TraceRecorder recorder;
  EXPECT_EQ(refusal(pair.bob, over), Error::too_many_skipped);
  EXPECT_TRUE(recorder.steps().empty());
  EXPECT_EQ(must(pair.bob.receive(at_bound)), "last");
  EXPECT_EQ(pair.bob.head().received, 2006u);
}

// [DR-16] The old chain, by PN: 2000 is accepted, 2001 is not, and no Diffie-Hellman runs for it.
TEST(DoubleRatchetBounds, SkipsExactly2000InTheOldChain) {
  for (const std::size_t lost : {2000u, 2001u}) {
    RatchetPair pair;
    must(pair.bob.receive(pair.alice.send("0")));
    send_to(pair.alice, lost);
    must(pair.alice.receive(pair.bob.send("turn")));
    const Bytes frame = pair.alice.send("new chain");
    EXPECT_EQ(header_of(frame).previous_count, lost + 1);
    if (lost == 2000) {
      EXPECT_EQ(must(pair.bob.receive(frame)), "new chain");
      EXPECT_EQ(pair.bob.stored(), 2000u);
    } else {
      const internal::TraceRecorder recorder;
      EXPECT_EQ(refusal(pair.bob, frame), Error::too_many_skipped);
      EXPECT_EQ(test::count_agreements(recorder), 0u);
    }
  }
}

// [DR-16] Without wrap-around: the largest PN and N are refused as too far, not taken for small.
TEST(DoubleRatchetBounds, DoesNotWrapAround) {
  RatchetPair pair;
  pair.exchange();
  must(pair.bob.receive(pair.alice.send("Nr is 1")));
  FrameHeader header = header_of(pair.alice.send("genuine"));
  const Bytes frame = pair.alice.send("shape");
  header.number = limits::kMaxChainLength - 1;
  EXPECT_EQ(refusal(pair.bob, with_header(frame, header)), Error::too_many_skipped);
  header.number = 0;
  header.ratchet_key = test::labelled_pair("stranger").public_key;
  header.previous_count = 0xFFFF'FFFF;
  EXPECT_EQ(refusal(pair.bob, with_header(frame, header)), Error::too_many_skipped);
  header.previous_count = 0;
  EXPECT_EQ(refusal(pair.bob, with_header(frame, header)), Error::decryption_failed);
}

// [DR-16] With no receiving chain PN is not examined.
TEST(DoubleRatchetBounds, IgnoresThePreviousCountWithoutAReceivingChain) {
  RatchetPair pair;
  RatchetHead head = pair.alice.head().duplicate();
  head.previous_sent = 0xFFFF'FFFF;
  RatchetParty liar("liar", pair.alice.ratchet_with(std::move(head)), RatchetPair::associated());
  EXPECT_EQ(must(pair.bob.receive(liar.send("accepted"))), "accepted");
  EXPECT_EQ(pair.bob.stored(), 0u);
}

// [DR-18] The 2001st stored key pushes out the oldest, not the lowest number.
TEST(DoubleRatchetBounds, EvictsInTheOrderOfStorage) {
  RatchetPair pair;
  std::vector<Bytes> frames;
  for (int i = 0; i < 2010; ++i) frames.push_back(pair.alice.send(std::to_string(i)));
  must(pair.bob.receive(frames[2000]));
  EXPECT_EQ(pair.bob.stored(), 2000u);
  // 8 keys more: 0 to 7 go.
  must(pair.bob.receive(frames[2009]));
  EXPECT_EQ(pair.bob.stored(), 2000u);
  for (const std::size_t gone : {0u, 7u})
    EXPECT_EQ(refusal(pair.bob, frames[gone]), Error::duplicate_message);
  for (const std::size_t kept : {8u, 1999u, 2001u, 2008u})
    EXPECT_EQ(must(pair.bob.receive(frames[kept])), std::to_string(kept));
}

// [DR-17] [DR-18] One frame that stores keys of both chains: the old chain's are the older ones, so
// of 1500 and 1500 the first 1000 of the old chain go.
TEST(DoubleRatchetBounds, EvictsTheOldChainsKeysFirst) {
  RatchetPair pair;
  must(pair.bob.receive(pair.alice.send("0")));
  std::vector<Bytes> old_chain{Bytes{}};
  for (int i = 1; i <= 1500; ++i) old_chain.push_back(pair.alice.send(std::to_string(i)));
  must(pair.alice.receive(pair.bob.send("turn")));
  std::vector<Bytes> new_chain;
  for (int i = 0; i <= 1500; ++i) new_chain.push_back(pair.alice.send(std::to_string(i)));
  must(pair.bob.receive(new_chain[1500]));
  EXPECT_EQ(pair.bob.stored(), 2000u);
  for (const std::size_t gone : {1u, 1000u})
    EXPECT_EQ(refusal(pair.bob, old_chain[gone]), Error::duplicate_message);
  for (const std::size_t kept : {1001u, 1500u})
    EXPECT_EQ(must(pair.bob.receive(old_chain[kept])), std::to_string(kept));
  for (const std::size_t kept : {0u, 1499u})
    EXPECT_EQ(must(pair.bob.receive(new_chain[kept])), std::to_string(kept));
}

// [DR-18] Twice the bound in one frame: only the new chain's keys are left.
TEST(DoubleRatchetBounds, KeepsTheNewest2000OfOneFrame) {
  RatchetPair pair;
  must(pair.bob.receive(pair.alice.send("0")));
  const Bytes old_frame = pair.alice.send("old");
  send_to(pair.alice, 1999);
  must(pair.alice.receive(pair.bob.send("turn")));
  const Bytes first = pair.alice.send("first of the new");
  send_to(pair.alice, 1999);
  must(pair.bob.receive(pair.alice.send("jump")));
  EXPECT_EQ(pair.bob.stored(), 2000u);
  EXPECT_EQ(refusal(pair.bob, old_frame), Error::duplicate_message);
  EXPECT_EQ(must(pair.bob.receive(first)), "first of the new");
}

// [DR-19] At a step the keys of a chain that is dropped go, and no others.
TEST(DoubleRatchetBounds, DropsTheKeysOfForgottenChains) {
  RatchetPair pair;
  for (int chain = 0; chain < 5; ++chain) {
    must(pair.bob.receive(send_to(pair.alice, 4)));
    must(pair.alice.receive(pair.bob.send("turn")));
  }
  EXPECT_EQ(pair.bob.stored(), 15u);
  must(pair.bob.receive(pair.alice.send("sixth chain")));
  EXPECT_EQ(pair.bob.stored(), 12u);
  EXPECT_EQ(pair.bob.ratchet().skipped().entries().begin()->second.chain, 2u);
}

}  // namespace
}  // namespace smx
