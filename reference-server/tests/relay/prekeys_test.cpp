#include "relay/prekeys.h"

#include <gtest/gtest.h>

#include "relay/prekey_marks.h"
#include "tests/support/population.h"

namespace smx::relay {
namespace {

class PrekeysTest : public testing::Test {
 protected:
  Outcome<PrekeyStock> upload(const Caller& caller, const std::vector<OneTimePrekey>& prekeys) {
    return test::call(
        db_, [&](Context& context) { return upload_one_time_prekeys(context, caller, prekeys); });
  }
  Outcome<void> publish(const Caller& caller, const SignedPrekey& prekey) {
    return test::call(
        db_, [&](Context& context) { return publish_signed_prekey(context, caller, prekey); });
  }
  Outcome<std::vector<DeviceBundle>> take(
      const Caller& caller, const UserId& user,
      const std::optional<std::vector<DeviceId>>& devices = std::nullopt) {
    return test::call(db_, &effects_, [&](Context& context) {
      return take_bundles(context, caller, user, devices);
    });
  }
  KeyState state(const Caller& caller) {
    KeyState state;
    test::run(db_, [&](Context& context) { state = key_state(context, caller); });
    return state;
  }
  /// Id of the one-time prekey that a take of one device gives; "" when there is none.
  std::string taken_id(const Caller& caller, const Caller& target) {
    const auto bundles = take(caller, target.user, {{target.device}});
    EXPECT_TRUE(bundles.has_value());
    if (!bundles || !bundles->at(0).bundle.one_time_prekey) return "";
    const ByteView id = bundles->at(0).bundle.one_time_prekey->key_id.view();
    return {id.begin(), id.end()};
  }

  test::TemporaryDatabase db_{test::relay_schema()};
  test::Population people_{db_};
  OrganisationId organisation_ = people_.organisation();
  Caller alice_ = people_.member(organisation_);
  Caller bob_ = people_.member(organisation_);
  Effects effects_;
};

TEST_F(PrekeysTest, ASignedPrekeyIsVerifiedBeforeItIsStored) {
  SignedPrekey prekey = people_.signed_prekey(bob_.device, "signed-1");
  prekey.signature.bytes[0] ^= 1;
  EXPECT_EQ(publish(bob_, prekey).error().problem, Problem::bad_signature);
  EXPECT_FALSE(state(bob_).signed_prekey_published_at);
  // Another device's signature is none, either.
  EXPECT_EQ(publish(alice_, people_.signed_prekey(bob_.device, "signed-1")).error().problem,
            Problem::bad_signature);
  EXPECT_EQ(test::number(db_, "SELECT count(*) FROM signed_prekeys"), 0);

  prekey.signature.bytes[0] ^= 1;
  EXPECT_TRUE(publish(bob_, prekey));
  EXPECT_EQ(state(bob_).signed_prekey_published_at->seconds(), db_.clock.now().seconds());
}

TEST_F(PrekeysTest, ASignedPrekeyIsReplacedByTheNextAndItsIdNamesOneKey) {
  const SignedPrekey first = people_.signed_prekey(bob_.device, "signed-1");
  ASSERT_TRUE(publish(bob_, first));
  const std::int64_t published = db_.clock.now().seconds();
  db_.clock.advance_seconds(5);
  EXPECT_TRUE(publish(bob_, first));  // a repeated request
  EXPECT_EQ(state(bob_).signed_prekey_published_at->seconds(), published);
  const SignedPrekey other = people_.signed_prekey(bob_.device, "signed-1");
  EXPECT_EQ(publish(bob_, other).error().problem, Problem::conflict);

  const SignedPrekey second = people_.signed_prekey(bob_.device, "signed-2");
  EXPECT_TRUE(publish(bob_, second));
  const auto bundles = take(alice_, bob_.user);
  ASSERT_EQ(bundles->size(), 1u);
  EXPECT_EQ(bundles->at(0).bundle.signed_prekey.public_key, second.public_key);
  EXPECT_EQ(bundles->at(0).bundle.keys(), people_.keys(bob_.device));
  EXPECT_FALSE(bundles->at(0).bundle.one_time_prekey);
}

TEST_F(PrekeysTest, OneTimePrekeysAreTakenInTheOrderOfTheirUploadAndOnce) {
  ASSERT_TRUE(publish(bob_, people_.signed_prekey(bob_.device, "signed-1")));
  ASSERT_TRUE(upload(bob_, people_.one_time_prekeys("z", 2)));
  ASSERT_TRUE(upload(bob_, people_.one_time_prekeys("a", 1)));
  EXPECT_EQ(taken_id(alice_, bob_), "z-0");
  EXPECT_TRUE(effects_.leaves_once);
  EXPECT_EQ(taken_id(alice_, bob_), "z-1");
  EXPECT_EQ(taken_id(alice_, bob_), "a-0");
  EXPECT_EQ(taken_id(alice_, bob_), "");
  EXPECT_FALSE(effects_.leaves_once);
  EXPECT_EQ(test::column(db_, "SELECT key_id FROM used_prekeys ORDER BY record"),
            (std::vector<std::string>{"z-0", "z-1", "a-0"}));
}

TEST_F(PrekeysTest, AnUploadIsTakenInWholeOrNotAtAll) {
  const auto first = people_.one_time_prekeys("first", 3);
  EXPECT_EQ(upload(bob_, first)->one_time_prekeys, 3);
  // The same id, another key; the same key, another id; both among new ones.
  auto same_id = people_.one_time_prekeys("second", 2);
  same_id.push_back(people_.one_time_prekey("first-1"));
  auto same_key = people_.one_time_prekeys("third", 2);
  same_key[1].public_key = first[2].public_key;
  for (const auto& prekeys : {same_id, same_key, first}) {
    EXPECT_EQ(upload(bob_, prekeys).error().problem, Problem::conflict);
    EXPECT_EQ(state(bob_).stock.one_time_prekeys, 3);
  }
  const Refusal refusal = upload(bob_, same_id).error();
  EXPECT_EQ(refusal.detail.dump(), R"({"key_ids":["first-1"]})");
  // What a device has used says nothing about another's.
  EXPECT_TRUE(upload(alice_, first));
}

TEST_F(PrekeysTest, AnIdOrAKeyTwiceInOneUploadIsMalformed) {
  auto twice = people_.one_time_prekeys("id", 2);
  twice[1].key_id = twice[0].key_id;
  EXPECT_EQ(upload(bob_, twice).error().problem, Problem::malformed_request);
  twice = people_.one_time_prekeys("key", 2);
  twice[1].public_key = twice[0].public_key;
  EXPECT_EQ(upload(bob_, twice).error().problem, Problem::malformed_request);
  EXPECT_EQ(upload(bob_, {}).error().problem, Problem::malformed_request);
}

TEST_F(PrekeysTest, WhatWasEverUploadedStaysRefused) {
  ASSERT_TRUE(publish(bob_, people_.signed_prekey(bob_.device, "signed-1")));
  const auto prekeys = people_.one_time_prekeys("once", 2);
  ASSERT_TRUE(upload(bob_, prekeys));
  EXPECT_EQ(taken_id(alice_, bob_), "once-0");
  EXPECT_EQ(upload(bob_, {prekeys[0]}).error().problem, Problem::conflict);
  // Not even after its record was purged, nor after the device was revoked and came back.
  db_.clock.advance_seconds(db_.policy.used_prekey_seconds);
  test::run(db_, [](Context& context) { purge_prekeys(context, 100); });
  EXPECT_EQ(test::number(db_, "SELECT count(*) FROM used_prekeys"), 0);
  EXPECT_EQ(upload(bob_, {prekeys[0]}).error().problem, Problem::conflict);
  test::run(db_, [&](Context& context) { drop_prekeys(context, bob_.device); });
  EXPECT_EQ(upload(bob_, {prekeys[0]}).error().problem, Problem::conflict);
  EXPECT_EQ(upload(bob_, {prekeys[1]}).error().problem, Problem::conflict);
}

TEST_F(PrekeysTest, LimitsOfUploadsAreExact) {
  db_.policy.one_time_prekeys_per_upload = 5;
  db_.policy.one_time_prekeys_per_device = 8;
  EXPECT_EQ(upload(bob_, people_.one_time_prekeys("six", 6)).error().problem, Problem::too_large);
  EXPECT_TRUE(upload(bob_, people_.one_time_prekeys("five", 5)));
  EXPECT_EQ(upload(bob_, people_.one_time_prekeys("four", 4)).error().problem,
            Problem::quota_exceeded);
  EXPECT_EQ(upload(bob_, people_.one_time_prekeys("three", 3))->one_time_prekeys, 8);
  EXPECT_EQ(upload(bob_, people_.one_time_prekeys("one", 1)).error().problem,
            Problem::quota_exceeded);
}

TEST_F(PrekeysTest, LowStockIsToldDownToAnExplicitZero) {
  db_.policy.low_prekeys = 2;
  ASSERT_TRUE(publish(bob_, people_.signed_prekey(bob_.device, "signed-1")));
  EXPECT_TRUE(state(bob_).stock.low);
  EXPECT_FALSE(upload(bob_, people_.one_time_prekeys("k", 3))->low);
  const auto told = [&] {
    std::vector<std::int64_t> counts;
    for (const log::Event& event : effects_.events) {
      if (event.type != log::EventType::prekeys_low) continue;
      for (const log::FieldValue& value : event.fields) {
        if (value.field == log::Field::count) counts.push_back(value.number);
      }
    }
    EXPECT_EQ(effects_.low_prekeys, std::vector(counts.size(), bob_.device));
    return counts;
  };
  taken_id(alice_, bob_);
  EXPECT_EQ(told(), std::vector<std::int64_t>{});  // 2 left: as many as low
  taken_id(alice_, bob_);
  EXPECT_EQ(told(), std::vector<std::int64_t>{1});
  taken_id(alice_, bob_);
  EXPECT_EQ(told(), std::vector<std::int64_t>{0});
  taken_id(alice_, bob_);
  EXPECT_EQ(told(), std::vector<std::int64_t>{0});  // a bundle without one
}

TEST_F(PrekeysTest, TakesAreLimitedForEachPairOfDevices) {
  ASSERT_TRUE(publish(bob_, people_.signed_prekey(bob_.device, "signed-1")));
  ASSERT_TRUE(upload(bob_, people_.one_time_prekeys("k", 50)));
  for (int i = 0; i < 6; ++i) EXPECT_NE(taken_id(alice_, bob_), "");
  const auto refused = take(alice_, bob_.user);
  EXPECT_EQ(refused.error().problem, Problem::rate_limited);
  EXPECT_EQ(refused.error().detail.dump(), R"({"retry_after":600})");
  EXPECT_EQ(state(bob_).stock.one_time_prekeys, 44);
  // Another device of the same user has a bucket of its own.
  const Caller second = people_.device(organisation_, alice_.user);
  EXPECT_NE(taken_id(second, bob_), "");

  db_.clock.advance_seconds(599);
  EXPECT_EQ(take(alice_, bob_.user).error().detail.dump(), R"({"retry_after":1})");
  db_.clock.advance_seconds(1);
  EXPECT_NE(taken_id(alice_, bob_), "");
  EXPECT_EQ(take(alice_, bob_.user).error().problem, Problem::rate_limited);
  // A clock that steps back gives nothing.
  db_.clock.advance_seconds(-3600);
  EXPECT_EQ(take(alice_, bob_.user).error().problem, Problem::rate_limited);
}

TEST_F(PrekeysTest, ARefusedTakeTakesNothingOfAnyDevice) {
  const Caller tablet = people_.device(organisation_, bob_.user);
  for (const Caller& device : {bob_, tablet}) {
    ASSERT_TRUE(publish(device, people_.signed_prekey(device.device, "signed-1")));
    ASSERT_TRUE(upload(device, people_.one_time_prekeys("k", 10)));
  }
  for (int i = 0; i < 6; ++i) taken_id(alice_, tablet);
  EXPECT_EQ(take(alice_, bob_.user).error().problem, Problem::rate_limited);
  EXPECT_EQ(state(bob_).stock.one_time_prekeys, 10);
  EXPECT_TRUE(effects_.events.empty());
  // Nor does it use up the other device's bucket.
  for (int i = 0; i < 6; ++i) EXPECT_NE(taken_id(alice_, bob_), "");
}

TEST_F(PrekeysTest, ADirectoryHasTheActiveDevicesAndNoOneTimePrekeys) {
  const Caller tablet = people_.device(organisation_, bob_.user);
  const Caller pending = people_.device(organisation_, bob_.user, DeviceStatus::pending);
  const Caller revoked = people_.device(organisation_, bob_.user, DeviceStatus::revoked);
  for (const Caller& device : {bob_, tablet, pending, revoked}) {
    ASSERT_TRUE(publish(device, people_.signed_prekey(device.device, "signed-1")));
    ASSERT_TRUE(upload(device, people_.one_time_prekeys("k", 2)));
  }
  const auto directory = test::call(
      db_, [&](Context& context) { return device_directory(context, alice_, bob_.user); });
  std::set<DeviceId> devices;
  for (const DeviceBundle& device : *directory) {
    devices.insert(device.device);
    EXPECT_FALSE(device.bundle.one_time_prekey);
  }
  EXPECT_EQ(devices, (std::set<DeviceId>{bob_.device, tablet.device}));
  EXPECT_EQ(test::number(db_, "SELECT count(*) FROM one_time_prekeys"), 8);

  // A take that names one which is not active says how it is.
  const auto refused = take(alice_, bob_.user, {{revoked.device, pending.device, alice_.device}});
  EXPECT_EQ(refused.error().problem, Problem::malformed_request);  // the caller's own
  const auto mismatch = take(alice_, bob_.user, {{revoked.device, pending.device}}).error();
  EXPECT_EQ(mismatch.problem, Problem::device_mismatch);
  const auto& user = mismatch.detail.at("users").at(0);
  EXPECT_EQ(user.at("user_id"), bob_.user.text());
  EXPECT_EQ(user.at("stale"), nlohmann::json::array({revoked.device.text()}));
  EXPECT_EQ(user.at("extra"), nlohmann::json::array({pending.device.text()}));
  EXPECT_EQ(user.at("missing"), nlohmann::json::array());
  EXPECT_EQ(take(alice_, bob_.user, {{tablet.device, tablet.device}}).error().problem,
            Problem::malformed_request);
  EXPECT_EQ(take(alice_, bob_.user, {{tablet.device}})->size(), 1u);
}

TEST_F(PrekeysTest, AUsersOwnOtherDevicesAreTakenWithoutTheCallers) {
  const Caller tablet = people_.device(organisation_, bob_.user);
  for (const Caller& device : {bob_, tablet}) {
    ASSERT_TRUE(publish(device, people_.signed_prekey(device.device, "signed-1")));
  }
  const auto bundles = take(bob_, bob_.user);
  ASSERT_EQ(bundles->size(), 1u);
  EXPECT_EQ(bundles->at(0).device, tablet.device);
}

TEST_F(PrekeysTest, AnotherOrganisationsUsersAreNotThere) {
  const Caller stranger = people_.member(people_.organisation(), Role::administrator);
  ASSERT_TRUE(publish(bob_, people_.signed_prekey(bob_.device, "signed-1")));
  ASSERT_TRUE(upload(bob_, people_.one_time_prekeys("k", 2)));
  EXPECT_EQ(take(stranger, bob_.user).error().problem, Problem::not_found);
  EXPECT_EQ(take(stranger, bob_.user, {{bob_.device}}).error().problem, Problem::not_found);
  // Under a user of one's own organisation the device of another is one that never was there.
  EXPECT_EQ(take(stranger, stranger.user, {{bob_.device}}).error().problem,
            Problem::device_mismatch);
  const auto directory = test::call(
      db_, [&](Context& context) { return device_directory(context, stranger, bob_.user); });
  EXPECT_EQ(directory.error().problem, Problem::not_found);
  EXPECT_EQ(state(bob_).stock.one_time_prekeys, 2);
  people_.remove_user(bob_.user);
  EXPECT_EQ(take(alice_, bob_.user).error().problem, Problem::not_found);
}

TEST_F(PrekeysTest, UsedRecordsArePurgedAtTheirTime) {
  ASSERT_TRUE(publish(bob_, people_.signed_prekey(bob_.device, "signed-1")));
  ASSERT_TRUE(upload(bob_, people_.one_time_prekeys("k", 3)));
  taken_id(alice_, bob_);
  taken_id(alice_, bob_);
  const auto purge = [&](std::size_t limit) {
    std::size_t removed = 0;
    test::run(db_, [&](Context& context) { removed = purge_prekeys(context, limit); });
    return removed;
  };
  const auto records = [&] { return test::number(db_, "SELECT count(*) FROM used_prekeys"); };
  // The bucket of the two takes is full again after 1,200 seconds.
  db_.clock.advance_seconds(1199);
  EXPECT_EQ(purge(10), 0u);
  db_.clock.advance_seconds(1);
  EXPECT_EQ(purge(10), 1u);
  db_.clock.advance_seconds(db_.policy.used_prekey_seconds - 1201);
  EXPECT_EQ(purge(10), 0u);
  EXPECT_EQ(records(), 2);
  db_.clock.advance_seconds(1);
  EXPECT_EQ(purge(1), 1u);
  EXPECT_EQ(records(), 1);
  EXPECT_EQ(purge(10), 1u);
  EXPECT_EQ(records(), 0);
}

TEST_F(PrekeysTest, RevocationDropsWhatIsLeft) {
  ASSERT_TRUE(publish(bob_, people_.signed_prekey(bob_.device, "signed-1")));
  ASSERT_TRUE(upload(bob_, people_.one_time_prekeys("k", 3)));
  ASSERT_TRUE(upload(alice_, people_.one_time_prekeys("k", 3)));
  taken_id(alice_, bob_);
  test::run(db_, [&](Context& context) { drop_prekeys(context, bob_.device); });
  EXPECT_EQ(state(bob_).stock.one_time_prekeys, 0);
  EXPECT_FALSE(state(bob_).signed_prekey_published_at);
  EXPECT_EQ(state(alice_).stock.one_time_prekeys, 3);
  EXPECT_EQ(test::column(db_, "SELECT key_id FROM used_prekeys WHERE void = 1 ORDER BY record"),
            (std::vector<std::string>{"k-1", "k-2"}));
  EXPECT_TRUE(take(alice_, bob_.user)->empty());  // it cannot be written to
}

}  // namespace
}  // namespace smx::relay
