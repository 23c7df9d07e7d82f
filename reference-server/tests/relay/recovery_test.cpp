#include "relay/recovery.h"

#include <gtest/gtest.h>

#include "relay/codes.h"
#include "relay/devices.h"
#include "relay/organisations.h"
#include "tests/support/accounts.h"
#include "tests/support/population.h"

namespace smx::relay {
namespace {

using test::Person;
using test::problem_of;
using test::signed_bundle;

class Recoveries : public testing::Test {
 protected:
  test::Accounts accounts;
  Person admin = accounts.found();

  Outcome<Invitation> recover(const OrganisationId& organisation, const auth::PhoneNumber& phone,
                              std::int64_t lifetime = 3600) {
    return accounts.in(
        [&](Context& context) { return invite_recovery(context, organisation, phone, lifetime); });
  }
  Outcome<Invitation> recover(const auth::PhoneNumber& phone, std::int64_t lifetime = 3600) {
    return recover(admin.caller.organisation, phone, lifetime);
  }
  Outcome<Registration> verify(const auth::PhoneNumber& phone, const Bundle& bundle) {
    return accounts.verify(phone, accounts.code_for(phone).value_or("none"), bundle);
  }
  Outcome<Registration> verify(const auth::PhoneNumber& phone) {
    return verify(phone, signed_bundle(accounts.database.random));
  }
  std::vector<std::string> recorded() {
    return test::column(accounts.database, "SELECT type FROM audit ORDER BY sequence");
  }
  /// Whether that device can approve another.
  bool administers(const Registration& registration) {
    const auto caller = accounts.authorise(registration.tokens.access_token);
    const Person other = accounts.add_device(admin);
    return caller && accounts
                         .in([&](Context& context) {
                           return approve_device(context, *caller, other.caller.device);
                         })
                         .has_value();
  }
};

TEST_F(Recoveries, AnAdministratorWhoLostTheDeviceHasOneAgain) {
  ASSERT_TRUE(recover(admin.phone).has_value());
  const auto again = verify(admin.phone);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->device.user, admin.caller.user);
  EXPECT_NE(again->device.id, admin.caller.device);
  EXPECT_EQ(again->device.status, DeviceStatus::active);
  EXPECT_TRUE(administers(*again));
  // Once: the next one waits for approval.
  EXPECT_EQ(verify(admin.phone)->device.status, DeviceStatus::pending);
}

TEST_F(Recoveries, ItIsRecordedWithoutAnActor) {
  const auto invited = recover(admin.phone);
  const auto again = verify(admin.phone);
  const auto types = recorded();
  ASSERT_GE(types.size(), 3u);
  EXPECT_EQ(
      std::vector(types.end() - 3, types.end()),
      (std::vector<std::string>{"member_invited", "device_registered", "administrator_recovered"}));
  const auto entries = test::column(
      accounts.database,
      "SELECT entry FROM audit WHERE type IN ('member_invited', 'administrator_recovered')"
      " ORDER BY sequence");
  ASSERT_EQ(entries.size(), 2u);
  for (const std::string& text : entries) {
    const auto entry = nlohmann::json::parse(text);
    EXPECT_FALSE(entry.contains("actor"));
    EXPECT_EQ(entry.at("data").at("invitation_id"), invited->id.text());
  }
  EXPECT_EQ(nlohmann::json::parse(entries[1]).at("device"), again->device.id.text());
  const auto& events = accounts.effects.events;
  EXPECT_EQ(std::ranges::count(events, log::EventType::administrator_recovered, &log::Event::type),
            1);
}

TEST_F(Recoveries, ADeviceThatCameBackIsActiveByIt) {
  // The way in which the only administrator locks the organisation: the same device, pending.
  ASSERT_EQ(verify(admin.phone, admin.bundle)->device.status, DeviceStatus::pending);
  ASSERT_TRUE(recover(admin.phone).has_value());
  const auto again = verify(admin.phone, admin.bundle);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->device.id, admin.caller.device);
  EXPECT_TRUE(administers(*again));
}

TEST_F(Recoveries, AMemberOrSomebodyNewBecomesAdministrator) {
  const Person member = accounts.join(admin);
  ASSERT_TRUE(recover(member.phone).has_value());
  const auto promoted = verify(member.phone);
  ASSERT_TRUE(promoted.has_value());
  EXPECT_EQ(promoted->role, Role::administrator);
  EXPECT_TRUE(administers(*promoted));

  const auth::PhoneNumber phone = accounts.new_phone();
  ASSERT_TRUE(recover(phone).has_value());
  const auto joined = verify(phone);
  ASSERT_TRUE(joined.has_value());
  EXPECT_EQ(joined->device.organisation, admin.caller.organisation);
  EXPECT_TRUE(administers(*joined));
  EXPECT_EQ(test::number(accounts.database,
                         "SELECT count(*) FROM audit WHERE type = 'administrator_recovered'"),
            2);
}

TEST_F(Recoveries, ServesUntilItsTimeAndNotAfter) {
  ASSERT_TRUE(recover(admin.phone, 3600).has_value());
  accounts.database.clock.advance_seconds(3600);
  EXPECT_EQ(verify(admin.phone)->device.status, DeviceStatus::pending);
}

TEST_F(Recoveries, NoLimitKeepsItOut) {
  accounts.database.policy.devices_per_user = 1;
  EXPECT_EQ(problem_of(verify(admin.phone)), "quota_exceeded");
  ASSERT_TRUE(recover(admin.phone).has_value());
  EXPECT_TRUE(verify(admin.phone).has_value());
  for (int i = 1; i < accounts.database.policy.free_members; ++i) accounts.join(admin);
  const auth::PhoneNumber phone = accounts.new_phone();
  ASSERT_TRUE(recover(phone).has_value());
  EXPECT_TRUE(verify(phone).has_value());
}

TEST_F(Recoveries, AnAdministratorsInvitationIsNone) {
  const auth::PhoneNumber phone = accounts.new_phone();
  ASSERT_TRUE(accounts
                  .in([&](Context& context) {
                    return invite(context,
                                  {.organisation = admin.caller.organisation,
                                   .invited_by = admin.caller.user,
                                   .device = admin.caller.device},
                                  phone, Role::administrator, 3600);
                  })
                  .has_value());
  EXPECT_EQ(verify(phone)->device.status, DeviceStatus::pending);
  // The operator's takes its place.
  const auth::PhoneNumber other = accounts.new_phone();
  ASSERT_TRUE(recover(other).has_value());
  ASSERT_TRUE(recover(other).has_value());
  EXPECT_EQ(accounts.count("SELECT count(*) FROM invitations"), 1);
}

TEST_F(Recoveries, IsForAnOrganisationThatIsAndAPhoneOfIt) {
  const Person stranger = accounts.found("Other");
  EXPECT_EQ(problem_of(recover(OrganisationId::draw(accounts.database.random), admin.phone)),
            "not_found");
  EXPECT_EQ(problem_of(recover(stranger.phone)), "already_exists");
  EXPECT_EQ(accounts.count("SELECT count(*) FROM invitations"), 0);
}

TEST_F(Recoveries, WhatIsRefusedLeavesItOpen) {
  ASSERT_TRUE(recover(admin.phone).has_value());
  const Person stranger = accounts.found("Other");
  EXPECT_EQ(problem_of(verify(admin.phone, stranger.bundle)), "key_registered");
  EXPECT_EQ(accounts.count("SELECT count(*) FROM invitations"), 1);
  for (const log::Event& event : accounts.effects.events) {
    EXPECT_NE(event.type, log::EventType::administrator_recovered);
  }
}

}  // namespace
}  // namespace smx::relay
