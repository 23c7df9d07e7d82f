#include "relay/tokens.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "relay/audit.h"
#include "relay/devices.h"
#include "relay/members.h"
#include "tests/support/accounts.h"

namespace smx::relay {
namespace {

using test::Person;
using test::problem_of;

constexpr std::int64_t kDay = 24 * 3600;

class Tokens : public testing::Test {
 protected:
  test::Accounts accounts;
  Person admin = accounts.found();

  [[nodiscard]] auth::AccessClaims claims_of(const Person& person) const {
    return *accounts.tokens.open(person.access_token());
  }
  [[nodiscard]] std::string authorised(const auth::AccessClaims& claims) {
    return problem_of(
        accounts.in([&](Context& context) { return relay::authorise(context, claims); }));
  }
};

TEST_F(Tokens, AnAccessTokenServes15Minutes) {
  accounts.database.clock.advance_seconds(899);
  const auto caller = accounts.authorise(admin.access_token());
  ASSERT_TRUE(caller.has_value());
  EXPECT_EQ(caller->device, admin.caller.device);
  EXPECT_EQ(caller->role, Role::administrator);
  accounts.database.clock.advance_seconds(1);
  EXPECT_EQ(problem_of(accounts.authorise(admin.access_token())), "token_expired");
  accounts.database.clock.advance_seconds(1);
  EXPECT_EQ(problem_of(accounts.authorise(admin.access_token())), "token_expired");
}

TEST_F(Tokens, AClockSetBackRevivesNoAccessToken) {
  accounts.database.clock.advance_seconds(900);
  EXPECT_EQ(problem_of(accounts.authorise(admin.access_token())), "token_expired");
  accounts.database.clock.set_seconds(test::ManualClock::kStart + 10);
  EXPECT_EQ(problem_of(accounts.authorise(admin.access_token())), "token_expired");
  // Nor over a restart.
  accounts.database.reopen();
  EXPECT_EQ(problem_of(accounts.authorise(admin.access_token())), "token_expired");
}

TEST_F(Tokens, AClockSetBackLocksNobodyOut) {
  accounts.database.clock.advance_seconds(-kDay);
  EXPECT_TRUE(accounts.authorise(admin.access_token()).has_value());
  const auto next = accounts.refresh(admin.refresh_token());
  ASSERT_TRUE(next.has_value());
  EXPECT_EQ(next->access_token_expires_at, test::ManualClock::kStart + 900);
  EXPECT_TRUE(accounts.authorise(next->access_token).has_value());
}

TEST_F(Tokens, ARefreshTokenServesSevenDays) {
  const Person second = accounts.join(admin);
  const Person third = accounts.join(admin);
  accounts.database.clock.set_seconds(test::ManualClock::kStart + 7 * kDay - 1);
  EXPECT_TRUE(accounts.refresh(admin.refresh_token()).has_value());
  accounts.database.clock.advance_seconds(1);
  EXPECT_EQ(problem_of(accounts.refresh(second.refresh_token())), "unauthenticated");
  accounts.database.clock.advance_seconds(1);
  EXPECT_EQ(problem_of(accounts.refresh(third.refresh_token())), "unauthenticated");
  accounts.database.clock.set_seconds(test::ManualClock::kStart);
  EXPECT_EQ(problem_of(accounts.refresh(second.refresh_token())), "unauthenticated");
}

TEST_F(Tokens, ARefreshTokenServesOnce) {
  const auto next = accounts.refresh(admin.refresh_token());
  ASSERT_TRUE(next.has_value());
  EXPECT_NE(next->refresh_token, admin.refresh_token());
  EXPECT_TRUE(accounts.authorise(next->access_token).has_value());
  const auto third = accounts.refresh(next->refresh_token);
  ASSERT_TRUE(third.has_value());
  EXPECT_TRUE(accounts.refresh(third->refresh_token).has_value());
}

TEST_F(Tokens, OneUsedTwiceVoidsAllThatCameOfIt) {
  const Person other = accounts.join(admin);
  const auto second = accounts.refresh(admin.refresh_token());
  const auto third = accounts.refresh(second->refresh_token);
  ASSERT_TRUE(third.has_value());

  EXPECT_EQ(problem_of(accounts.refresh(admin.refresh_token())), "token_reused");
  EXPECT_EQ(accounts.effects.cut, std::vector{admin.caller.device});
  EXPECT_TRUE(std::ranges::any_of(accounts.effects.events, [](const log::Event& event) {
    return event.type == log::EventType::token_reuse_detected;
  }));
  EXPECT_EQ(accounts.count("SELECT count(*) FROM audit WHERE type = 'session_reuse_detected'"), 1);
  for (const TokenPair& pair : {admin.registration.tokens, *second, *third}) {
    EXPECT_EQ(problem_of(accounts.authorise(pair.access_token)), "unauthenticated");
    EXPECT_EQ(problem_of(accounts.refresh(pair.refresh_token)), "token_reused");
  }
  EXPECT_EQ(accounts.count("SELECT count(*) FROM audit WHERE type = 'session_reuse_detected'"), 1);
  EXPECT_TRUE(accounts.authorise(other.access_token()).has_value());
  EXPECT_TRUE(accounts.refresh(other.refresh_token()).has_value());
  // Whoever owns the phone comes back with a new session.
  const Person again = accounts.registered(admin.phone, admin.bundle,
                                           accounts.code_for(admin.phone).value_or("none"));
  EXPECT_TRUE(accounts.refresh(again.refresh_token()).has_value());
  EXPECT_EQ(problem_of(accounts.refresh(third->refresh_token)), "unauthenticated");
}

TEST_F(Tokens, AReuseIsFoundAlsoAfterTheTokenIsOver) {
  static_cast<void>(accounts.refresh(admin.refresh_token()));
  accounts.database.clock.advance_seconds(7 * kDay);
  EXPECT_EQ(problem_of(accounts.refresh(admin.refresh_token())), "token_reused");
}

TEST_F(Tokens, UnknownRefreshTokensAreAllTheSame) {
  for (const std::string& token : {std::string(), std::string("x"), std::string(43, 'A'),
                                   admin.access_token(), admin.refresh_token() + "A"}) {
    const auto refused = accounts.refresh(token);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().problem, Problem::unauthenticated);
    EXPECT_TRUE(refused.error().detail.is_null());
  }
}

TEST_F(Tokens, GenuineClaimsThatTheTablesDoNotBearOutAreRefused) {
  const Person other = accounts.join(admin);
  test::Accounts& relay = accounts;
  const Person stranger = relay.found("Other");
  auth::AccessClaims claims = claims_of(admin);
  EXPECT_EQ(authorised(claims), "no refusal");

  claims.device = DeviceId::draw(relay.database.random);
  EXPECT_EQ(authorised(claims), "unauthenticated");
  claims.device = other.caller.device;
  EXPECT_EQ(authorised(claims), "unauthenticated");
  claims = claims_of(admin);
  claims.user = other.caller.user;
  EXPECT_EQ(authorised(claims), "unauthenticated");
  claims = claims_of(admin);
  claims.organisation = stranger.caller.organisation;
  EXPECT_EQ(authorised(claims), "unauthenticated");
  claims = claims_of(admin);
  claims.token_id = std::string(32, '0') + claims.token_id.substr(32);
  EXPECT_EQ(authorised(claims), "unauthenticated");
  claims = claims_of(admin);
  claims.token_id = claims_of(other).token_id;
  EXPECT_EQ(authorised(claims), "unauthenticated");
}

TEST_F(Tokens, ATokenFromTheFutureIsNone) {
  auth::AccessClaims claims = claims_of(admin);
  claims.issued_at += 1;
  claims.expires_at += 1;
  EXPECT_EQ(authorised(claims), "unauthenticated");
  accounts.database.clock.advance_seconds(1);
  EXPECT_EQ(authorised(claims), "no refusal");
}

TEST_F(Tokens, TheRoleIsThatOfTheTables) {
  const Person member = accounts.join(admin);
  auth::AccessClaims claims = claims_of(member);
  claims.role = Role::administrator;
  const auto caller =
      accounts.in([&](Context& context) { return relay::authorise(context, claims); });
  ASSERT_TRUE(caller.has_value());
  EXPECT_EQ(caller->role, Role::member);
}

TEST_F(Tokens, OfActivityTheDayIsKept) {
  accounts.database.clock.advance_seconds(3 * kDay + 12'345);
  const auto pair = accounts.refresh(admin.refresh_token());
  ASSERT_TRUE(pair.has_value());
  EXPECT_EQ(accounts.count("SELECT last_active_day FROM devices"),
            test::ManualClock::kStart + 3 * kDay);
  accounts.database.clock.advance_seconds(600);
  ASSERT_TRUE(accounts.authorise(pair->access_token).has_value());
  EXPECT_EQ(accounts.count("SELECT last_active_day FROM devices"),
            test::ManualClock::kStart + 3 * kDay);
}

TEST_F(Tokens, NoTokenIsStored) {
  const std::string files = accounts.stored_bytes();
  EXPECT_NE(files.find(admin.caller.device.text()), std::string::npos);
  EXPECT_EQ(files.find(admin.refresh_token()), std::string::npos);
  EXPECT_EQ(files.find(admin.access_token()), std::string::npos);
  EXPECT_EQ(accounts.count("SELECT length(token_hash) FROM refresh_tokens"), 32);
}

}  // namespace
}  // namespace smx::relay
