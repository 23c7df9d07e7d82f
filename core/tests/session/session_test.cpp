#include "session/session.h"

#include <gtest/gtest.h>

#include "support/known_answers.h"
#include "support/results.h"
#include "support/test_keys.h"
#include "support/trace_steps.h"

namespace smx {
namespace {

using test::bytes_of;
using test::error_of;
using test::labelled_identity;
using test::labelled_pair;
using test::must;
using test::secret_of;
using test::view_of;
namespace known = test::known;

struct SessionStart : testing::Test {
  test::Identity alice =
      test::identity_of(secret_of<X25519PrivateKey>(known::kAliceIdentityPrivate),
                        secret_of<Ed25519PrivateKey>(known::kAliceSigningPrivate));
  test::Identity bob = test::identity_of(secret_of<X25519PrivateKey>(known::kBobIdentityPrivate),
                                         secret_of<Ed25519PrivateKey>(known::kBobSigningPrivate));
  LocalKeys alice_keys = alice.local_keys();
  LocalKeys bob_keys = bob.local_keys();
  X25519KeyPair spk = test::pair_of(secret_of<X25519PrivateKey>(known::kSignedPrekeyPrivate));
  X25519KeyPair opk = test::pair_of(secret_of<X25519PrivateKey>(known::kOneTimePrekeyPrivate));
  KeyId spk_id = *KeyId::parse(bytes_of(known::kSignedPrekeyId));
  Bundle bundle{bob.keys.identity_key, bob.keys.signing_key,
                test::sign_prekey(bob, spk.public_key, spk_id),
                OneTimePrekey{*KeyId::parse(bytes_of(known::kOneTimePrekeyId)), opk.public_key}};
  Entropy entropy;

  void SetUp() override {
    entropy.inject_only();
    entropy.inject(Draw::ek_private, bytes_of(known::kEphemeralPrivate));
    entropy.inject(Draw::ratchet_private, bytes_of(known::kAliceRatchetPrivate));
    entropy.inject(Draw::nonce, bytes_of(known::kEnvelopeNonce));
  }

  Session responder(const Smx1& envelope) {
    return must(start_session_as_responder(
        bob_keys, spk, envelope.header.one_time_prekey_id ? &opk.private_key : nullptr, alice.keys,
        envelope.header));
  }
};

// [SMX1-01] [SMX1-02] [SMX1-03] A whole first envelope, byte for byte, made without the core.
TEST_F(SessionStart, MakesTheKnownEnvelope) {
  const Session session = must(start_session_as_initiator(alice_keys, bundle, entropy));
  const SealedFrame sealed = must(session.ratchet.encrypt(session.ad, view_of("first words")));
  EXPECT_EQ(sealed.frame, bytes_of(known::kFrameA0));
  EXPECT_EQ(must(wrap_frame(session, sealed.frame, entropy)), bytes_of(known::kEnvelopeA0));
}

// [SMX1-02] [SMX1-16] [DR-06] The other side opens it.
TEST_F(SessionStart, OpensTheKnownEnvelope) {
  const Bytes bytes = bytes_of(known::kEnvelopeA0);
  const Smx1 envelope = must(decode_smx1(bytes));
  const Session session = responder(envelope);
  EXPECT_EQ(session.meta.role, Role::responder);
  EXPECT_TRUE(session.meta.one_time_prekey_used);
  EXPECT_FALSE(session.meta.wrapping.has_value());
  const Bytes frame = must(unwrap_frame(session, envelope));
  EXPECT_EQ(frame, bytes_of(known::kFrameA0));
  const OpenedFrame opened = must(open_frame(session, frame, entropy));
  EXPECT_TRUE(std::ranges::equal(opened.plaintext.reveal(), view_of("first words")));
}

// [SMX1-02] AD and every byte of the header are authenticated, and so is the ciphertext.
TEST_F(SessionStart, AuthenticatesTheWholeEnvelope) {
  const Bytes bytes = bytes_of(known::kEnvelopeA0);
  const Session session = responder(must(decode_smx1(bytes)));
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    Bytes changed = bytes;
    changed[at] ^= 0x02;
    const Result<Smx1> envelope = decode_smx1(changed);
    if (!envelope) continue;
    EXPECT_EQ(error_of(unwrap_frame(session, *envelope)), Error::decryption_failed);
  }
  Session other_ad = responder(must(decode_smx1(bytes)));
  for (const std::size_t at : {0u, 32u, 64u, 96u}) {
    other_ad.ad = session.ad;
    other_ad.ad[at] ^= 1;
    EXPECT_EQ(error_of(unwrap_frame(other_ad, must(decode_smx1(bytes)))), Error::decryption_failed);
  }
}

// [SMX1-04] Nonces are drawn for each envelope.
TEST_F(SessionStart, DrawsANonceForEachEnvelope) {
  const Session session = must(start_session_as_initiator(alice_keys, bundle, entropy));
  entropy.clear_injected();
  const Bytes frame = bytes_of(known::kFrameA0);
  const Bytes one = must(wrap_frame(session, frame, entropy));
  const Bytes two = must(wrap_frame(session, frame, entropy));
  EXPECT_NE(must(decode_smx1(one)).header.nonce, must(decode_smx1(two)).header.nonce);
}

// [X3DH-06] [X3DH-07] Without a one-time prekey: accepted, and both sides know.
TEST_F(SessionStart, WorksWithoutAOneTimePrekey) {
  bundle.one_time_prekey.reset();
  const Session session = must(start_session_as_initiator(alice_keys, bundle, entropy));
  EXPECT_FALSE(session.meta.one_time_prekey_used);
  const SealedFrame sealed = must(session.ratchet.encrypt(session.ad, view_of("x")));
  const Bytes bytes = must(wrap_frame(session, sealed.frame, entropy));
  const Smx1 envelope = must(decode_smx1(bytes));
  EXPECT_FALSE(envelope.header.one_time_prekey_id.has_value());
  const Session other = responder(envelope);
  EXPECT_FALSE(other.meta.one_time_prekey_used);
  EXPECT_EQ(must(unwrap_frame(other, envelope)), sealed.frame);
}

// [DR-05] [X3DH-11] EK_A is not the first ratchet key, and nothing keeps its private half.
TEST_F(SessionStart, DrawsARatchetPairOfItsOwn) {
  const Session session = must(start_session_as_initiator(alice_keys, bundle, entropy));
  EXPECT_NE(session.ratchet.head().own.public_key, session.meta.ephemeral_key);
  EXPECT_EQ(session.ratchet.head().own.public_key,
            x25519_public_key(secret_of<X25519PrivateKey>(known::kAliceRatchetPrivate)));
}

// [PRIM-22] Each draw can fail, and then there is no session.
TEST_F(SessionStart, FailsWithoutRandomness) {
  const Session session = must(start_session_as_initiator(alice_keys, bundle, entropy));
  for (const Draw missing : {Draw::ek_private, Draw::ratchet_private}) {
    Entropy partial;
    partial.inject_only();
    if (missing != Draw::ek_private)
      partial.inject(Draw::ek_private, bytes_of(known::kEphemeralPrivate));
    EXPECT_EQ(error_of(start_session_as_initiator(alice_keys, bundle, partial)),
              Error::random_failed);
  }
  Entropy none;
  none.inject_only();
  EXPECT_EQ(error_of(wrap_frame(session, bytes_of(known::kFrameA0), none)), Error::random_failed);
}

// [X3DH-13] [PRIM-10] The ratchet's first Diffie-Hellman is with the signed prekey too, so DH1
// names a low-order one first.
TEST_F(SessionStart, RefusesALowOrderSignedPrekey) {
  for (const X25519PublicKey& low : test::low_order_keys()) {
    bundle.signed_prekey = test::sign_prekey(bob, low, spk_id);
    const internal::TraceRecorder recorder;
    EXPECT_EQ(error_of(start_session_as_initiator(alice_keys, bundle, entropy)),
              Error::low_order_point);
    EXPECT_EQ(test::count_agreements(recorder), 0u);
  }
}

// A session without a bootstrap key neither wraps nor unwraps.
TEST_F(SessionStart, WrapsOnlyWhileItMay) {
  Session session = must(start_session_as_initiator(alice_keys, bundle, entropy));
  session.meta.wrapping.reset();
  EXPECT_EQ(error_of(wrap_frame(session, bytes_of(known::kFrameA0), entropy)),
            Error::invalid_argument);
  session.meta.bootstrap_key.reset();
  const Bytes bytes = bytes_of(known::kEnvelopeA0);
  EXPECT_EQ(error_of(unwrap_frame(session, must(decode_smx1(bytes)))), Error::invalid_argument);
}

// [SMX1-19] An inner plaintext that is no frame.
TEST_F(SessionStart, RefusesAnInnerFrameThatIsNone) {
  const Session session = responder(must(decode_smx1(bytes_of(known::kEnvelopeA0))));
  Bytes frame = bytes_of(known::kFrameA0);
  frame[4] = 1;
  EXPECT_EQ(error_of(open_frame(session, frame, entropy)), Error::malformed);
  EXPECT_EQ(error_of(open_frame(session, ByteView{}, entropy)), Error::malformed);
}

TEST_F(SessionStart, DuplicatesEveryFieldOfTheMeta) {
  Session session = must(start_session_as_initiator(alice_keys, bundle, entropy));
  session.meta.id = 7;
  session.meta.peer_id = 8;
  session.meta.activation = 9;
  session.meta.retired = true;
  session.meta.archived_at = 10;
  const SessionMeta copy = session.meta.duplicate();
  EXPECT_EQ(copy.id, 7u);
  EXPECT_EQ(copy.peer_id, 8u);
  EXPECT_EQ(copy.activation, 9u);
  EXPECT_TRUE(copy.retired);
  EXPECT_EQ(copy.archived_at, 10u);
  EXPECT_EQ(copy.role, Role::initiator);
  EXPECT_TRUE(copy.one_time_prekey_used);
  EXPECT_EQ(copy.ephemeral_key, session.meta.ephemeral_key);
  EXPECT_TRUE(
      std::ranges::equal(copy.bootstrap_key->reveal(), session.meta.bootstrap_key->reveal()));
  EXPECT_EQ(copy.wrapping->signed_prekey, spk_id);
  EXPECT_EQ(copy.wrapping->one_time_prekey, bundle.one_time_prekey->key_id);
}

}  // namespace
}  // namespace smx
