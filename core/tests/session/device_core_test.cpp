#include "session/device_core.h"

#include <gtest/gtest.h>

#include "support/party.h"

namespace smx {
namespace {

using test::error_of;
using test::key_id;
using test::labelled_secret;
using test::must;
using test::Party;
using test::ScriptedStore;

DeviceMaterial material_of(std::vector<std::string> signed_prekeys,
                           std::vector<std::string> one_time_prekeys) {
  DeviceMaterial material;
  material.identity_private = labelled_secret<X25519PrivateKey>("identity");
  material.signing_private = labelled_secret<Ed25519PrivateKey>("signing");
  for (const std::string& id : signed_prekeys)
    material.signed_prekeys.push_back({key_id(id), labelled_secret<X25519PrivateKey>(id)});
  for (const std::string& id : one_time_prekeys)
    material.one_time_prekeys.push_back({key_id(id), labelled_secret<X25519PrivateKey>(id)});
  return material;
}

std::optional<Error> creation_error(DeviceMaterial material) {
  ScriptedStore store;
  const std::optional<Error> error =
      error_of(test::Core::create(store, std::move(material), std::nullopt));
  EXPECT_EQ(store.generation(), error ? 0u : 1u);
  EXPECT_EQ(store.records().empty(), error.has_value());
  return error;
}

// [KEY-01] [KEY-07] Ids of the two kinds may be equal; a device may begin with no one-time prekey.
TEST(DeviceCreation, TakesTheMaterialItIsGiven) {
  EXPECT_EQ(creation_error(material_of({"same"}, {"same", "other"})), std::nullopt);
  EXPECT_EQ(creation_error(material_of({"spk"}, {})), std::nullopt);
}

// [KEY-08] No id twice within a kind; then nothing is stored.
TEST(DeviceCreation, RefusesAnIdTwice) {
  EXPECT_EQ(creation_error(material_of({"a", "b", "a"}, {})), Error::malformed);
  EXPECT_EQ(creation_error(material_of({"a"}, {"x", "y", "y"})), Error::malformed);
  EXPECT_EQ(creation_error(material_of({}, {"x"})), Error::invalid_argument);
}

// [KEY-06] Ids are compared byte for byte: what only looks alike is another id.
TEST(DeviceCreation, ComparesIdsByteForByte) {
  EXPECT_EQ(creation_error(material_of({"a", "A", "a ", "\u00e9", "e\u0301"}, {})), std::nullopt);
}

TEST(DeviceCreation, NeedsAnEmptyStoreThatAnswers) {
  ScriptedStore store;
  store.answer_next(ScriptedStore::Answer::refuse);
  EXPECT_EQ(error_of(test::Core::create(store, material_of({"a"}, {}), {})), Error::storage_failed);
  store.fail_loads(Error::storage_failed);
  EXPECT_EQ(error_of(test::Core::create(store, material_of({"a"}, {}), {})), Error::storage_failed);
  EXPECT_EQ(error_of(test::Core::open(store)), Error::storage_failed);
  store.fail_loads(std::nullopt);
  EXPECT_EQ(error_of(test::Core::open(store)), Error::invalid_argument);
  must(test::Core::create(store, material_of({"a"}, {}), {}));
  EXPECT_EQ(error_of(test::Core::create(store, material_of({"b"}, {}), {})),
            Error::invalid_argument);
}

// [SES-33] Oldest first, the last is the published one; with a time the others count as replaced
// then.
TEST(DeviceCreation, PublishesTheLastSignedPrekey) {
  ScriptedStore store;
  const auto core = must(test::Core::create(store, material_of({"1", "2", "3"}, {}), 1000));
  const SignedPrekeys& prekeys = core->state().signed_prekeys;
  ASSERT_EQ(prekeys.size(), 3u);
  EXPECT_EQ(core->state().published_prekey().key_id, key_id("3"));
  EXPECT_EQ(prekeys[0].replaced_at, 1000u);
  EXPECT_EQ(prekeys[1].replaced_at, 1000u);
  EXPECT_FALSE(prekeys[2].replaced_at.has_value());
  EXPECT_EQ(prekeys[2].created_at, 1000u);
  EXPECT_EQ(core->state().highest_now, 1000u);
}

// [SES-33] Without a time, they count as replaced at the first one that the device is given.
TEST(DeviceCreation, LearnsTheAgeOfReplacedPrekeysLater) {
  ScriptedStore store;
  auto core = must(test::Core::create(store, material_of({"1", "2"}, {}), std::nullopt));
  EXPECT_FALSE(core->state().signed_prekeys[0].replaced_at.has_value());
  must(core->purge(1000));
  EXPECT_EQ(core->state().signed_prekeys[0].replaced_at, 1000u);
  must(core->purge(1000 + limits::kReplacedPrekeyLifetime - 1));
  EXPECT_EQ(core->state().signed_prekeys.size(), 2u);
  must(core->purge(1000 + limits::kReplacedPrekeyLifetime));
  EXPECT_EQ(core->state().signed_prekeys.size(), 1u);
}

// [SES-32] [SES-33] A rotation gives the first time as well.
TEST(DeviceCreation, LearnsTheTimeFromARotation) {
  ScriptedStore store;
  auto core = must(test::Core::create(store, material_of({"1", "2"}, {}), std::nullopt));
  must(core->rotate(2000, {key_id("3"), labelled_secret<X25519PrivateKey>("3")}));
  EXPECT_EQ(core->state().signed_prekeys[0].replaced_at, 2000u);
  EXPECT_EQ(core->state().signed_prekeys[1].replaced_at, 2000u);
  EXPECT_EQ(core->state().signed_prekeys[2].created_at, 2000u);
}

struct Prekeys : testing::Test {
  static constexpr std::uint64_t kStart = 1'700'000'000;
  Party alice{"alice"};
  Party bob{"bob", {.now = kStart}};
};

// [KEY-19] [SES-32] The new prekey is the published one, signed, and the one before counts as
// replaced now.
TEST_F(Prekeys, Rotate) {
  const SignedPrekey published = bob.rotate(kStart + 100, "spk 2");
  EXPECT_EQ(published.key_id, key_id("spk 2"));
  must(check_bundle(alice.keys(), bob.bundle()));
  EXPECT_EQ(bob.bundle().signed_prekey.public_key, published.public_key);
  EXPECT_EQ(bob.state().signed_prekeys[0].replaced_at, kStart + 100);
  EXPECT_EQ(bob.state().published_prekey().created_at, kStart + 100);
  EXPECT_EQ(bob.store.last_ids().size(), 3u) << "the clock and both prekeys";
}

// [KEY-08] A rotation to an id that is held; free again once its key is gone.
TEST_F(Prekeys, RefuseAHeldIdAtRotation) {
  bob.rotate(kStart + 100, "spk 2");
  for (const std::string id : {"spk 1", "spk 2"})
    EXPECT_EQ(bob.unchanged_by(
                  [&] { return error_of(bob.core().rotate(kStart + 200, bob.material(id))); }),
              Error::malformed);
  bob.purge(kStart + 100 + limits::kReplacedPrekeyLifetime);
  bob.rotate(kStart + 100 + limits::kReplacedPrekeyLifetime, "spk 1");
}

// [KEY-08] A replenishment with an id that is held, or twice in itself.
TEST_F(Prekeys, RefuseAHeldIdAtReplenishment) {
  const auto replenish = [&](std::vector<std::string> ids) {
    std::vector<PrekeyMaterial> materials;
    for (const std::string& id : ids) materials.push_back(bob.material(id));
    return bob.core().replenish(std::move(materials));
  };
  EXPECT_EQ(bob.unchanged_by([&] { return error_of(replenish({"new", "opk 2"})); }),
            Error::malformed);
  EXPECT_EQ(bob.unchanged_by([&] { return error_of(replenish({"new", "new"})); }),
            Error::malformed);
  const std::vector<OneTimePrekey> made = must(replenish({"new 1", "spk 1"}));
  ASSERT_EQ(made.size(), 2u);
  EXPECT_EQ(made[0].key_id, key_id("new 1"));
  EXPECT_EQ(made[0].public_key, test::labelled_pair("bob new 1").public_key);
  // Used up, its id is free again.
  bob.receive(alice, alice.start(bob, "hello", "new 1"));
  must(replenish({"new 1"}));
}

// [KEY-20] [KEY-21] [SES-30] A replaced prekey serves for 14 days, to the second.
TEST_F(Prekeys, ServeFourteenDaysMore) {
  const Bundle old_bundle = bob.bundle();
  Party early("early");
  const auto first_message = [&](Party& from) {
    return must(from.try_send(bob, "late", {.bundle = &old_bundle, .delivery_id = {}})).envelope;
  };
  const std::uint64_t replaced = kStart + limits::kSignedPrekeyRotation;
  bob.rotate(replaced, "spk 2");
  bob.purge(replaced + limits::kReplacedPrekeyLifetime - 1);
  EXPECT_EQ(bob.receive(early, first_message(early)), "late");
  EXPECT_EQ(bob.store.count("seen/"), 1u);
  bob.purge(replaced + limits::kReplacedPrekeyLifetime);
  EXPECT_EQ(bob.store.count("spk/"), 1u);
  EXPECT_EQ(bob.refusal(alice, first_message(alice)), Error::unknown_prekey);
  // [SMX1-20] Its seen entries went with it; the session did not.
  EXPECT_EQ(bob.store.count("seen/"), 0u);
  EXPECT_EQ(bob.receive(early, early.send(bob, "goes on")), "goes on");
}

// [SES-31] The published prekey stays, however old it is.
TEST_F(Prekeys, KeepThePublishedOne) {
  bob.purge(kStart + 100 * limits::kReplacedPrekeyLifetime);
  EXPECT_EQ(bob.state().published_prekey().key_id, key_id("spk 1"));
  bob.receive(alice, alice.start(bob, "still fine"));
}

// [SES-29] A time below the highest counts as the highest; one that fails is not remembered.
TEST_F(Prekeys, NeverGoBackInTime) {
  bob.purge(kStart + 1000);
  EXPECT_EQ(bob.state().highest_now, kStart + 1000);
  bob.rotate(kStart - 5000, "spk 2");
  EXPECT_EQ(bob.state().signed_prekeys[0].replaced_at, kStart + 1000);
  EXPECT_EQ(bob.state().published_prekey().created_at, kStart + 1000);
  bob.purge(0);
  EXPECT_EQ(bob.state().highest_now, kStart + 1000);
  bob.store.answer_next(ScriptedStore::Answer::refuse);
  EXPECT_EQ(bob.unchanged_by([&] { return error_of(bob.core().purge(kStart + 9999)); }),
            Error::storage_failed);
  EXPECT_EQ(bob.state().highest_now, kStart + 1000);
  bob.purge(kStart + 2000);
  EXPECT_EQ(bob.state().highest_now, kStart + 2000);
}

// A purge with nothing to do writes nothing.
TEST_F(Prekeys, PurgeOnlyWhatThereIs) {
  bob.purge(kStart + 1);
  const std::size_t attempts = bob.store.attempts();
  bob.purge(kStart + 1);
  EXPECT_EQ(bob.store.attempts(), attempts);
}

// [PRIM-22] Names and keys are drawn; without randomness there is no prekey.
TEST_F(Prekeys, AreDrawn) {
  Entropy& entropy = bob.core().entropy();
  const PrekeyMaterial one = must(bob.core().make_prekey("opk-", Draw::one_time_prekey));
  const PrekeyMaterial two = must(bob.core().make_prekey("opk-", Draw::one_time_prekey));
  EXPECT_NE(one.key_id, two.key_id);
  EXPECT_EQ(one.key_id.size(), 20u);
  EXPECT_FALSE(std::ranges::equal(one.private_key.reveal(), two.private_key.reveal()));
  entropy.inject_only();
  EXPECT_EQ(error_of(bob.core().make_prekey("opk-", Draw::one_time_prekey)), Error::random_failed);
  entropy.inject(Draw::key_id, Bytes(8, 0xAB));
  EXPECT_EQ(error_of(bob.core().make_prekey("opk-", Draw::one_time_prekey)), Error::random_failed);
}

}  // namespace
}  // namespace smx
