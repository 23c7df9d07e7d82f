#include "x3dh/responder.h"

#include <gtest/gtest.h>

#include "support/known_answers.h"
#include "support/results.h"
#include "support/test_keys.h"
#include "support/trace_steps.h"
#include "x3dh/initiator.h"

namespace smx {
namespace {

using test::bytes_of;
using test::error_of;
using test::labelled_identity;
using test::labelled_pair;
using test::labelled_secret;
using test::must;
using test::secret_of;
namespace known = test::known;

Bytes copy(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

struct Responder : testing::Test {
  test::Identity alice = labelled_identity("alice");
  test::Identity bob = labelled_identity("bob");
  X25519KeyPair spk = labelled_pair("spk");
  X25519KeyPair opk = labelled_pair("opk");
  X25519KeyPair ephemeral = labelled_pair("ephemeral");
  AssociatedData ad = associated_data(alice.keys, bob.keys);

  Result<SessionKeys> agree(const X25519PrivateKey* one_time, const X25519PublicKey& identity,
                            const X25519PublicKey& ephemeral_key) {
    return agree_as_responder(bob.identity_private, spk.private_key, one_time, identity,
                              ephemeral_key, ad);
  }
};

// [X3DH-04] The same four agreements from the other end, against values made without the core.
TEST_F(Responder, AgreesOnTheKnownKeys) {
  const auto private_key = [](std::string_view hex) { return secret_of<X25519PrivateKey>(hex); };
  const X25519PrivateKey one_time = private_key(known::kOneTimePrekeyPrivate);
  const internal::TraceRecorder recorder;
  const auto agree_known = [&](const X25519PrivateKey* prekey) {
    return must(agree_as_responder(private_key(known::kBobIdentityPrivate),
                                   private_key(known::kSignedPrekeyPrivate), prekey,
                                   x25519_public_key(private_key(known::kAliceIdentityPrivate)),
                                   x25519_public_key(private_key(known::kEphemeralPrivate)), ad));
  };
  const SessionKeys keys = agree_known(&one_time);
  EXPECT_EQ(test::traced(recorder, "x3dh.dh1"), bytes_of(known::kDh1));
  EXPECT_EQ(test::traced(recorder, "x3dh.dh2"), bytes_of(known::kDh2));
  EXPECT_EQ(test::traced(recorder, "x3dh.dh3"), bytes_of(known::kDh3));
  EXPECT_EQ(test::traced(recorder, "x3dh.dh4"), bytes_of(known::kDh4));
  EXPECT_EQ(copy(keys.root_key.reveal()), bytes_of(known::kRootKeyWith));
  EXPECT_EQ(copy(keys.bootstrap_key.reveal()), bytes_of(known::kBootstrapKeyWith));
  EXPECT_EQ(copy(agree_known(nullptr).root_key.reveal()), bytes_of(known::kRootKeyWithout));
}

// [X3DH-04] [X3DH-05] Both sides come to the same keys, with and without a one-time prekey, and the
// two kinds of run give different ones.
TEST_F(Responder, AgreesWithTheInitiator) {
  Bundle bundle = test::bundle_of(bob, spk.public_key);
  Bytes before;
  for (const bool use_one_time : {false, true}) {
    bundle.one_time_prekey.reset();
    if (use_one_time) bundle.one_time_prekey = {test::key_id("opk-1"), opk.public_key};
    const SessionKeys ours =
        must(agree_as_initiator(alice.identity_private, ephemeral, bundle, ad));
    const SessionKeys theirs = must(agree(use_one_time ? &opk.private_key : nullptr,
                                          alice.keys.identity_key, ephemeral.public_key));
    EXPECT_EQ(copy(ours.root_key.reveal()), copy(theirs.root_key.reveal()));
    EXPECT_EQ(copy(ours.bootstrap_key.reveal()), copy(theirs.bootstrap_key.reveal()));
    EXPECT_NE(copy(ours.root_key.reveal()), before);
    before = copy(ours.root_key.reveal());
  }
}

// [X3DH-12] With another one-time prekey the two sides do not agree, which is all it can do.
TEST_F(Responder, DoesNotAgreeOverAnotherOneTimePrekey) {
  Bundle bundle =
      test::bundle_of(bob, spk.public_key, OneTimePrekey{test::key_id("opk-1"), opk.public_key});
  const auto other = labelled_secret<X25519PrivateKey>("another opk");
  const SessionKeys ours = must(agree_as_initiator(alice.identity_private, ephemeral, bundle, ad));
  const SessionKeys theirs = must(agree(&other, alice.keys.identity_key, ephemeral.public_key));
  EXPECT_NE(copy(ours.bootstrap_key.reveal()), copy(theirs.bootstrap_key.reveal()));
}

// [X3DH-03] [PRIM-10] DH1 fails on the sender's identity, DH2 on the ephemeral key (which is also
// that of DH3 and DH4), each before anything is derived.
TEST_F(Responder, RefusesLowOrderPointsInEveryAgreement) {
  for (const X25519PublicKey& low : test::low_order_keys()) {
    for (const bool with_one_time : {false, true}) {
      const X25519PrivateKey* one_time = with_one_time ? &opk.private_key : nullptr;
      {
        const internal::TraceRecorder recorder;
        EXPECT_EQ(error_of(agree(one_time, low, ephemeral.public_key)), Error::low_order_point);
        EXPECT_EQ(test::count_agreements(recorder), 0u);
      }
      const internal::TraceRecorder recorder;
      EXPECT_EQ(error_of(agree(one_time, alice.keys.identity_key, low)), Error::low_order_point);
      EXPECT_EQ(test::count_agreements(recorder), 1u);
      EXPECT_EQ(test::count_steps(recorder, "x3dh.sk"), 0u);
    }
  }
}

}  // namespace
}  // namespace smx
