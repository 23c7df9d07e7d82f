#include "relay/codes.h"

#include <gtest/gtest.h>

#include <utility>

#include "relay/invitations.h"
#include "tests/support/accounts.h"

namespace smx::relay {
namespace {

using test::Person;
using test::problem_of;

class Codes : public testing::Test {
 protected:
  test::Accounts accounts;
  Person admin = accounts.found();

  Outcome<void> send(const auth::PhoneNumber& phone) {
    return accounts.in(
        [&](Context& context) { return send_code(context, accounts.secret, phone); });
  }
  std::string use(const auth::PhoneNumber& phone, std::string_view code) {
    return problem_of(accounts.in(
        [&](Context& context) { return use_code(context, accounts.secret, phone, code); }));
  }
  static std::string other_than(const std::string& code) {
    return code == "000000" ? "000001" : "000000";
  }
};

TEST_F(Codes, AKnownAndAnUnknownPhoneAreAnsweredAlike) {
  accounts.database.clock.advance_seconds(3600);  // the founding's own code is not counted
  const auth::PhoneNumber unknown = accounts.new_phone();
  const auto codes = accounts.count("SELECT count(*) FROM codes");
  EXPECT_TRUE(send(admin.phone).has_value());
  EXPECT_EQ(accounts.effects.codes.size(), 1u);
  EXPECT_EQ(accounts.effects.codes[0].phone, admin.phone.text());
  const std::size_t events = accounts.effects.events.size();
  EXPECT_TRUE(send(unknown).has_value());
  EXPECT_TRUE(accounts.effects.codes.empty());
  EXPECT_EQ(accounts.effects.events.size(), events);
  // The work is the same: a code is drawn, and its row written, for both.
  EXPECT_EQ(accounts.count("SELECT count(*) FROM codes"), codes + 2);

  for (int i = 0; i < 4; ++i) {
    EXPECT_TRUE(send(admin.phone).has_value());
    EXPECT_TRUE(send(unknown).has_value());
  }
  const auto known_refused = send(admin.phone);
  const auto unknown_refused = send(unknown);
  ASSERT_FALSE(known_refused.has_value());
  ASSERT_FALSE(unknown_refused.has_value());
  EXPECT_EQ(known_refused.error().problem, unknown_refused.error().problem);
  EXPECT_EQ(known_refused.error().detail, unknown_refused.error().detail);

  EXPECT_EQ(use(admin.phone, "xxxxxx"), "wrong_code");
  EXPECT_EQ(use(unknown, "xxxxxx"), "wrong_code");
  EXPECT_EQ(use(accounts.new_phone(), "xxxxxx"), "wrong_code");
}

TEST_F(Codes, ACodeServesTenMinutes) {
  for (const auto& [seconds, expected] :
       {std::pair{599, "no refusal"}, std::pair{600, "wrong_code"}, std::pair{601, "wrong_code"}}) {
    accounts.database.clock.advance_seconds(3600);
    const std::string code = accounts.code_for(admin.phone).value_or("none");
    accounts.database.clock.advance_seconds(seconds);
    EXPECT_EQ(use(admin.phone, code), expected) << seconds;
  }
}

TEST_F(Codes, AClockSetBackRevivesNoCode) {
  const std::string code = accounts.code_for(admin.phone).value_or("none");
  accounts.database.clock.advance_seconds(600);
  EXPECT_EQ(use(admin.phone, code), "wrong_code");
  accounts.database.clock.advance_seconds(-500);
  EXPECT_EQ(use(admin.phone, code), "wrong_code");
}

TEST_F(Codes, FiveGuesses) {
  std::string code = accounts.code_for(admin.phone).value_or("none");
  for (int i = 0; i < 4; ++i) EXPECT_EQ(use(admin.phone, other_than(code)), "wrong_code");
  EXPECT_EQ(use(admin.phone, code), "no refusal");

  code = accounts.code_for(admin.phone).value_or("none");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(use(admin.phone, other_than(code)), "wrong_code");
  EXPECT_EQ(use(admin.phone, code), "wrong_code");
}

TEST_F(Codes, ACodeServesOnceAndItsOwnPhone) {
  const Person other = accounts.join(admin);
  const std::string code = accounts.code_for(admin.phone).value_or("none");
  const std::string others = accounts.code_for(other.phone).value_or("none");
  ASSERT_NE(code, others);
  EXPECT_EQ(use(other.phone, code), "wrong_code");
  EXPECT_EQ(use(admin.phone, code), "no refusal");
  EXPECT_EQ(use(admin.phone, code), "wrong_code");
}

TEST_F(Codes, TheLatestCodeCounts) {
  const std::string first = accounts.code_for(admin.phone).value_or("none");
  const std::string second = accounts.code_for(admin.phone).value_or("none");
  ASSERT_NE(first, second);
  EXPECT_EQ(use(admin.phone, first), "wrong_code");
  EXPECT_EQ(use(admin.phone, second), "no refusal");
}

TEST_F(Codes, FiveInAnHour) {
  accounts.database.clock.advance_seconds(3600);  // the founding's own code is not counted
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(send(admin.phone).has_value());
    accounts.database.clock.advance_seconds(10);
  }
  auto refused = send(admin.phone);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().problem, Problem::rate_limited);
  EXPECT_EQ(refused.error().detail.at("retry_after"), 3550);
  accounts.database.clock.advance_seconds(3549);
  refused = send(admin.phone);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().detail.at("retry_after"), 1);
  accounts.database.clock.advance_seconds(1);
  EXPECT_TRUE(send(admin.phone).has_value());
  EXPECT_FALSE(send(admin.phone).has_value());
}

TEST_F(Codes, NeitherCodeNorUnknownPhoneIsInTheFiles) {
  const auth::PhoneNumber unknown = accounts.new_phone();
  const std::string code = accounts.code_for(admin.phone).value_or("none");
  ASSERT_TRUE(send(unknown).has_value());
  const std::string files = accounts.stored_bytes();
  // The number of a member is there, so the search would find the others.
  EXPECT_NE(files.find(admin.phone.text()), std::string::npos);
  EXPECT_EQ(files.find(unknown.text()), std::string::npos);
  EXPECT_EQ(files.find(code), std::string::npos);
}

TEST_F(Codes, WhatIsOverIsForgotten) {
  ASSERT_TRUE(send(admin.phone).has_value());
  const auto purge = [&] {
    return accounts.in([](Context& context) { return purge_accounts(context, 100); });
  };
  accounts.database.clock.advance_seconds(599);
  EXPECT_EQ(purge(), 0u);
  accounts.database.clock.advance_seconds(1);
  EXPECT_EQ(purge(), 1u);
  EXPECT_EQ(accounts.count("SELECT count(*) FROM codes"), 0);
  accounts.database.clock.advance_seconds(2999);
  EXPECT_EQ(purge(), 0u);
  accounts.database.clock.advance_seconds(1);
  EXPECT_EQ(purge(), 2u);
  EXPECT_EQ(accounts.count("SELECT count(*) FROM code_sends"), 0);
  // The refresh token, and with it the session.
  accounts.database.clock.set_seconds(test::ManualClock::kStart + 7 * 24 * 3600 - 1);
  EXPECT_EQ(purge(), 0u);
  accounts.database.clock.advance_seconds(1);
  EXPECT_EQ(purge(), 2u);
  EXPECT_EQ(accounts.count("SELECT count(*) FROM sessions"), 0);
}

}  // namespace
}  // namespace smx::relay
