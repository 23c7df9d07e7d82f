// Receipt of SMX1 envelopes: the four steps, the seen set, and what a failure leaves alone.
#include <gtest/gtest.h>

#include "crypto/aead.h"
#include "session/device_core.h"
#include "support/party.h"
#include "support/ratchet_pair.h"
#include "support/trace_steps.h"

namespace smx {
namespace {

using test::error_of;
using test::key_id;
using test::must;
using test::Party;
using test::ScriptedStore;
using test::view_of;
using test::with_flipped_bit;

struct Bootstrap : testing::Test {
  Party alice{"alice"};
  Party bob{"bob"};

  /// The envelope again around another inner plaintext, sealed as alice would seal it.
  Bytes reseal(ByteView envelope, ByteView inner) {
    const Smx1 decoded = must(decode_smx1(envelope));
    const Session& session = alice.active(bob);
    Bytes out(decoded.header_bytes.begin(), decoded.header_bytes.end());
    const std::size_t header_size = out.size();
    out.resize(header_size + inner.size() + limits::kTagSize);
    must(aead_seal(AeadKey(session.meta.bootstrap_key->reveal()), decoded.header.nonce,
                   {session.ad, std::span(out).first(header_size)}, inner,
                   std::span(out).subspan(header_size)));
    return out;
  }
  Bytes inner_of(ByteView envelope) {
    return must(unwrap_frame(alice.active(bob), must(decode_smx1(envelope))));
  }
};

// [SMX1-10] [SMX1-16] [SMX1-17] [KEY-22] A first envelope: the sender's pair comes from the caller,
// the session is there, the prekey is gone, the bootstrap is seen.
TEST_F(Bootstrap, MakesASession) {
  const Bytes envelope = alice.start(bob, "hello", "opk 2");
  Party carol("carol");
  EXPECT_EQ(bob.refusal(carol, envelope), Error::decryption_failed) << "another sender's keys";
  EXPECT_EQ(bob.receive(alice, envelope), "hello");
  EXPECT_EQ(bob.state().one_time_prekeys.size(), 2u);
  EXPECT_FALSE(bob.state().one_time_prekeys.contains(key_id("opk 2")));
  const Session& session = bob.active(alice);
  EXPECT_EQ(session.meta.role, Role::responder);
  EXPECT_TRUE(session.meta.one_time_prekey_used);
  EXPECT_TRUE(bob.peer(alice).seen.at(key_id("spk 1")).contains(session.meta.ephemeral_key));
}

// [SMX1-05] [SMX1-13] Several envelopes of one session in any order, also repeated: prekeys are not
// looked up again.
TEST_F(Bootstrap, AcceptsItsEnvelopesInAnyOrder) {
  std::vector<Bytes> envelopes{alice.start(bob, "0", "opk 1")};
  for (int i = 1; i < 5; ++i) envelopes.push_back(alice.send(bob, std::to_string(i)));
  for (const std::size_t i : {3u, 1u, 4u, 0u, 2u}) {
    EXPECT_EQ(bob.receive(alice, envelopes[i]), std::to_string(i));
    EXPECT_EQ(bob.refusal(alice, envelopes[i]), Error::duplicate_message);
  }
  EXPECT_EQ(bob.sessions_with(alice), 1u);
  EXPECT_EQ(bob.store.count("seen/"), 1u);
  EXPECT_EQ(bob.store.count("opk/"), 2u);
}

// [SMX1-06] [SMX1-13] The first one lost, or late: nothing is out of step.
TEST_F(Bootstrap, DoesNotNeedTheFirstEnvelope) {
  const Bytes lost = alice.start(bob, "0", "opk 1");
  EXPECT_EQ(bob.receive(alice, alice.send(bob, "1")), "1");
  EXPECT_EQ(alice.receive(bob, bob.send(alice, "reply")), "reply");
  EXPECT_EQ(bob.receive(alice, alice.send(bob, "bare")), "bare");
  EXPECT_EQ(bob.receive(alice, lost), "0") << "late, after the ratchet has turned";
}

// [SMX1-13] A late envelope makes its session active again.
TEST_F(Bootstrap, ActivatesTheSessionOfALateEnvelope) {
  const Bytes first = alice.start(bob, "0");
  const Bytes late = alice.send(bob, "1");
  bob.receive(alice, first);
  const std::uint64_t id = bob.active(alice).meta.id;
  bob.receive(alice, alice.restart(bob, "2", 1000));
  EXPECT_NE(bob.active(alice).meta.id, id);
  EXPECT_EQ(bob.receive(alice, late), "1");
  EXPECT_EQ(bob.active(alice).meta.id, id);
}

// [SMX1-13] A session that the device started itself never matches, although the key is the same:
// bob gets his own envelope, as if from alice, and it names a prekey that only she has.
TEST_F(Bootstrap, DoesNotMatchASessionItStarted) {
  alice.rotate(1000, "spk of alice");
  const Bytes own = bob.start(alice, "from bob", "opk 1");
  const internal::TraceRecorder recorder;
  EXPECT_EQ(bob.refusal(alice, own), Error::unknown_prekey);
  EXPECT_EQ(test::count_steps(recorder, "smx1.frame"), 0u) << "opened with his own BK";
  EXPECT_EQ(alice.receive(bob, own), "from bob");
}

// [SMX1-12] Form first, before a session, the seen set or a prekey is looked for.
TEST_F(Bootstrap, ChecksFormFirst) {
  const Bytes envelope = alice.start(bob, "0", "opk 1");
  for (const bool known : {false, true}) {
    if (known) bob.receive(alice, envelope);
    EXPECT_EQ(bob.refusal(alice, with_flipped_bit(envelope, 4)), Error::malformed);
    EXPECT_EQ(bob.refusal(alice, with_flipped_bit(envelope, 37)), Error::malformed);
    EXPECT_EQ(bob.refusal(alice, ByteView(envelope).first(70)), Error::malformed);
  }
}

// [SMX1-14] [SMX1-20] A replay after the session has gone: the seen entry has not.
TEST_F(Bootstrap, RefusesAReplayAfterTheSessionIsGone) {
  const Bytes envelope = alice.start(bob, "0");
  bob.receive(alice, envelope);
  bob.receive(alice, alice.restart(bob, "1", 1000));
  bob.purge(1000);
  bob.purge(1000 + limits::kArchivedSessionLifetime);
  EXPECT_EQ(bob.sessions_with(alice), 1u);
  const internal::TraceRecorder recorder;
  EXPECT_EQ(bob.refusal(alice, envelope), Error::replayed_bootstrap);
  EXPECT_EQ(test::count_agreements(recorder), 0u);
  bob.reopen();
  EXPECT_EQ(bob.refusal(alice, envelope), Error::replayed_bootstrap);
  // [KEY-12] Another pair with the same EK_A is another bootstrap.
  Party carol("carol");
  EXPECT_EQ(bob.refusal(carol, envelope), Error::decryption_failed);
}

// [SMX1-14] Whichever signed prekey the entry belongs to: the same EK_A under a newer one.
TEST_F(Bootstrap, RefusesAReplayUnderAnotherPrekey) {
  const Bytes first = alice.start(bob, "0");
  bob.receive(alice, first);
  bob.receive(alice, alice.restart(bob, "1", 1000));
  bob.purge(1000);
  bob.rotate(1001, "spk 2");
  bob.purge(1000 + limits::kReplacedPrekeyLifetime);
  bob.purge(1001 + limits::kReplacedPrekeyLifetime - 1);
  const std::uint64_t first_session = bob.peer(alice).sessions[1]->meta.id;
  std::erase_if(bob.store.records(), [&](const auto& record) {
    return record.first == record_id("session", first_session);
  });
  bob.reopen();
  Bytes renamed = first;
  renamed[39 + 4] = '2';
  EXPECT_EQ(must(decode_smx1(renamed)).header.signed_prekey_id, key_id("spk 2"));
  EXPECT_EQ(bob.refusal(alice, renamed), Error::replayed_bootstrap);
}

// [SMX1-16] [KEY-21] Prekeys that are not held, the signed one first; then the agreement, then the
// opening.
TEST_F(Bootstrap, NamesTheFaultsOfStepFourInTheirOrder) {
  const Bytes envelope = alice.start(bob, "0", "opk 1");
  const auto rename = [&](std::size_t offset) { return with_flipped_bit(envelope, offset, 0x08); };
  const std::size_t spk_name = 39;
  const std::size_t opk_name = 41 + 5;
  Bytes low_order = envelope;
  std::ranges::copy(test::low_order_keys()[2].view(), low_order.begin() + 5);
  {
    const internal::TraceRecorder recorder;
    EXPECT_EQ(bob.refusal(alice, rename(spk_name)), Error::unknown_prekey);
    EXPECT_EQ(bob.refusal(alice, rename(opk_name)), Error::unknown_prekey);
    EXPECT_EQ(bob.refusal(alice, with_flipped_bit(low_order, opk_name, 0x08)),
              Error::unknown_prekey);
    EXPECT_EQ(test::count_agreements(recorder), 0u);
  }
  EXPECT_EQ(bob.refusal(alice, low_order), Error::low_order_point);
  EXPECT_EQ(bob.refusal(alice, with_flipped_bit(envelope, envelope.size() - 1)),
            Error::decryption_failed);
  // A sender whose identity key is of low order.
  EXPECT_EQ(bob.unchanged_by([&] {
    return error_of(
        bob.try_receive("alice", {test::low_order_keys()[4], alice.keys().signing_key}, envelope));
  }),
            Error::low_order_point);
  EXPECT_EQ(bob.receive(alice, envelope), "0");
}

// [SMX1-16] The right key under the wrong prekey: a used one is unknown.
TEST_F(Bootstrap, DoesNotKnowAUsedOneTimePrekey) {
  Party carol("carol");
  const Bundle bundle = bob.bundle("opk 1");
  bob.receive(alice, alice.start(bob, "0", "opk 1"));
  const Bytes second =
      must(carol.try_send(bob, "x", {.bundle = &bundle, .delivery_id = {}})).envelope;
  EXPECT_EQ(bob.refusal(carol, second), Error::unknown_prekey);
}

// [SMX1-17] [SMX1-18] [X3DH-12] Forged first messages burn no prekey, whatever is wrong with them;
// the genuine one is accepted afterwards.
TEST_F(Bootstrap, BurnsNoPrekeyForAForgery) {
  const Bytes envelope = alice.start(bob, "genuine", "opk 1");
  for (std::size_t at = 5; at < envelope.size(); at += 3)
    EXPECT_TRUE(bob.refusal(alice, with_flipped_bit(envelope, at)).has_value()) << at;
  EXPECT_EQ(bob.store.count("opk/"), 3u);
  EXPECT_EQ(bob.store.count("seen/") + bob.store.count("session/") + bob.store.count("label/"), 0u);
  EXPECT_EQ(bob.receive(alice, envelope), "genuine");
}

// [SMX1-03] [SMX1-18] [SMX1-19] The outer layer is good and the inner frame is not: its own error,
// and nothing is made, in step 4 and in step 2.
TEST_F(Bootstrap, NamesTheErrorsOfTheInnerFrame) {
  alice.start(bob, "lost", "opk 1");
  for (const bool known : {false, true}) {
    const Bytes envelope = alice.send(bob, "genuine");
    const Bytes inner = inner_of(envelope);
    FrameHeader far = test::header_of(inner);
    far.number = 2003;
    FrameHeader low = test::header_of(inner);
    low.ratchet_key = test::low_order_keys()[3];
    const std::pair<Bytes, Error> cases[] = {
        {Bytes{}, Error::malformed},
        {Bytes(inner.begin(), inner.end() - 1), Error::decryption_failed},
        {Bytes(inner.begin(), inner.begin() + 60), Error::malformed},
        {with_flipped_bit(inner, 0), Error::malformed},
        {with_flipped_bit(inner, 4), Error::malformed},
        {envelope, Error::malformed},
        {test::with_header(inner, far), Error::too_many_skipped},
        {test::with_header(inner, low), Error::low_order_point},
        {with_flipped_bit(inner, inner.size() - 1), Error::decryption_failed}};
    for (const auto& [bytes, error] : cases)
      EXPECT_EQ(bob.refusal(alice, reseal(envelope, bytes)), error);
    EXPECT_EQ(bob.store.count("opk/"), known ? 2u : 3u);
    EXPECT_EQ(bob.receive(alice, envelope), "genuine");
    EXPECT_EQ(bob.refusal(alice, reseal(envelope, inner)), Error::duplicate_message);
  }
}

// [SMX1-13] In step 2 a tampered envelope fails by the outer layer.
TEST_F(Bootstrap, RefusesDamageToALaterEnvelope) {
  bob.receive(alice, alice.start(bob, "0", "opk 1"));
  const Bytes envelope = alice.send(bob, "1");
  const std::size_t opk_name = 41 + 5;
  // Even a prekey's name: prekeys are not looked up, and the name is associated data.
  EXPECT_EQ(bob.refusal(alice, with_flipped_bit(envelope, opk_name, 0x08)),
            Error::decryption_failed);
  EXPECT_EQ(bob.refusal(alice, with_flipped_bit(envelope, envelope.size() - 1)),
            Error::decryption_failed);
  EXPECT_EQ(bob.receive(alice, envelope), "1");
}

/// Lets bob's store hold so many seen bootstraps from alice under a signed prekey.
void add_seen(Party& bob, const Party& alice, std::string_view prekey, std::size_t count) {
  const std::uint64_t peer_id = bob.peer(alice).id;
  for (std::uint64_t i = 0; i < count; ++i) {
    X25519PublicKey ephemeral;
    std::ranges::copy(test::labelled_bytes("seen " + std::string(prekey) + std::to_string(i)),
                      ephemeral.bytes.begin());
    const SecretBytes record = encode_seen({peer_id, key_id(prekey), ephemeral});
    bob.store.records().emplace(record_id("seen", 100'000 + i), test::to_bytes(record.reveal()));
  }
  bob.reopen();
}

// [SMX1-15] 999 entries take one more, 1000 none, before the one-time prekey is looked up; another
// peer is not concerned, nor is another signed prekey.
TEST_F(Bootstrap, TakesAThousandForOnePeerAndPrekey) {
  bob.check_store = false;
  bob.receive(alice, alice.start(bob, "0"));
  add_seen(bob, alice, "spk 1", 998);
  EXPECT_EQ(bob.peer(alice).seen.at(key_id("spk 1")).size(), 999u);
  EXPECT_EQ(bob.receive(alice, alice.restart(bob, "the thousandth", 1'000'000)), "the thousandth");
  const Bundle old_bundle = bob.bundle("opk 1");
  const auto restart_with = [&](const Bundle& bundle, std::uint64_t days) {
    return must(alice.try_restart("bob", bundle, "one more", 1'000'000 + days * limits::kDay))
        .envelope;
  };
  const Bytes over = restart_with(old_bundle, 1);
  Bytes unknown_opk = over;
  unknown_opk[41 + 5] ^= 0x08;
  const internal::TraceRecorder recorder;
  EXPECT_EQ(bob.refusal(alice, over), Error::replayed_bootstrap);
  EXPECT_EQ(bob.refusal(alice, unknown_opk), Error::replayed_bootstrap);
  EXPECT_EQ(test::count_agreements(recorder), 0u);
  // Sessions that exist go on, also in envelopes.
  Party carol("carol");
  EXPECT_EQ(bob.receive(carol, carol.start(bob, "another peer")), "another peer");
  bob.rotate(2'000'000, "spk 2");
  EXPECT_EQ(bob.receive(alice, restart_with(bob.bundle(), 2)), "one more");
}

// [SMX1-17] A commit that fails keeps the prekey, and the envelope can be received again.
TEST_F(Bootstrap, KeepsThePrekeyWhenTheCommitFails) {
  const Bytes envelope = alice.start(bob, "genuine", "opk 1");
  for (int i = 0; i < 2; ++i) {
    bob.store.answer_next(ScriptedStore::Answer::refuse);
    EXPECT_EQ(bob.refusal(alice, envelope), Error::storage_failed);
  }
  EXPECT_EQ(bob.receive(alice, envelope), "genuine");
}

}  // namespace
}  // namespace smx
