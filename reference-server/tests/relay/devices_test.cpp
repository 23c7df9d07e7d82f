#include "relay/devices.h"

#include <gtest/gtest.h>

#include "relay/invitations.h"
#include "relay/members.h"
#include "tests/support/accounts.h"

namespace smx::relay {
namespace {

using test::Person;
using test::problem_of;

class Devices : public testing::Test {
 protected:
  test::Accounts accounts;
  Person admin = accounts.found();
  Person member = accounts.join(admin);

  std::string approve(const Person& by, const DeviceId& device) {
    return problem_of(
        accounts.in([&](Context& context) { return approve_device(context, by.caller, device); }));
  }
  std::string revoke(const Person& by, const DeviceId& device) {
    return problem_of(
        accounts.in([&](Context& context) { return revoke_device(context, by.caller, device); }));
  }
  std::string remove(const Person& by, const UserId& user) {
    return problem_of(
        accounts.in([&](Context& context) { return remove_member(context, by.caller, user); }));
  }
  void fill_queue_of(const Person& person) {
    accounts.in([&](Context& context) {
      context.transaction
          .prepare("INSERT INTO one_time_prekeys (device_id, key_id, public_key) VALUES (?, ?, ?)")
          .bind(person.caller.device.text())
          .bind("otk-1")
          .bind_blob(person.bundle.identity_key.bytes)
          .run();
      context.transaction
          .prepare(
              "INSERT INTO queue (device_id, sequence, delivery_id, message_id, stored_at,"
              " envelope) VALUES (?, 1, 'dlv_1', 'msg_1', 1, ?)")
          .bind(person.caller.device.text())
          .bind_blob(person.bundle.identity_key.bytes)
          .run();
    });
  }
  std::int64_t rows_of(const DeviceId& device) {
    auto row = accounts.database.database().prepare(
        "SELECT (SELECT count(*) FROM queue WHERE device_id = ?1)"
        " + (SELECT count(*) FROM one_time_prekeys WHERE device_id = ?1)"
        " + (SELECT count(*) FROM signed_prekeys WHERE device_id = ?1)"
        " + (SELECT count(*) FROM sessions WHERE device_id = ?1)");
    row.bind(device.text());
    row.step();
    return row.integer(0);
  }
};

TEST_F(Devices, WaitForAnAdministrator) {
  const Person second = accounts.add_device(member);
  EXPECT_EQ(second.caller.status, DeviceStatus::pending);
  EXPECT_EQ(approve(member, second.caller.device), "forbidden");
  EXPECT_EQ(approve(admin, second.caller.device), "no refusal");
  EXPECT_EQ(accounts.authorise(second.access_token())->status, DeviceStatus::active);
  // Once more is the same, and no second entry.
  EXPECT_EQ(approve(admin, second.caller.device), "no refusal");
  EXPECT_EQ(accounts.count("SELECT count(*) FROM audit WHERE type = 'device_approved'"), 2);
}

// Claim 64: at once, and everything.
TEST_F(Devices, RevocationForbidsEverythingAtOnce) {
  fill_queue_of(member);
  EXPECT_EQ(rows_of(member.caller.device), 4);
  EXPECT_EQ(revoke(admin, member.caller.device), "no refusal");
  EXPECT_EQ(accounts.effects.cut, std::vector{member.caller.device});
  EXPECT_EQ(problem_of(accounts.authorise(member.access_token())), "unauthenticated");
  EXPECT_EQ(problem_of(accounts.refresh(member.refresh_token())), "unauthenticated");
  EXPECT_EQ(rows_of(member.caller.device), 0);
  // For good.
  EXPECT_EQ(approve(admin, member.caller.device), "conflict");
  EXPECT_EQ(revoke(admin, member.caller.device), "no refusal");
  EXPECT_EQ(accounts.count("SELECT count(*) FROM audit WHERE type = 'device_revoked'"), 1);
}

TEST_F(Devices, RevocationAlsoForbidsWhatASessionLeftBehindWouldAllow) {
  // The tables as they would be had the sessions not been closed: status alone must suffice.
  accounts.in([&](Context& context) {
    context.transaction.prepare("UPDATE devices SET status = 2 WHERE device_id = ?")
        .bind(member.caller.device.text())
        .run();
  });
  EXPECT_EQ(problem_of(accounts.authorise(member.access_token())), "unauthenticated");
  EXPECT_EQ(problem_of(accounts.refresh(member.refresh_token())), "unauthenticated");
}

TEST_F(Devices, ARemovedMemberIsForbiddenWhateverTheDevices) {
  accounts.in([&](Context& context) {
    context.transaction.prepare("UPDATE users SET removed_at = 1 WHERE user_id = ?")
        .bind(member.caller.user.text())
        .run();
  });
  EXPECT_EQ(problem_of(accounts.authorise(member.access_token())), "unauthenticated");
  EXPECT_EQ(problem_of(accounts.refresh(member.refresh_token())), "unauthenticated");
}

TEST_F(Devices, AreRevokedByTheirOwnerOrAnAdministrator) {
  const Person other = accounts.join(admin);
  const Person second = accounts.add_device(member);
  EXPECT_EQ(revoke(member, other.caller.device), "forbidden");
  EXPECT_EQ(revoke(member, admin.caller.device), "forbidden");
  EXPECT_EQ(revoke(member, second.caller.device), "no refusal");
  EXPECT_EQ(revoke(member, member.caller.device), "no refusal");
  EXPECT_EQ(revoke(admin, other.caller.device), "no refusal");
}

TEST_F(Devices, TheLastAdministratorsDeviceStays) {
  EXPECT_EQ(revoke(admin, admin.caller.device), "conflict");
  EXPECT_EQ(remove(admin, admin.caller.user), "conflict");
  const Person pending = accounts.add_device(admin);
  EXPECT_EQ(revoke(admin, admin.caller.device), "conflict");
  EXPECT_EQ(approve(admin, pending.caller.device), "no refusal");
  EXPECT_EQ(revoke(admin, admin.caller.device), "no refusal");
  EXPECT_EQ(revoke(pending, pending.caller.device), "conflict");

  const Person second = accounts.join(pending, Role::administrator);
  EXPECT_EQ(remove(pending, pending.caller.user), "no refusal");
  EXPECT_EQ(remove(second, second.caller.user), "conflict");
}

TEST_F(Devices, ARemovedMemberLeavesNothingButAnId) {
  const Person second = accounts.add_device(member);
  const Person other_admin = accounts.join(admin, Role::administrator);
  const auth::PhoneNumber invited = accounts.new_phone();
  ASSERT_TRUE(accounts
                  .in([&](Context& context) {
                    return invite(context,
                                  {.organisation = other_admin.caller.organisation,
                                   .invited_by = other_admin.caller.user,
                                   .device = other_admin.caller.device},
                                  invited, Role::administrator, 3600);
                  })
                  .has_value());
  EXPECT_EQ(remove(member, other_admin.caller.user), "forbidden");
  EXPECT_EQ(remove(admin, member.caller.user), "no refusal");
  EXPECT_EQ(accounts.effects.cut.size(), 2u);
  for (const Person& person : {member, second}) {
    EXPECT_EQ(problem_of(accounts.authorise(person.access_token())), "unauthenticated");
    EXPECT_EQ(problem_of(accounts.refresh(person.refresh_token())), "unauthenticated");
  }
  EXPECT_FALSE(accounts.code_for(member.phone).has_value());
  EXPECT_EQ(accounts.count("SELECT count(*) FROM users WHERE phone IS NULL"), 1);
  EXPECT_EQ(remove(admin, member.caller.user), "not_found");

  // What an administrator invited goes with the administrator.
  EXPECT_TRUE(accounts.code_for(invited).has_value());
  EXPECT_EQ(remove(admin, other_admin.caller.user), "no refusal");
  EXPECT_FALSE(accounts.code_for(invited).has_value());
}

TEST_F(Devices, NothingOfAnotherOrganisationIsThere) {
  const Person stranger = accounts.found("Other");
  const Person pending = accounts.add_device(member);
  EXPECT_EQ(approve(stranger, pending.caller.device), "not_found");
  EXPECT_EQ(revoke(stranger, member.caller.device), "not_found");
  EXPECT_EQ(remove(stranger, member.caller.user), "not_found");
  EXPECT_EQ(approve(admin, DeviceId::draw(accounts.database.random)), "not_found");
  EXPECT_EQ(accounts.authorise(pending.access_token())->status, DeviceStatus::pending);
  EXPECT_TRUE(accounts.authorise(member.access_token()).has_value());

  const auto devices = accounts.in(
      [&](Context& context) { return list_devices(context, stranger.caller, std::nullopt); });
  ASSERT_EQ(devices.size(), 1u);
  EXPECT_EQ(devices[0].id, stranger.caller.device);
  const auto members =
      accounts.in([&](Context& context) { return list_members(context, stranger.caller); });
  ASSERT_EQ(members.size(), 1u);
  EXPECT_EQ(members[0].user, stranger.caller.user);
}

TEST_F(Devices, ListsByStatus) {
  const Person pending = accounts.add_device(member);
  const auto with = [&](std::optional<DeviceStatus> status) {
    return accounts
        .in([&](Context& context) { return list_devices(context, admin.caller, status); })
        .size();
  };
  EXPECT_EQ(with(std::nullopt), 3u);
  EXPECT_EQ(with(DeviceStatus::pending), 1u);
  EXPECT_EQ(with(DeviceStatus::active), 2u);
  EXPECT_EQ(with(DeviceStatus::revoked), 0u);
}

TEST_F(Devices, PhonesAndActivityAreForAdministrators) {
  const auto seen_by = [&](const Person& person) {
    return accounts.in([&](Context& context) { return list_members(context, person.caller); });
  };
  for (const Member& seen : seen_by(admin)) {
    EXPECT_TRUE(seen.phone.has_value());
    EXPECT_EQ(seen.last_active_day, test::ManualClock::kStart);
  }
  const auto others = seen_by(member);
  EXPECT_EQ(others.size(), 2u);
  for (const Member& seen : others) {
    EXPECT_FALSE(seen.phone.has_value());
    EXPECT_FALSE(seen.last_active_day.has_value());
  }
}

}  // namespace
}  // namespace smx::relay
