#include "ratchet/double_ratchet.h"

#include <gtest/gtest.h>

#include "support/known_answers.h"
#include "support/ratchet_pair.h"
#include "support/trace_steps.h"

namespace smx {
namespace {

using test::bytes_of;
using test::error_of;
using test::header_of;
using test::must;
using test::RatchetPair;
using test::RatchetParty;
using test::secret_of;
namespace known = test::known;

// [DR-05] [DR-06] [DR-07] [DR-22] Both starts, a frame and its successor, the answer, against bytes
// made without the core.
TEST(DoubleRatchet, MakesTheKnownFrames) {
  const auto private_key = [](std::string_view hex) { return secret_of<X25519PrivateKey>(hex); };
  const X25519KeyPair prekey = test::pair_of(private_key(known::kSignedPrekeyPrivate));
  AssociatedData ad;
  std::ranges::copy(bytes_of(known::kAssociatedData), ad.begin());
  RatchetParty alice(
      "alice",
      must(DoubleRatchet::start_as_initiator(
          secret_of<RootKey>(known::kRootKeyWith),
          test::pair_of(private_key(known::kAliceRatchetPrivate)), prekey.public_key)),
      ad);
  RatchetParty bob("bob",
                   must(DoubleRatchet::start_as_responder(secret_of<RootKey>(known::kRootKeyWith),
                                                          prekey.duplicate())),
                   ad);
  bob.entropy().inject(Draw::ratchet_private, bytes_of(known::kBobRatchetPrivate));
  const Bytes first = alice.send("first words");
  EXPECT_EQ(first, bytes_of(known::kFrameA0));
  EXPECT_EQ(alice.send(""), bytes_of(known::kFrameA1));
  EXPECT_EQ(must(bob.receive(first)), "first words");
  const Bytes answer = bob.send("answer");
  EXPECT_EQ(answer, bytes_of(known::kFrameB0));
  EXPECT_EQ(must(alice.receive(answer)), "answer");
}

// [DR-05] What an initiator starts with.
TEST(DoubleRatchet, StartsAsInitiator) {
  const RatchetPair pair;
  const RatchetHead& head = pair.alice.head();
  EXPECT_EQ(head.own.public_key, test::labelled_pair("alice ratchet 0").public_key);
  EXPECT_EQ(head.remote, pair.signed_prekey.public_key);
  EXPECT_TRUE(head.sending_chain.has_value());
  EXPECT_FALSE(head.receiving_chain.has_value());
  EXPECT_EQ(head.sent + head.received + head.previous_sent, 0u);
  EXPECT_EQ(head.earlier.size() + pair.alice.stored(), 0u);
}

// [DR-06] What a responder starts with.
TEST(DoubleRatchet, StartsAsResponder) {
  const RatchetPair pair;
  const RatchetHead& head = pair.bob.head();
  EXPECT_EQ(head.own.public_key, pair.signed_prekey.public_key);
  EXPECT_FALSE(head.remote.has_value());
  EXPECT_FALSE(head.sending_chain.has_value());
  EXPECT_FALSE(head.receiving_chain.has_value());
  EXPECT_EQ(head.sent + head.received + head.previous_sent, 0u);
  EXPECT_EQ(head.earlier.size() + pair.bob.stored(), 0u);
}

// [DR-05] [PRIM-10] The ratchet's first Diffie-Hellman is checked like every other.
TEST(DoubleRatchet, DoesNotStartTowardsALowOrderPoint) {
  for (const X25519PublicKey& low : test::low_order_keys())
    EXPECT_EQ(error_of(DoubleRatchet::start_as_initiator(test::labelled_secret<RootKey>("root"),
                                                         test::labelled_pair("own"), low)),
              Error::low_order_point);
}

// [DR-07] A step on a new key: counters, keys and chains as they have to be.
TEST(DoubleRatchet, TurnsOnANewKey) {
  RatchetPair pair;
  must(pair.bob.receive(pair.alice.send("0")));
  must(pair.bob.receive(pair.alice.send("1")));
  const X25519PublicKey bob_key = pair.bob.key();
  EXPECT_NE(bob_key, pair.signed_prekey.public_key);
  EXPECT_EQ(pair.bob.head().received, 2u);
  EXPECT_EQ(pair.bob.head().remote, pair.alice.key());
  const X25519PublicKey alice_key = pair.alice.key();
  must(pair.alice.receive(pair.bob.send("2")));
  EXPECT_NE(pair.alice.key(), alice_key);
  EXPECT_EQ(pair.alice.head().previous_sent, 2u);
  EXPECT_EQ(pair.alice.head().sent, 0u);
  EXPECT_EQ(pair.alice.head().received, 1u);
  const FrameHeader header = header_of(pair.alice.send("3"));
  EXPECT_EQ(header.previous_count, 2u);
  EXPECT_EQ(header.number, 0u);
  EXPECT_EQ(header.ratchet_key, pair.alice.key());
}

// [DR-04] [DR-22] Numbers rise by one, and no two frames share a message key.
TEST(DoubleRatchet, NumbersFramesAndUsesEachKeyOnce) {
  RatchetPair pair;
  std::vector<Bytes> ciphertexts;
  for (std::uint32_t i = 0; i < 20; ++i) {
    const internal::TraceRecorder recorder;
    const Bytes frame = pair.alice.send("the same words");
    EXPECT_EQ(header_of(frame).number, i);
    EXPECT_EQ(pair.alice.head().sent, i + 1);
    const Bytes key = *test::traced(recorder, "dr.message_key");
    EXPECT_EQ(std::ranges::find(ciphertexts, key), ciphertexts.end());
    ciphertexts.push_back(key);
  }
}

TEST(DoubleRatchet, DecryptsAThousandFramesBothWays) {
  RatchetPair pair;
  for (int i = 0; i < 1000; ++i) {
    const std::string text = "frame " + std::to_string(i);
    RatchetParty& from = (i / 3) % 2 == 0 ? pair.alice : pair.bob;
    RatchetParty& to = (i / 3) % 2 == 0 ? pair.bob : pair.alice;
    ASSERT_EQ(must(to.receive(from.send(text))), text);
  }
  EXPECT_EQ(pair.alice.stored() + pair.bob.stored(), 0u);
  EXPECT_EQ(pair.bob.head().earlier.size(), limits::kEarlierChains);
}

// [DRV1-03] [DR-24] The bounds of a plaintext.
TEST(DoubleRatchet, CarriesTheEmptyAndTheLongestPlaintext) {
  RatchetPair pair;
  EXPECT_EQ(must(pair.bob.receive(pair.alice.send(""))), "");
  const std::string longest(limits::kMaxPlaintextSize, 'x');
  const Bytes frame = pair.alice.send(longest);
  EXPECT_EQ(frame.size(), limits::kMaxFrameSize);
  EXPECT_EQ(must(pair.bob.receive(frame)), longest);
  const Bytes before = pair.alice.state();
  EXPECT_EQ(error_of(pair.alice.try_send(longest + "x")), Error::too_large);
  EXPECT_TRUE(pair.alice.state() == before);
}

// [DR-24] no_sending_chain before too_large before chain_exhausted, and none changes anything.
TEST(DoubleRatchet, NamesTheErrorsOfSendingInTheirOrder) {
  RatchetPair pair;
  const std::string too_long(limits::kMaxPlaintextSize + 1, 'x');
  const Bytes before = pair.bob.state();
  EXPECT_EQ(error_of(pair.bob.try_send("reply before receipt")), Error::no_sending_chain);
  EXPECT_EQ(error_of(pair.bob.try_send(too_long)), Error::no_sending_chain);
  EXPECT_TRUE(pair.bob.state() == before);
  pair.alice.ratchet().set_sent_for_test(limits::kMaxChainLength);
  EXPECT_EQ(error_of(pair.alice.try_send(too_long)), Error::too_large);
  EXPECT_EQ(error_of(pair.alice.try_send("")), Error::chain_exhausted);
}

// [DR-23] The last number of a chain is 2^32 - 2.
TEST(DoubleRatchet, EndsAChain) {
  RatchetPair pair;
  pair.exchange();
  must(pair.bob.receive(pair.alice.send("turns bob")));
  pair.alice.ratchet().set_sent_for_test(limits::kMaxChainLength - 1);
  EXPECT_EQ(header_of(pair.alice.send("last")).number, limits::kMaxChainLength - 1);
  const Bytes before = pair.alice.state();
  EXPECT_EQ(error_of(pair.alice.try_send("over")), Error::chain_exhausted);
  EXPECT_TRUE(pair.alice.state() == before);
  // A turn begins a chain afresh; its PN, a count, is the number of frames sent.
  must(pair.alice.receive(pair.bob.send("turn")));
  const Bytes frame = pair.alice.send("again");
  EXPECT_EQ(header_of(frame).number, 0u);
  EXPECT_EQ(header_of(frame).previous_count, limits::kMaxChainLength);
}

// [DR-23] [DR-17] The receiver's end of such a chain: Nr becomes 2^32 - 1 and nothing wraps.
TEST(DoubleRatchet, ReceivesTheLastFrameOfAChain) {
  RatchetPair pair;
  must(pair.bob.receive(pair.alice.send("0")));
  RatchetHead near_the_end = pair.bob.head().duplicate();
  near_the_end.received = limits::kMaxChainLength - 1;
  RatchetParty bob("bob", pair.bob.ratchet_with(std::move(near_the_end)),
                   RatchetPair::associated());
  pair.alice.ratchet().set_sent_for_test(limits::kMaxChainLength - 1);
  const Bytes last = pair.alice.send("last");
  EXPECT_EQ(must(bob.receive(last)), "last");
  EXPECT_EQ(bob.head().received, limits::kMaxChainLength);
  EXPECT_EQ(error_of(bob.receive(last)), Error::duplicate_message);
}

// [PRIM-22] [DR-21] A draw that fails in the middle of a turn leaves the state as it was, and the
// frame is accepted once there is randomness.
TEST(DoubleRatchet, SurvivesAFailingDraw) {
  RatchetPair pair;
  const Bytes frame = pair.alice.send("needs a fresh pair");
  pair.bob.entropy().clear_injected();
  pair.bob.entropy().inject_only();
  const Bytes before = pair.bob.state();
  EXPECT_EQ(error_of(pair.bob.receive(frame)), Error::random_failed);
  EXPECT_TRUE(pair.bob.state() == before);
  pair.bob.entropy().clear_injected();
  EXPECT_EQ(must(pair.bob.receive(frame)), "needs a fresh pair");
}

// [SES-30] Stamps at the first purge, deletion at exactly 7 days, one second less is not enough.
TEST(DoubleRatchet, LetsSkippedKeysGoAtSevenDays) {
  RatchetPair pair;
  const Bytes first = pair.alice.send("first");
  const Bytes second = pair.alice.send("second");
  must(pair.bob.receive(pair.alice.send("third")));
  EXPECT_EQ(pair.bob.stored(), 2u);
  constexpr std::uint64_t kStart = 1'000'000;
  pair.bob.purge(kStart);
  const Bytes fifth_frame = [&] {
    const Bytes fourth = pair.alice.send("fourth");
    must(pair.bob.receive(pair.alice.send("fifth")));
    return fourth;
  }();
  EXPECT_EQ(pair.bob.stored(), 3u);
  pair.bob.purge(kStart + limits::kSkippedKeyLifetime - 1);
  EXPECT_EQ(pair.bob.stored(), 3u);
  EXPECT_EQ(must(pair.bob.receive(second)), "second");
  pair.bob.purge(kStart + limits::kSkippedKeyLifetime);
  EXPECT_EQ(pair.bob.stored(), 1u);
  EXPECT_EQ(error_of(pair.bob.receive(first)), Error::duplicate_message);
  // The fourth frame's key was stamped by the second purge.
  pair.bob.purge(kStart + 2 * limits::kSkippedKeyLifetime - 2);
  EXPECT_EQ(pair.bob.stored(), 1u);
  pair.bob.purge(kStart + 2 * limits::kSkippedKeyLifetime - 1);
  EXPECT_EQ(pair.bob.stored(), 0u);
  EXPECT_EQ(error_of(pair.bob.receive(fifth_frame)), Error::duplicate_message);
}

}  // namespace
}  // namespace smx
