#include <gtest/gtest.h>

#include "session/device_core.h"
#include "support/party.h"
#include "support/ratchet_pair.h"
#include "support/trace_steps.h"

namespace smx {
namespace {

using test::error_of;
using test::key_id;
using test::labelled_identity;
using test::labelled_pair;
using test::must;
using test::Party;
using test::view_of;

struct DeviceSend : testing::Test {
  Party alice{"alice"};
  Party bob{"bob"};

  Result<Sent> send_with(const Bundle& bundle, std::string_view text = "x") {
    return alice.try_send(bob, text, {.bundle = &bundle, .delivery_id = {}});
  }
  std::optional<Error> refused_with(const Bundle& bundle, std::string_view text = "x") {
    return alice.unchanged_by([&] { return error_of(send_with(bundle, text)); });
  }
};

// [SES-05] With nothing known of the peer.
TEST_F(DeviceSend, NeedsASessionOrABundle) {
  EXPECT_EQ(alice.unchanged_by([&] { return error_of(alice.try_send(bob, "x")); }),
            Error::no_session);
  // [DR-24] no_session comes before too_large.
  const std::string too_long(limits::kMaxPlaintextSize + 1, 'x');
  EXPECT_EQ(alice.unchanged_by([&] { return error_of(alice.try_send(bob, too_long)); }),
            Error::no_session);
}

// [SES-06] [X3DH-07] [KEY-15] A first message starts a session, and both sides are told whether a
// one-time prekey was used.
TEST_F(DeviceSend, StartsASession) {
  for (const std::string_view one_time : {"", "opk 1"}) {
    Party carol(one_time.empty() ? "carol" : "dave");
    const Bundle bundle = bob.bundle(one_time);
    const Sent sent = must(carol.try_send(bob, "hello", {.bundle = &bundle, .delivery_id = {}}));
    EXPECT_TRUE(sent.session_started);
    EXPECT_EQ(sent.one_time_prekey_used, !one_time.empty());
    EXPECT_EQ(sent.peer, bob.keys());
    EXPECT_FALSE(sent.peer_keys_changed);
    EXPECT_TRUE(is_smx1(sent.envelope));
    const Received received = must(bob.try_receive(carol, sent.envelope));
    EXPECT_TRUE(received.session_started);
    EXPECT_FALSE(received.session_replaced);
    EXPECT_EQ(received.one_time_prekey_used, !one_time.empty());
    EXPECT_EQ(carol.state().labels.at("bob").keys, bob.keys());
    EXPECT_EQ(carol.sessions_with(bob), 1u);
    EXPECT_EQ(test::to_text(received.plaintext.reveal()), "hello");
    const Sent second = must(carol.try_send(bob, "again"));
    EXPECT_FALSE(second.session_started);
    EXPECT_EQ(second.one_time_prekey_used, !one_time.empty());
  }
}

// [SMX1-05] [SMX1-06] [SMX1-07] [SES-08] Wrapped until the first frame from B, whatever B has
// received; all envelopes name the same keys under nonces of their own; then bare, and BK is gone.
TEST_F(DeviceSend, WrapsUntilTheFirstReply) {
  std::vector<Bytes> envelopes{alice.start(bob, "0", "opk 1")};
  for (int i = 1; i < 4; ++i) envelopes.push_back(alice.send(bob, std::to_string(i)));
  const Smx1Header first = must(decode_smx1(envelopes[0])).header;
  for (std::size_t i = 1; i < envelopes.size(); ++i) {
    const Smx1Header header = must(decode_smx1(envelopes[i])).header;
    EXPECT_EQ(header.ephemeral_key, first.ephemeral_key);
    EXPECT_EQ(header.signed_prekey_id, first.signed_prekey_id);
    EXPECT_EQ(header.one_time_prekey_id, first.one_time_prekey_id);
    EXPECT_NE(header.nonce, first.nonce);
  }
  EXPECT_EQ(bob.receive(alice, envelopes[0]), "0");
  EXPECT_TRUE(is_smx1(alice.send(bob, "still no reply")));
  EXPECT_TRUE(alice.active(bob).meta.bootstrap_key.has_value());
  const Bytes reply = bob.send(alice, "reply");
  EXPECT_TRUE(is_dr_frame(reply));
  EXPECT_EQ(alice.receive(bob, reply), "reply");
  EXPECT_FALSE(alice.active(bob).meta.bootstrap_key.has_value());
  EXPECT_FALSE(alice.active(bob).meta.wrapping.has_value());
  EXPECT_TRUE(is_dr_frame(alice.send(bob, "bare")));
  // [SMX1-08] The responder keeps BK: late envelopes still open.
  EXPECT_TRUE(bob.active(alice).meta.bootstrap_key.has_value());
  EXPECT_EQ(bob.receive(alice, envelopes[3]), "3");
}

// [SES-07] [KEY-24] With an active session a bundle's two keys are all that is looked at.
TEST_F(DeviceSend, DoesNotExamineABundleItDoesNotNeed) {
  alice.start(bob, "first");
  Bundle nonsense = bob.bundle();
  nonsense.signed_prekey.signature = {};
  nonsense.signed_prekey.public_key = test::low_order_keys()[0];
  nonsense.one_time_prekey = OneTimePrekey{key_id("none"), test::low_order_keys()[1]};
  const internal::TraceRecorder recorder;
  const Sent sent = must(send_with(nonsense));
  EXPECT_FALSE(sent.session_started);
  EXPECT_EQ(alice.sessions_with(bob), 1u);
  EXPECT_EQ(test::count_agreements(recorder), 0u);
  EXPECT_EQ(test::count_steps(recorder, "spk.verified"), 0u);
}

// [KEY-14] [KEY-23] [KEY-24] Reflection is refused with and without a session, and before the
// signature.
TEST_F(DeviceSend, RefusesItsOwnKeys) {
  for (const bool with_session : {false, true}) {
    if (with_session) alice.start(bob, "first");
    Bundle bundle = bob.bundle();
    bundle.identity_key = alice.keys().identity_key;
    EXPECT_EQ(refused_with(bundle), Error::malformed);
    bundle = bob.bundle();
    bundle.signing_key = alice.keys().signing_key;
    EXPECT_EQ(refused_with(bundle), Error::malformed);
    EXPECT_EQ(refused_with(alice.bundle()), Error::malformed);
  }
}

// [X3DH-02] [X3DH-03] [X3DH-13] [KEY-23] One bundle with every fault: each is named in its turn,
// and nothing of the failed starts is left.
TEST_F(DeviceSend, NamesTheFaultsOfABundleInTheirOrder) {
  const std::string too_long(limits::kMaxPlaintextSize + 1, 'x');
  Bundle bundle = bob.bundle();
  bundle.signed_prekey.public_key = test::low_order_keys()[2];
  {
    const internal::TraceRecorder recorder;
    EXPECT_EQ(refused_with(bundle, too_long), Error::bad_signature);
    EXPECT_EQ(test::count_agreements(recorder), 0u);
    EXPECT_TRUE(recorder.steps().empty());
  }
  bundle.signed_prekey =
      test::sign_prekey(bob.identity(), test::low_order_keys()[2], key_id("spk 1"));
  EXPECT_EQ(refused_with(bundle, too_long), Error::low_order_point);
  bundle = bob.bundle("opk 1");
  bundle.one_time_prekey->public_key = test::low_order_keys()[3];
  EXPECT_EQ(refused_with(bundle, too_long), Error::low_order_point);
  EXPECT_EQ(refused_with(bob.bundle(), too_long), Error::too_large);
  EXPECT_EQ(alice.sessions_with(bob), 0u);
  EXPECT_TRUE(alice.state().labels.empty());
  must(send_with(bob.bundle()));
}

// [SES-04] [KEY-15] [KEY-16] [KEY-17] A label goes over to another pair with a bundle; the old
// pair's session is left alone and nothing is sent on it.
TEST_F(DeviceSend, FollowsTheBundleWhenKeysChange) {
  bob.receive(alice, alice.start(bob, "first"));
  Party new_bob("new bob");
  const Bundle bundle = new_bob.bundle();
  const Session* old_session = &alice.active(bob);
  const Bytes before = test::to_bytes(old_session->ratchet.root_key().reveal());
  const std::uint32_t sent_before = old_session->ratchet.head().sent;
  // A refused send moves no label.
  Bundle bad = bundle;
  bad.signed_prekey.signature.bytes[0] ^= 1;
  EXPECT_EQ(refused_with(bad), Error::bad_signature);
  EXPECT_EQ(alice.state().labels.at("bob").keys, bob.keys());

  const Sent sent = must(send_with(bundle, "to the new pair"));
  EXPECT_TRUE(sent.peer_keys_changed);
  EXPECT_TRUE(sent.session_started);
  EXPECT_EQ(sent.peer, new_bob.keys());
  EXPECT_EQ(alice.state().labels.at("bob").keys, new_bob.keys());
  EXPECT_EQ(alice.sessions_with(bob), 1u);
  EXPECT_EQ(old_session->ratchet.head().sent, sent_before);
  EXPECT_EQ(test::to_bytes(old_session->ratchet.root_key().reveal()), before);
  EXPECT_EQ(new_bob.receive(alice, sent.envelope), "to the new pair");
  EXPECT_EQ(bob.refusal(alice, sent.envelope), Error::decryption_failed);
  // Without a bundle the label decides.
  const Sent next = must(alice.try_send(bob, "by label"));
  EXPECT_EQ(next.peer, new_bob.keys());
  EXPECT_FALSE(next.peer_keys_changed);
  // The old pair under another label: its session goes on.
  const Bundle old_bundle = bob.bundle();
  const Sent old = must(alice.core().send("old bob", view_of("still here"),
                                          {.bundle = &old_bundle, .delivery_id = {}}));
  EXPECT_FALSE(old.session_started);
  EXPECT_FALSE(old.peer_keys_changed);
  EXPECT_EQ(bob.receive(alice, old.envelope), "still here");
}

// [KEY-12] Each half of the pair makes another peer.
TEST_F(DeviceSend, TakesAPairForAPairOnly) {
  alice.start(bob, "first");
  test::Identity half =
      test::identity_of(bob.identity().identity_private.duplicate(),
                        test::labelled_secret<Ed25519PrivateKey>("another signing key"));
  const Bundle bundle = test::bundle_of(half, labelled_pair("spk").public_key);
  const Sent sent = must(send_with(bundle));
  EXPECT_TRUE(sent.session_started);
  EXPECT_TRUE(sent.peer_keys_changed);
  EXPECT_EQ(alice.state().peers.size(), 2u);
}

// [DR-24] [DR-23] [SES-18] The errors of an existing session, and nothing moves.
TEST_F(DeviceSend, NamesTheErrorsOfSendingInTheirOrder) {
  bob.receive(alice, alice.start(bob, "first"));
  const std::string too_long(limits::kMaxPlaintextSize + 1, 'x');
  const_cast<Session&>(alice.active(bob)).ratchet.set_sent_for_test(limits::kMaxChainLength);
  const auto error = [&](std::string_view text) { return error_of(alice.try_send(bob, text)); };
  EXPECT_EQ(error(too_long), Error::too_large);
  EXPECT_EQ(error("x"), Error::chain_exhausted);
}

// [SMX1-09] The first chain ends before one BK could make 2^32 envelopes, and an initiator that was
// never answered makes no others.
TEST_F(DeviceSend, MakesNoMoreEnvelopesThanItsChainHasFrames) {
  alice.start(bob, "first");
  const_cast<Session&>(alice.active(bob)).ratchet.set_sent_for_test(limits::kMaxChainLength - 1);
  const Bytes last = alice.send(bob, "the last of 2^32 - 1");
  EXPECT_TRUE(is_smx1(last));
  EXPECT_EQ(must(decode_smx1(last)).header.ephemeral_key, alice.active(bob).meta.ephemeral_key);
  EXPECT_EQ(alice.unchanged_by([&] { return error_of(alice.try_send(bob, "one more")); }),
            Error::chain_exhausted);
}

// [KEY-10] [KEY-11] What the private halves do in the life of a device: the agreements of X3DH and
// of the ratchet and no others, and signatures of messages that begin with the prekey's label.
TEST_F(DeviceSend, UsesItsKeysForX3dhAndTheRatchetOnly) {
  const auto agreements = [](auto operation) {
    const internal::TraceRecorder recorder;
    operation();
    return test::count_agreements(recorder);
  };
  Bytes bytes;
  EXPECT_EQ(agreements([&] { bytes = alice.start(bob, "first", "opk 1"); }), 5u);
  EXPECT_EQ(agreements([&] { bob.receive(alice, bytes); }), 6u);
  EXPECT_EQ(agreements([&] { bytes = bob.send(alice, "reply"); }), 0u);
  EXPECT_EQ(agreements([&] { alice.receive(bob, bytes); }), 2u);
  EXPECT_EQ(agreements([&] { bytes = alice.send(bob, "bare"); }), 0u);
  EXPECT_EQ(agreements([&] {
              const SignedPrekey prekey = bob.rotate(1'000'000, "spk 2");
              const Bytes message =
                  signed_prekey_message(bob.keys().identity_key, prekey.public_key, prekey.key_id);
              EXPECT_EQ(test::to_text(ByteView(message).first(15)), "SemaFore-SPK-v1");
              must(ed25519_verify(bob.keys().signing_key, message, prekey.signature));
              bob.purge(2'000'000);
              bob.reopen();
            }),
            0u);
}

// Arguments that no message from outside can cause.
TEST_F(DeviceSend, RefusesArgumentsOutOfBounds) {
  const Bundle bundle = bob.bundle();
  const std::string longest_label(limits::kMaxLabelSize, 'l');
  const auto send = [&](std::string_view label, std::string_view id) {
    return alice.core().send(label, view_of("x"), {.bundle = &bundle, .delivery_id = id});
  };
  EXPECT_EQ(error_of(send(longest_label + "l", "")), Error::invalid_argument);
  EXPECT_EQ(error_of(send("bob", std::string(65, 'd'))), Error::invalid_argument);
  must(send(longest_label, std::string(64, 'd')));
  must(send("", "d"));
  EXPECT_EQ(error_of(alice.core().restart(longest_label + "l", bundle, view_of("x"), 1, {})),
            Error::invalid_argument);
}

// [PRIM-22] [SES-18] Each draw of a first message can fail.
TEST_F(DeviceSend, ChangesNothingWithoutRandomness) {
  const Bundle bundle = bob.bundle();
  const Draw draws[] = {Draw::ek_private, Draw::ratchet_private, Draw::nonce};
  for (std::size_t given = 0; given < std::size(draws); ++given) {
    Entropy& entropy = alice.core().entropy();
    entropy.clear_injected();
    entropy.inject_only();
    for (std::size_t i = 0; i < given; ++i) entropy.inject(draws[i], Bytes(i == 2 ? 12 : 32, 0x42));
    const auto send = [&] {
      return error_of(
          alice.core().send("bob", view_of("x"), {.bundle = &bundle, .delivery_id = {}}));
    };
    EXPECT_EQ(alice.unchanged_by(send), Error::random_failed);
  }
}

}  // namespace
}  // namespace smx
