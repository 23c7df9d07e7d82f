#include "x3dh/prekey_signature.h"

#include <gtest/gtest.h>

#include "smx/verify.h"
#include "support/known_answers.h"
#include "support/results.h"
#include "support/test_keys.h"

namespace smx {
namespace {

using test::bytes_of;
using test::error_of;
using test::labelled_identity;
using test::labelled_pair;
using test::must;
using test::secret_of;
namespace known = test::known;

// [KEY-09] What is signed, and the signature, against values made without the core.
TEST(PrekeySignature, CoversTheKnownMessage) {
  const test::Identity owner =
      test::identity_of(secret_of<X25519PrivateKey>(known::kBobIdentityPrivate),
                        secret_of<Ed25519PrivateKey>(known::kBobSigningPrivate));
  const X25519KeyPair prekey =
      test::pair_of(secret_of<X25519PrivateKey>(known::kSignedPrekeyPrivate));
  const KeyId id = *KeyId::parse(bytes_of(known::kSignedPrekeyId));
  EXPECT_EQ(signed_prekey_message(owner.keys.identity_key, prekey.public_key, id),
            bytes_of(known::kSignedMessage));
  EXPECT_EQ(test::sign_prekey(owner, prekey.public_key, id).signature,
            test::key_of<Signature>(known::kSignedPrekeySignature));
}

// [KEY-13] Whoever holds no key of its own, such as a directory, can tell what a device vouches
// for.
TEST(PrekeySignature, VerifiesWhatTheDevicePublished) {
  const test::Identity owner = labelled_identity("owner");
  const Bundle bundle =
      test::bundle_of(owner, labelled_pair("spk").public_key,
                      OneTimePrekey{test::key_id("opk-1"), labelled_pair("opk").public_key});
  must(verify_bundle(bundle));
  must(verify_signed_prekey(owner.keys, bundle.signed_prekey));
}

// [KEY-09] [PRIM-17] Each part that the signature covers, one after another another's.
TEST(PrekeySignature, RefusesWhatTheDeviceDidNotSign) {
  const test::Identity owner = labelled_identity("owner");
  const test::Identity other = labelled_identity("other");
  const Bundle genuine = test::bundle_of(owner, labelled_pair("spk").public_key);
  const auto expect_bad = [&](const Bundle& changed) {
    EXPECT_EQ(error_of(verify_bundle(changed)), Error::bad_signature);
    EXPECT_EQ(error_of(verify_signed_prekey(changed.keys(), changed.signed_prekey)),
              Error::bad_signature);
  };
  Bundle changed = genuine;
  changed.identity_key = other.keys.identity_key;
  expect_bad(changed);
  changed = genuine;
  changed.signing_key = other.keys.signing_key;
  expect_bad(changed);
  changed = genuine;
  changed.signed_prekey.public_key = labelled_pair("another").public_key;
  expect_bad(changed);
  changed = genuine;
  changed.signed_prekey.key_id = test::key_id("another");
  expect_bad(changed);
  changed = genuine;
  changed.signed_prekey.signature.bytes[40] ^= 4;
  expect_bad(changed);
  // The identity point: a small order, with which any signature of a kind verifies laxly.
  changed = genuine;
  changed.signing_key = {};
  changed.signing_key.bytes[0] = 1;
  expect_bad(changed);
}

}  // namespace
}  // namespace smx
