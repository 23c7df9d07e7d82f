#include "relay/registration.h"

#include <gtest/gtest.h>

#include "relay/codes.h"
#include "relay/devices.h"
#include "relay/invitations.h"
#include "relay/members.h"
#include "relay/organisations.h"
#include "relay/prekeys.h"
#include "tests/support/accounts.h"
#include "tests/support/population.h"

namespace smx::relay {
namespace {

using test::Person;
using test::problem_of;
using test::signed_bundle;

class Registrations : public testing::Test {
 protected:
  test::Accounts accounts;
  Person admin = accounts.found();

  Outcome<Invitation> invite(const Person& by, const auth::PhoneNumber& phone,
                             std::int64_t lifetime = 3600) {
    return accounts.in([&](Context& context) {
      return relay::invite(context,
                           {.organisation = by.caller.organisation,
                            .invited_by = by.caller.user,
                            .device = by.caller.device},
                           phone, Role::member, lifetime);
    });
  }
  std::string code(const auth::PhoneNumber& phone) {
    return accounts.code_for(phone).value_or("none");
  }
  Bundle bundle() { return signed_bundle(accounts.database.random); }
  Outcome<OrganisationId> found(const auth::PhoneNumber& phone) {
    return accounts.in(
        [&](Context& context) { return request_founding(context, accounts.secret, "New", phone); });
  }
};

TEST_F(Registrations, WhoFoundsIsAdministratorAndActive) {
  EXPECT_EQ(admin.caller.role, Role::administrator);
  EXPECT_EQ(admin.caller.status, DeviceStatus::active);
  EXPECT_EQ(accounts.count("SELECT members_limit FROM organisations"), 5);
  EXPECT_EQ(accounts.count("SELECT count(*) FROM signed_prekeys"), 1);
}

TEST_F(Registrations, FoundingCanBeClosed) {
  accounts.database.policy.signup_open = false;
  EXPECT_EQ(problem_of(found(accounts.new_phone())), "signup_closed");
  EXPECT_TRUE(accounts.effects.codes.empty());
}

TEST_F(Registrations, AMembersPhoneFoundsNothingAndIsAnsweredAlike) {
  EXPECT_TRUE(found(admin.phone).has_value());
  ASSERT_EQ(accounts.effects.codes.size(), 1u);
  const std::string given = accounts.effects.codes[0].code;
  const auto again = accounts.verify(admin.phone, given, bundle());
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->device.organisation, admin.caller.organisation);
  EXPECT_EQ(accounts.count("SELECT count(*) FROM organisations"), 1);
}

TEST_F(Registrations, TheOperatorFoundsWithoutALimit) {
  accounts.database.policy.signup_open = false;
  const auth::PhoneNumber phone = accounts.new_phone();
  const auto organisation =
      accounts.in([&](Context& context) { return found_by_operator(context, "Big", phone); });
  ASSERT_TRUE(organisation.has_value());
  const Person first = accounts.registered(phone, bundle(), code(phone));
  EXPECT_EQ(first.caller.organisation, *organisation);
  EXPECT_EQ(first.caller.role, Role::administrator);
  EXPECT_EQ(first.caller.status, DeviceStatus::active);
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(invite(first, accounts.new_phone()).has_value());
  EXPECT_EQ(problem_of(accounts.in(
                [&](Context& context) { return found_by_operator(context, "Big", admin.phone); })),
            "already_exists");
}

// Claims 81, 87: nobody comes in but by an administrator's invitation.
TEST_F(Registrations, NobodyJoinsWithoutAnInvitation) {
  const auth::PhoneNumber phone = accounts.new_phone();
  EXPECT_FALSE(accounts.code_for(phone).has_value());
  ASSERT_TRUE(invite(admin, phone, 60).has_value());
  accounts.database.clock.advance_seconds(59);
  const std::string given = code(phone);
  accounts.database.clock.advance_seconds(1);
  // The code is right and the invitation is over.
  EXPECT_EQ(problem_of(accounts.verify(phone, given, bundle())), "wrong_code");
  EXPECT_EQ(accounts.count("SELECT count(*) FROM users"), 1);
  EXPECT_FALSE(accounts.code_for(phone).has_value());
}

TEST_F(Registrations, AnInvitationEndsOnTheSecond) {
  for (const auto& [seconds, expected] :
       {std::pair{59, "no refusal"}, std::pair{60, "wrong_code"}, std::pair{61, "wrong_code"}}) {
    const auth::PhoneNumber phone = accounts.new_phone();
    ASSERT_TRUE(invite(admin, phone, 60).has_value());
    const std::string given = code(phone);
    accounts.database.clock.advance_seconds(seconds);
    EXPECT_EQ(problem_of(accounts.verify(phone, given, bundle())), expected) << seconds;
  }
  // Nor does a clock set back open it again.
  const auth::PhoneNumber phone = accounts.new_phone();
  ASSERT_TRUE(invite(admin, phone, 60).has_value());
  const std::string given = code(phone);
  accounts.database.clock.advance_seconds(60);
  EXPECT_TRUE(accounts.authorise(admin.access_token()).has_value());
  accounts.database.clock.advance_seconds(-30);
  EXPECT_EQ(problem_of(accounts.verify(phone, given, bundle())), "wrong_code");
}

TEST_F(Registrations, OneOpenInvitationAPhone) {
  const auth::PhoneNumber phone = accounts.new_phone();
  ASSERT_TRUE(invite(admin, phone, 60).has_value());
  EXPECT_EQ(problem_of(invite(admin, phone, 60)), "already_exists");
  accounts.database.clock.advance_seconds(60);
  EXPECT_TRUE(invite(admin, phone, 60).has_value());
  EXPECT_EQ(problem_of(invite(admin, admin.phone)), "already_exists");
}

TEST_F(Registrations, AnInvitationServesOnce) {
  const Person member = accounts.join(admin);
  EXPECT_EQ(accounts.count("SELECT count(*) FROM invitations"), 0);
  ASSERT_TRUE(accounts
                  .in([&](Context& context) {
                    return remove_member(context, admin.caller, member.caller.user);
                  })
                  .has_value());
  EXPECT_FALSE(accounts.code_for(member.phone).has_value());
}

TEST_F(Registrations, FreeMembersAreCountedWithWhoIsInvited) {
  std::vector<auth::PhoneNumber> phones;
  for (int i = 0; i < 4; ++i) {
    phones.push_back(accounts.new_phone());
    ASSERT_TRUE(invite(admin, phones.back(), 60).has_value());
  }
  EXPECT_EQ(problem_of(invite(admin, accounts.new_phone())), "quota_exceeded");
  // The places of those that are over are free again.
  accounts.database.clock.advance_seconds(60);
  for (int i = 0; i < 4; ++i) accounts.join(admin);
  EXPECT_EQ(problem_of(invite(admin, phones[0])), "quota_exceeded");
}

TEST_F(Registrations, ThatAPhoneIsAnothersMemberIsNotTold) {
  const Person stranger = accounts.found("Other");
  EXPECT_TRUE(invite(stranger, admin.phone).has_value());
  const auto again = accounts.verify(admin.phone, code(admin.phone), bundle());
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->device.organisation, admin.caller.organisation);
}

TEST_F(Registrations, OfTwoInvitationsTheLatestCounts) {
  const Person stranger = accounts.found("Other");
  const auth::PhoneNumber phone = accounts.new_phone();
  ASSERT_TRUE(invite(stranger, phone).has_value());
  accounts.database.clock.advance_seconds(1);
  ASSERT_TRUE(invite(admin, phone).has_value());
  EXPECT_EQ(accounts.registered(phone, bundle(), code(phone)).caller.organisation,
            admin.caller.organisation);
}

TEST_F(Registrations, ASignatureIsVerifiedBeforeTheCode) {
  const std::string given = code(admin.phone);
  Bundle forged = bundle();
  forged.signed_prekey.signature.bytes[5] ^= 1;
  EXPECT_EQ(problem_of(accounts.verify(admin.phone, given, forged)), "bad_signature");
  forged = bundle();
  forged.identity_key.bytes[0] ^= 1;
  EXPECT_EQ(problem_of(accounts.verify(accounts.new_phone(), "000000", forged)), "bad_signature");
  // The code was not used up.
  EXPECT_TRUE(accounts.verify(admin.phone, given, bundle()).has_value());
}

TEST_F(Registrations, AKeyServesOneDevice) {
  const Person member = accounts.join(admin);
  const auto with = [&](const Person& who, const Bundle& with_bundle) {
    return problem_of(accounts.verify(who.phone, code(who.phone), with_bundle));
  };
  EXPECT_EQ(with(member, admin.bundle), "key_registered");
  // Revoked ones stay taken, for their own user, too.
  const Person second = accounts.add_device(admin);
  ASSERT_TRUE(accounts
                  .in([&](Context& context) {
                    return revoke_device(context, admin.caller, second.caller.device);
                  })
                  .has_value());
  EXPECT_EQ(with(admin, second.bundle), "key_registered");
  EXPECT_EQ(accounts.count("SELECT count(*) FROM devices"), 3);
}

TEST_F(Registrations, OfWhatIsUndoneNothingIsSaid) {
  const auth::PhoneNumber phone = accounts.new_phone();
  ASSERT_TRUE(invite(admin, phone).has_value());
  EXPECT_EQ(problem_of(accounts.verify(phone, code(phone), admin.bundle)), "key_registered");
  EXPECT_EQ(accounts.count("SELECT count(*) FROM users"), 1);
  EXPECT_TRUE(accounts.effects.events.empty()) << "that somebody joined";
}

TEST_F(Registrations, ADeviceThatComesBackWaitsForApprovalAgain) {
  const Person member = accounts.join(admin);
  const auto again = accounts.verify(member.phone, code(member.phone), member.bundle);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->device.id, member.caller.device);
  EXPECT_EQ(again->device.status, DeviceStatus::pending);
  EXPECT_EQ(accounts.effects.cut, std::vector{member.caller.device});
  EXPECT_EQ(problem_of(accounts.authorise(member.access_token())), "unauthenticated");
  EXPECT_EQ(problem_of(accounts.refresh(member.refresh_token())), "unauthenticated");
  const auto caller = accounts.authorise(again->tokens.access_token);
  ASSERT_TRUE(caller.has_value());
  EXPECT_EQ(caller->status, DeviceStatus::pending);
}

TEST_F(Registrations, PrekeysOfADeviceThatComesBackAreVoid) {
  const Person member = accounts.join(admin);
  test::Population people(accounts.database);
  const auto old = people.one_time_prekeys("old", 3);
  const auto upload = [&](const std::vector<OneTimePrekey>& prekeys) {
    return accounts.in(
        [&](Context& context) { return upload_one_time_prekeys(context, member.caller, prekeys); });
  };
  const auto taken = [&] {
    const auto bundles = accounts.in([&](Context& context) {
      return take_bundles(context, admin.caller, member.caller.user, std::nullopt);
    });
    return bundles && bundles->size() == 1 ? std::optional(bundles->front().bundle) : std::nullopt;
  };
  ASSERT_TRUE(upload(old).has_value());
  ASSERT_TRUE(taken().has_value());

  ASSERT_TRUE(accounts.verify(member.phone, code(member.phone), member.bundle).has_value());
  EXPECT_EQ(accounts.count("SELECT count(*) FROM one_time_prekeys"), 0);
  EXPECT_EQ(accounts.count("SELECT count(*) FROM used_prekeys WHERE void = 1"), 2);
  EXPECT_EQ(problem_of(upload(old)), "conflict");
  ASSERT_TRUE(accounts
                  .in([&](Context& context) {
                    return approve_device(context, admin.caller, member.caller.device);
                  })
                  .has_value());
  const auto without = taken();
  ASSERT_TRUE(without.has_value());
  EXPECT_FALSE(without->one_time_prekey.has_value());
  EXPECT_EQ(without->signed_prekey.public_key, member.bundle.signed_prekey.public_key);

  const auto fresh = people.one_time_prekeys("new", 1);
  ASSERT_TRUE(upload(fresh).has_value());
  const auto with = taken();
  ASSERT_TRUE(with && with->one_time_prekey);
  EXPECT_EQ(with->one_time_prekey->public_key, fresh.front().public_key);
}

TEST_F(Registrations, DevicesOfAUserAreCounted) {
  accounts.database.policy.devices_per_user = 2;
  const Person second = accounts.add_device(admin);
  EXPECT_EQ(second.caller.status, DeviceStatus::pending);
  EXPECT_EQ(problem_of(accounts.verify(admin.phone, code(admin.phone), bundle())),
            "quota_exceeded");
  ASSERT_TRUE(accounts
                  .in([&](Context& context) {
                    return revoke_device(context, admin.caller, second.caller.device);
                  })
                  .has_value());
  EXPECT_NO_THROW(accounts.add_device(admin));
}

}  // namespace
}  // namespace smx::relay
