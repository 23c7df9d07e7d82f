#include "ratchet/root_chain.h"

#include <gtest/gtest.h>

#include "support/known_answers.h"
#include "support/results.h"
#include "support/test_keys.h"
#include "support/trace_steps.h"

namespace smx {
namespace {

using test::bytes_of;
using test::error_of;
using test::must;
using test::secret_of;
namespace known = test::known;

Bytes copy(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

// [DR-01] Two turns against values made without the core: A's start, then B's answer.
TEST(RootChain, TurnsToTheKnownKeys) {
  const auto alice = secret_of<X25519PrivateKey>(known::kAliceRatchetPrivate);
  const auto bob = secret_of<X25519PrivateKey>(known::kBobRatchetPrivate);
  const auto prekey = secret_of<X25519PrivateKey>(known::kSignedPrekeyPrivate);
  const RootStep start = must(
      turn_root_chain(secret_of<RootKey>(known::kRootKeyWith), alice, x25519_public_key(prekey)));
  EXPECT_EQ(copy(start.root_key.reveal()), bytes_of(known::kRootKeyAfterStart));
  EXPECT_EQ(copy(start.chain_key.reveal()), bytes_of(known::kChainKeyA));
  const RootStep answer = must(turn_root_chain(start.root_key, bob, x25519_public_key(alice)));
  EXPECT_EQ(copy(answer.root_key.reveal()), bytes_of(known::kRootKeyAfterReply));
  EXPECT_EQ(copy(answer.chain_key.reveal()), bytes_of(known::kChainKeyB));
}

// [DR-01] The root key is the salt: with another one everything is another.
TEST(RootChain, DependsOnTheRootKey) {
  const X25519KeyPair own = test::labelled_pair("own");
  const X25519KeyPair remote = test::labelled_pair("remote");
  const RootStep one = must(
      turn_root_chain(test::labelled_secret<RootKey>("1"), own.private_key, remote.public_key));
  const RootStep two = must(
      turn_root_chain(test::labelled_secret<RootKey>("2"), own.private_key, remote.public_key));
  const RootStep mirrored = must(
      turn_root_chain(test::labelled_secret<RootKey>("1"), remote.private_key, own.public_key));
  EXPECT_NE(copy(one.root_key.reveal()), copy(two.root_key.reveal()));
  EXPECT_NE(copy(one.chain_key.reveal()), copy(two.chain_key.reveal()));
  EXPECT_NE(copy(one.chain_key.reveal()), copy(one.root_key.reveal()));
  EXPECT_EQ(copy(one.chain_key.reveal()), copy(mirrored.chain_key.reveal()));
}

// [PRIM-10] The output is checked before it is used.
TEST(RootChain, RefusesLowOrderPoints) {
  const auto root = test::labelled_secret<RootKey>("root");
  for (const X25519PublicKey& low : test::low_order_keys()) {
    const internal::TraceRecorder recorder;
    EXPECT_EQ(error_of(turn_root_chain(root, test::labelled_pair("own").private_key, low)),
              Error::low_order_point);
    EXPECT_TRUE(recorder.steps().empty());
  }
}

}  // namespace
}  // namespace smx
