#include "x3dh/key_schedule.h"

#include <gtest/gtest.h>

#include "support/known_answers.h"
#include "support/results.h"
#include "support/test_keys.h"
#include "support/trace_steps.h"

namespace smx {
namespace {

using test::bytes_of;
using test::must;
using test::secret_of;
namespace known = test::known;

Bytes copy(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

Agreements agreements(bool with_one_time_prekey) {
  Agreements out{secret_of<DhOutput>(known::kDh1), secret_of<DhOutput>(known::kDh2),
                 secret_of<DhOutput>(known::kDh3), std::nullopt};
  if (with_one_time_prekey) out.dh4 = secret_of<DhOutput>(known::kDh4);
  return out;
}

// [X3DH-05] [X3DH-08] [X3DH-10] Against values computed without the core.
TEST(KeySchedule, GivesTheKnownKeysWithoutAOneTimePrekey) {
  const internal::TraceRecorder recorder;
  const SessionKeys keys = must(derive_session_keys(agreements(false), {}));
  EXPECT_EQ(copy(keys.root_key.reveal()), bytes_of(known::kRootKeyWithout));
  EXPECT_EQ(copy(keys.bootstrap_key.reveal()), bytes_of(known::kBootstrapKeyWithout));
  EXPECT_EQ(test::traced(recorder, "x3dh.sk"), bytes_of(known::kSharedSecretWithout));
  EXPECT_EQ(test::traced(recorder, "x3dh.ikm"),
            bytes_of(std::string(64, 'f') + std::string(known::kDh1) + std::string(known::kDh2) +
                     std::string(known::kDh3)));
}

// [X3DH-05] [X3DH-08] [X3DH-10]
TEST(KeySchedule, GivesTheKnownKeysWithAOneTimePrekey) {
  const internal::TraceRecorder recorder;
  const SessionKeys keys = must(derive_session_keys(agreements(true), {}));
  EXPECT_EQ(copy(keys.root_key.reveal()), bytes_of(known::kRootKeyWith));
  EXPECT_EQ(copy(keys.bootstrap_key.reveal()), bytes_of(known::kBootstrapKeyWith));
  EXPECT_EQ(test::traced(recorder, "x3dh.sk"), bytes_of(known::kSharedSecretWith));
  EXPECT_EQ(test::traced(recorder, "x3dh.ikm")->size(), 160u);
}

// [X3DH-05] Each agreement counts, and so does its place.
TEST(KeySchedule, AnyChangedOrSwappedAgreementGivesOtherKeys) {
  const SessionKeys genuine = must(derive_session_keys(agreements(true), {}));
  const auto differs = [&](const Agreements& other) {
    const SessionKeys keys = must(derive_session_keys(other, {}));
    EXPECT_NE(copy(keys.root_key.reveal()), copy(genuine.root_key.reveal()));
    EXPECT_NE(copy(keys.bootstrap_key.reveal()), copy(genuine.bootstrap_key.reveal()));
  };
  for (const auto member : {&Agreements::dh1, &Agreements::dh2, &Agreements::dh3}) {
    Agreements changed = agreements(true);
    (changed.*member).writable()[31] ^= 1;
    differs(changed);
  }
  Agreements changed = agreements(true);
  changed.dh4->writable()[0] ^= 1;
  differs(changed);
  Agreements swapped = agreements(true);
  std::swap(swapped.dh1, swapped.dh2);
  differs(swapped);
  differs(agreements(false));
}

// [X3DH-10] The root key, the bootstrap key and SK are three different keys.
TEST(KeySchedule, SeparatesItsKeys) {
  const internal::TraceRecorder recorder;
  const SessionKeys keys = must(derive_session_keys(agreements(true), {}));
  const Bytes shared_secret = *test::traced(recorder, "x3dh.sk");
  EXPECT_NE(copy(keys.root_key.reveal()), copy(keys.bootstrap_key.reveal()));
  EXPECT_NE(copy(keys.root_key.reveal()), shared_secret);
  EXPECT_NE(copy(keys.bootstrap_key.reveal()), shared_secret);
}

// [X3DH-09] The initiator's keys first, identity before signing key.
TEST(KeySchedule, OrdersTheAssociatedData) {
  const test::Identity alice =
      test::identity_of(secret_of<X25519PrivateKey>(known::kAliceIdentityPrivate),
                        secret_of<Ed25519PrivateKey>(known::kAliceSigningPrivate));
  const test::Identity bob =
      test::identity_of(secret_of<X25519PrivateKey>(known::kBobIdentityPrivate),
                        secret_of<Ed25519PrivateKey>(known::kBobSigningPrivate));
  EXPECT_EQ(copy(associated_data(alice.keys, bob.keys)), bytes_of(known::kAssociatedData));
  EXPECT_NE(associated_data(bob.keys, alice.keys), associated_data(alice.keys, bob.keys));
}

// [X3DH-09] AD is of the messages, not of the keys: no input of the derivation.
TEST(KeySchedule, DoesNotDeriveFromTheAssociatedData) {
  AssociatedData other{};
  other.fill(0x5A);
  const SessionKeys one = must(derive_session_keys(agreements(true), {}));
  const SessionKeys two = must(derive_session_keys(agreements(true), other));
  EXPECT_EQ(copy(one.root_key.reveal()), copy(two.root_key.reveal()));
}

}  // namespace
}  // namespace smx
