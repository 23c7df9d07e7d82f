#include "smx/device.h"

#include <gtest/gtest.h>

#include "session/device_access.h"
#include "support/party.h"

namespace smx {
namespace {

using test::encoding_of;
using test::error_of;
using test::must;
using test::ScriptedStore;
using test::to_text;
using test::view_of;

constexpr std::uint64_t kStart = 1'700'000'000;

struct DeviceApi : testing::Test {
  ScriptedStore alice_store;
  ScriptedStore bob_store;
  Device alice = must(Device::create(alice_store, {.now = kStart, .one_time_prekeys = 3}));
  Device bob = must(Device::create(bob_store, {.now = kStart, .one_time_prekeys = 3}));

  Result<Sent> send(std::string_view text, const Bundle* bundle = nullptr,
                    std::string_view id = {}) {
    return alice.send("bob", view_of(text), {.bundle = bundle, .delivery_id = id});
  }
  std::string receive(const Bytes& envelope, std::string_view id = {}) {
    const Received received =
        must(bob.receive("alice", alice.keys(), envelope, {.delivery_id = id}));
    return to_text(received.plaintext.reveal());
  }
};

// [KEY-01] [KEY-02] A new device: everything of its own, all of it stored.
TEST_F(DeviceApi, Creates) {
  EXPECT_EQ(alice.generation(), 1u);
  EXPECT_NE(alice.keys().identity_key, bob.keys().identity_key);
  EXPECT_NE(alice.keys().signing_key, bob.keys().signing_key);
  EXPECT_NE(alice.signed_prekey().public_key, bob.signed_prekey().public_key);
  EXPECT_EQ(alice.one_time_prekey_count(), 3u);
  EXPECT_TRUE(alice.peers().empty());
  EXPECT_TRUE(alice.pending_deliveries().empty());
  must(check_bundle(bob.keys(), alice.bundle()));
  EXPECT_EQ(alice_store.count("opk/"), 3u);
}

TEST_F(DeviceApi, CreatesWithTheDefaults) {
  ScriptedStore store;
  const Device device = must(Device::create(store));
  EXPECT_EQ(device.one_time_prekey_count(), 100u);
  EXPECT_TRUE(device.rotation_due(0)) << "its age is not known";
}

TEST_F(DeviceApi, RefusesTooManyPrekeysAtOnce) {
  ScriptedStore store;
  EXPECT_EQ(error_of(Device::create(store, {.now = {}, .one_time_prekeys = 1001})),
            Error::invalid_argument);
  EXPECT_EQ(store.generation(), 0u);
  EXPECT_EQ(error_of(alice.replenish(1001)), Error::invalid_argument);
  EXPECT_EQ(alice.generation(), 1u);
}

TEST_F(DeviceApi, RefusesAStoreThatIsInUse) {
  EXPECT_EQ(error_of(Device::create(alice_store, {})), Error::invalid_argument);
  ScriptedStore empty;
  EXPECT_EQ(error_of(Device::open(empty)), Error::invalid_argument);
}

TEST_F(DeviceApi, OpensWhatItStored) {
  const Bundle bundle = bob.bundle();
  receive(must(send("hello", &bundle)).envelope);
  Device again = must(Device::open(alice_store));
  EXPECT_EQ(again.keys(), alice.keys());
  EXPECT_EQ(again.generation(), alice.generation());
  EXPECT_EQ(again.keys_of("bob"), bob.keys());
  EXPECT_TRUE(encoding_of(again) == encoding_of(alice));
  // A device can be moved; it is the same device.
  Device moved = std::move(again);
  again = std::move(moved);
  EXPECT_EQ(again.keys(), alice.keys());
}

// [KEY-22] One-time prekeys: in the order they were made, each in one bundle, publishable only when
// they are stored.
TEST_F(DeviceApi, PublishesPrekeysThatAreStored) {
  const std::vector<OneTimePrekey> first = bob.one_time_prekeys();
  ASSERT_EQ(first.size(), 3u);
  const std::vector<OneTimePrekey> more = must(bob.replenish(2));
  ASSERT_EQ(more.size(), 2u);
  const std::vector<OneTimePrekey> all = bob.one_time_prekeys();
  ASSERT_EQ(all.size(), 5u);
  for (std::size_t i = 0; i < all.size(); ++i)
    EXPECT_EQ(all[i].key_id, (i < 3 ? first[i] : more[i - 3]).key_id);
  EXPECT_EQ(bob_store.count("opk/"), 5u);

  bob_store.answer_next(ScriptedStore::Answer::refuse);
  EXPECT_EQ(error_of(bob.replenish(2)), Error::storage_failed);
  bob_store.answer_next(ScriptedStore::Answer::refuse);
  EXPECT_EQ(error_of(bob.bundle_with_one_time_prekey()), Error::storage_failed);
  EXPECT_EQ(bob.one_time_prekey_count(), 5u) << "none of them was given out";
  EXPECT_TRUE(must(bob.replenish(0)).empty());
}

// [X3DH-06] [X3DH-07] A bundle with a prekey of its own.
TEST_F(DeviceApi, MakesBundles) {
  EXPECT_FALSE(bob.bundle().one_time_prekey.has_value());
  const Bundle one = must(bob.bundle_with_one_time_prekey());
  const Bundle two = must(bob.bundle_with_one_time_prekey());
  EXPECT_NE(one.one_time_prekey->key_id, two.one_time_prekey->key_id);
  EXPECT_EQ(bob.one_time_prekey_count(), 5u);
  const Sent sent = must(send("hello", &one));
  EXPECT_TRUE(sent.one_time_prekey_used);
  EXPECT_EQ(receive(sent.envelope), "hello");
  EXPECT_EQ(bob.one_time_prekey_count(), 4u);
}

TEST_F(DeviceApi, TellsWhenPrekeysRunLow) {
  EXPECT_FALSE(bob.low_on_one_time_prekeys(3));
  EXPECT_TRUE(bob.low_on_one_time_prekeys(4));
  EXPECT_FALSE(bob.low_on_one_time_prekeys(0));
}

// Ten thousand prekeys are the most that a device holds.
TEST_F(DeviceApi, BoundsItsOneTimePrekeys) {
  for (int i = 0; i < 9; ++i) must(bob.replenish(1000));
  must(bob.replenish(997));
  EXPECT_EQ(bob.one_time_prekey_count(), 10'000u);
  const std::uint64_t generation = bob.generation();
  EXPECT_EQ(error_of(bob.replenish(1)), Error::invalid_argument);
  EXPECT_EQ(bob.generation(), generation);
}

// [KEY-19] Due at 7 days, to the second; a clock that went back does not hide it.
TEST_F(DeviceApi, TellsWhenARotationIsDue) {
  EXPECT_FALSE(bob.rotation_due(kStart));
  EXPECT_FALSE(bob.rotation_due(kStart + limits::kSignedPrekeyRotation - 1));
  EXPECT_TRUE(bob.rotation_due(kStart + limits::kSignedPrekeyRotation));
  EXPECT_FALSE(bob.rotation_due(0));
  must(bob.purge(kStart + limits::kSignedPrekeyRotation));
  EXPECT_TRUE(bob.rotation_due(0));
  const SignedPrekey before = bob.signed_prekey();
  const SignedPrekey made = must(bob.rotate(kStart + limits::kSignedPrekeyRotation));
  EXPECT_NE(made.key_id, before.key_id);
  EXPECT_EQ(bob.signed_prekey().key_id, made.key_id);
  EXPECT_EQ(bob.bundle().signed_prekey.public_key, made.public_key);
  EXPECT_FALSE(bob.rotation_due(kStart + limits::kSignedPrekeyRotation));
  bob_store.answer_next(ScriptedStore::Answer::refuse);
  EXPECT_EQ(error_of(bob.rotate(kStart + 2 * limits::kSignedPrekeyRotation)),
            Error::storage_failed);
  EXPECT_EQ(bob.signed_prekey().key_id, made.key_id);
}

// [X3DH-07] What a device says of its peers.
TEST_F(DeviceApi, DescribesItsPeers) {
  EXPECT_FALSE(alice.keys_of("bob").has_value());
  const Bundle bundle = must(bob.bundle_with_one_time_prekey());
  must(send("lost", &bundle));
  const Bytes envelope = must(send("found")).envelope;
  receive(envelope);
  ASSERT_EQ(alice.peers().size(), 1u);
  const PeerStatus status = alice.peers()[0];
  EXPECT_EQ(status.label, "bob");
  EXPECT_EQ(status.keys, bob.keys());
  EXPECT_EQ(status.sessions, 1u);
  EXPECT_TRUE(status.awaiting_first_reply);
  EXPECT_TRUE(status.one_time_prekey_used);
  EXPECT_EQ(status.skipped_keys, 0u);
  const PeerStatus other = bob.peers()[0];
  EXPECT_FALSE(other.awaiting_first_reply);
  EXPECT_TRUE(other.one_time_prekey_used);
  EXPECT_EQ(other.skipped_keys, 1u);
  const Bytes reply = must(bob.send("alice", view_of("reply"))).envelope;
  must(alice.receive("bob", bob.keys(), reply));
  EXPECT_FALSE(alice.peers()[0].awaiting_first_reply);
}

// [SES-34] [SES-36]
TEST_F(DeviceApi, ListsPendingDeliveries) {
  const Bundle bundle = bob.bundle();
  const Bytes envelope = must(send("hello", &bundle, "out-1")).envelope;
  receive(envelope, "in-1");
  ASSERT_EQ(alice.pending_deliveries().size(), 1u);
  EXPECT_EQ(alice.pending_deliveries()[0].id, "out-1");
  EXPECT_EQ(alice.pending_deliveries()[0].label, "bob");
  EXPECT_TRUE(alice.pending_deliveries()[0].outgoing);
  ASSERT_EQ(bob.pending_deliveries().size(), 1u);
  EXPECT_FALSE(bob.pending_deliveries()[0].outgoing);
  must(alice.acknowledge("out-1", true));
  must(bob.acknowledge("in-1", false));
  EXPECT_TRUE(alice.pending_deliveries().empty());
  EXPECT_TRUE(bob.pending_deliveries().empty());
}

// [SES-20] [SES-21] [SES-22] Suggested after the third failure in a row, not before.
TEST_F(DeviceApi, SuggestsARestart) {
  const Bundle bundle = bob.bundle();
  const Bytes genuine = must(send("hello", &bundle)).envelope;
  Bytes forged = genuine;
  forged.back() ^= 1;
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(bob.restart_suggested(alice.keys()));
    EXPECT_EQ(error_of(bob.receive("alice", alice.keys(), forged)), Error::decryption_failed);
  }
  EXPECT_TRUE(bob.restart_suggested(alice.keys()));
  EXPECT_FALSE(bob.restart_suggested(bob.keys()));
  receive(genuine);
  EXPECT_FALSE(bob.restart_suggested(alice.keys()));
  const Sent sent = must(bob.restart("alice", alice.bundle(), view_of("again"), kStart));
  EXPECT_TRUE(sent.session_started);
  EXPECT_EQ(error_of(bob.restart("alice", alice.bundle(), view_of("again"), kStart + 3599)),
            Error::restart_limited);
}

// [STO-06] After a failed load the device keeps what it had.
TEST_F(DeviceApi, ReloadsOrStaysAsItWas) {
  alice_store.fail_loads(Error::storage_corrupt);
  EXPECT_EQ(error_of(alice.reload()), Error::storage_corrupt);
  EXPECT_EQ(error_of(Device::open(alice_store)), Error::storage_corrupt);
  alice_store.fail_loads(std::nullopt);
  must(alice.reload());
  const Bundle bundle = bob.bundle();
  EXPECT_EQ(receive(must(send("hello", &bundle)).envelope), "hello");
}

}  // namespace
}  // namespace smx
