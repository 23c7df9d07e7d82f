#include "x3dh/initiator.h"

#include <gtest/gtest.h>

#include "support/known_answers.h"
#include "support/results.h"
#include "support/test_keys.h"
#include "support/trace_steps.h"

namespace smx {
namespace {

using test::bundle_of;
using test::bytes_of;
using test::error_of;
using test::key_id;
using test::labelled_identity;
using test::labelled_pair;
using test::must;
using test::secret_of;
namespace known = test::known;

Bytes copy(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

struct Initiator : testing::Test {
  test::Identity alice = labelled_identity("alice");
  test::Identity bob = labelled_identity("bob");
  X25519KeyPair spk = labelled_pair("spk");
  X25519KeyPair opk = labelled_pair("opk");
  X25519KeyPair ephemeral = labelled_pair("ephemeral");
  AssociatedData ad = associated_data(alice.keys, bob.keys);
  Bundle bundle = bundle_of(bob, spk.public_key, OneTimePrekey{key_id("opk-1"), opk.public_key});

  Result<SessionKeys> agree(const Bundle& with) {
    return agree_as_initiator(alice.identity_private, ephemeral, with, ad);
  }
};

// [X3DH-04] [X3DH-06] Each agreement and the keys against values made without the core; a bundle's
// one-time prekey is used.
TEST_F(Initiator, AgreesOnTheKnownKeys) {
  const X25519PublicKey ik_b =
      x25519_public_key(secret_of<X25519PrivateKey>(known::kBobIdentityPrivate));
  const X25519KeyPair prekey =
      test::pair_of(secret_of<X25519PrivateKey>(known::kSignedPrekeyPrivate));
  const X25519KeyPair one_time =
      test::pair_of(secret_of<X25519PrivateKey>(known::kOneTimePrekeyPrivate));
  Bundle with{ik_b,
              bob.keys.signing_key,
              {key_id("spk"), prekey.public_key, {}},
              OneTimePrekey{key_id("opk"), one_time.public_key}};
  const internal::TraceRecorder recorder;
  const auto agree_known = [&] {
    return must(agree_as_initiator(
        secret_of<X25519PrivateKey>(known::kAliceIdentityPrivate),
        test::pair_of(secret_of<X25519PrivateKey>(known::kEphemeralPrivate)), with, ad));
  };
  const SessionKeys keys = agree_known();
  EXPECT_EQ(test::traced(recorder, "x3dh.dh1"), bytes_of(known::kDh1));
  EXPECT_EQ(test::traced(recorder, "x3dh.dh2"), bytes_of(known::kDh2));
  EXPECT_EQ(test::traced(recorder, "x3dh.dh3"), bytes_of(known::kDh3));
  EXPECT_EQ(test::traced(recorder, "x3dh.dh4"), bytes_of(known::kDh4));
  EXPECT_EQ(copy(keys.root_key.reveal()), bytes_of(known::kRootKeyWith));
  EXPECT_EQ(copy(keys.bootstrap_key.reveal()), bytes_of(known::kBootstrapKeyWith));
  with.one_time_prekey.reset();
  EXPECT_EQ(copy(agree_known().root_key.reveal()), bytes_of(known::kRootKeyWithout));
}

TEST_F(Initiator, AcceptsAGoodBundle) { must(check_bundle(alice.keys, bundle)); }

// [X3DH-02] [KEY-09] The signature binds the identity key, the prekey and its name to the signing
// key: none can be another's.
TEST_F(Initiator, RefusesABundleWhoseSignatureCoversSomethingElse) {
  const auto expect_bad = [&](const Bundle& changed) {
    EXPECT_EQ(error_of(check_bundle(alice.keys, changed)), Error::bad_signature);
  };
  Bundle changed = bundle;
  changed.identity_key = labelled_pair("other").public_key;
  expect_bad(changed);
  changed = bundle;
  changed.signing_key = labelled_identity("other").keys.signing_key;
  expect_bad(changed);
  changed = bundle;
  changed.signed_prekey.public_key = labelled_pair("other").public_key;
  expect_bad(changed);
  changed = bundle;
  changed.signed_prekey.key_id = key_id("spk-2");
  expect_bad(changed);
  for (const std::size_t byte : {0u, 31u, 32u, 63u}) {
    changed = bundle;
    changed.signed_prekey.signature.bytes[byte] ^= 1;
    expect_bad(changed);
  }
}

// [X3DH-12] The one-time prekey is not signed: anything may stand there.
TEST_F(Initiator, DoesNotJudgeTheOneTimePrekey) {
  bundle.one_time_prekey = OneTimePrekey{key_id("another"), labelled_pair("other").public_key};
  must(check_bundle(alice.keys, bundle));
  must(agree(bundle));
}

// [X3DH-02] [X3DH-03] [KEY-23] The signature comes before any Diffie-Hellman: with a bad signature
// and a low-order prekey it is the signature that is named, and nothing was computed.
TEST_F(Initiator, VerifiesBeforeItAgrees) {
  for (const X25519PublicKey& low : test::low_order_keys()) {
    bundle.signed_prekey.public_key = low;
    const internal::TraceRecorder recorder;
    EXPECT_EQ(error_of(check_bundle(alice.keys, bundle)), Error::bad_signature);
    EXPECT_EQ(test::count_agreements(recorder), 0u);
    EXPECT_EQ(test::count_steps(recorder, "spk.verified"), 0u);
  }
}

// [X3DH-01] [KEY-14] [KEY-23] Form, which includes reflection, comes before the signature.
TEST_F(Initiator, RefusesItsOwnKeysBeforeItVerifies) {
  Bundle reflected = bundle_of(alice, spk.public_key);
  EXPECT_EQ(error_of(check_bundle(alice.keys, reflected)), Error::malformed);
  reflected = bundle;
  reflected.identity_key = alice.keys.identity_key;
  EXPECT_EQ(error_of(check_bundle(alice.keys, reflected)), Error::malformed);
  reflected = bundle;
  reflected.signing_key = alice.keys.signing_key;
  EXPECT_EQ(error_of(check_bundle(alice.keys, reflected)), Error::malformed);
}

// [KEY-14] One equal half is enough, and an identity key in the signing key's place is no match.
TEST_F(Initiator, ComparesEachHalfWithItsOwnKind) {
  must(check_not_own_keys(alice.keys, bob.keys));
  EXPECT_EQ(error_of(check_not_own_keys(alice.keys, alice.keys)), Error::malformed);
  EXPECT_EQ(
      error_of(check_not_own_keys(alice.keys, {alice.keys.identity_key, bob.keys.signing_key})),
      Error::malformed);
  EXPECT_EQ(
      error_of(check_not_own_keys(alice.keys, {bob.keys.identity_key, alice.keys.signing_key})),
      Error::malformed);
}

// [X3DH-03] [PRIM-10] Every agreement is checked for a zero output, in order.
TEST_F(Initiator, RefusesLowOrderPointsInEveryAgreement) {
  for (const X25519PublicKey& low : test::low_order_keys()) {
    // DH1 (and DH3) with the signed prekey; the signature is good.
    const Bundle low_spk = bundle_of(bob, low);
    must(check_bundle(alice.keys, low_spk));
    {
      const internal::TraceRecorder recorder;
      EXPECT_EQ(error_of(agree(low_spk)), Error::low_order_point);
      EXPECT_EQ(test::count_agreements(recorder), 0u);
    }
    // DH2 with the identity key.
    Bundle low_identity = bundle;
    low_identity.identity_key = low;
    {
      const internal::TraceRecorder recorder;
      EXPECT_EQ(error_of(agree(low_identity)), Error::low_order_point);
      EXPECT_EQ(test::count_agreements(recorder), 1u);
    }
    // DH4 with the one-time prekey [X3DH-12].
    Bundle low_one_time = bundle;
    low_one_time.one_time_prekey->public_key = low;
    {
      const internal::TraceRecorder recorder;
      EXPECT_EQ(error_of(agree(low_one_time)), Error::low_order_point);
      EXPECT_EQ(test::count_agreements(recorder), 3u);
      EXPECT_EQ(test::count_steps(recorder, "x3dh.sk"), 0u);
    }
  }
}

}  // namespace
}  // namespace smx
