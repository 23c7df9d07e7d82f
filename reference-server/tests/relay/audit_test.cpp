#include "relay/audit.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "auth/digest.h"
#include "relay/audit_export.h"
#include "relay/devices.h"
#include "relay/members.h"
#include "tests/support/accounts.h"

namespace smx::relay {
namespace {

using Json = nlohmann::json;
using test::Person;

constexpr std::int64_t kNinetyDays = 90 * 24 * 3600;

/// The first of the entries that does not follow from the one before it; as many as there are when
/// all do. Written from docs/relay-api.md alone.
std::size_t first_break(const std::vector<Json>& entries, std::string previous) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    Json body = entries[i];
    const std::string hash = body.at("hash");
    body.erase("hash");
    if (body.at("previous") != previous || auth::sha256_hex(auth::bytes_of(body.dump())) != hash ||
        (i > 0 && body.at("sequence") != entries[i - 1].at("sequence").get<int>() + 1)) {
      return i;
    }
    previous = hash;
  }
  return entries.size();
}

class Audit : public testing::Test {
 protected:
  test::Accounts accounts;
  Person admin = accounts.found("Secret Name Ltd");

  std::vector<Json> all(const Person& person) {
    return accounts
        .in([&](Context& context) {
          return audit::entries(context, person.caller.organisation, 0, 1000);
        })
        .entries;
  }
  void append(audit::Type type, std::optional<MessageId> message = std::nullopt) {
    accounts.in([&](Context& context) {
      audit::append(context, admin.caller.organisation,
                    {.type = type, .actor = admin.caller.user, .message = message});
    });
  }
  std::vector<std::string> types(const Person& person) {
    std::vector<std::string> names;
    for (const Json& entry : all(person)) names.push_back(entry.at("type"));
    return names;
  }
};

TEST_F(Audit, EachEntryFollowsFromTheOneBefore) {
  accounts.join(admin);
  const std::vector<Json> entries = all(admin);
  ASSERT_EQ(entries.size(), 7u);
  EXPECT_EQ(entries.front().at("sequence"), 1);
  EXPECT_EQ(first_break(entries, std::string(audit::kGenesis)), entries.size());
  // And any change of any of them shows.
  for (std::size_t i = 0; i < entries.size(); ++i) {
    for (const auto& [name, value] : entries[i].items()) {
      std::vector<Json> changed = entries;
      changed[i][name] = "changed";
      ASSERT_EQ(first_break(changed, std::string(audit::kGenesis)), i) << name;
    }
    if (i + 1 == entries.size()) break;
    std::vector<Json> without = entries;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
    ASSERT_EQ(first_break(without, std::string(audit::kGenesis)), i);
  }
}

TEST_F(Audit, EveryActionIsThereWithWhoDidIt) {
  const Person member = accounts.join(admin);
  const Person second = accounts.add_device(member);
  static_cast<void>(accounts.in([&](Context& context) {
    return revoke_device(context, member.caller, second.caller.device);
  }));
  static_cast<void>(accounts.in(
      [&](Context& context) { return remove_member(context, admin.caller, member.caller.user); }));
  EXPECT_EQ(types(admin),
            (std::vector<std::string>{"organisation_founded", "member_joined", "device_registered",
                                      "member_invited", "member_joined", "device_registered",
                                      "device_approved", "device_registered", "device_revoked",
                                      "device_revoked", "member_removed"}));
  const std::vector<Json> entries = all(admin);
  EXPECT_EQ(entries[3].at("actor"), admin.caller.user.text());
  EXPECT_EQ(entries[6].at("actor"), admin.caller.user.text());
  EXPECT_EQ(entries[6].at("subject"), member.caller.user.text());
  EXPECT_EQ(entries[6].at("device"), member.caller.device.text());
  EXPECT_EQ(entries[8].at("actor"), member.caller.user.text());
  EXPECT_EQ(entries[9].at("actor"), admin.caller.user.text());
  EXPECT_EQ(entries[10].at("subject"), member.caller.user.text());
  EXPECT_EQ(entries[10].at("data").at("devices"), 1);
  // No phone number, no name, no token.
  const std::string text = Json(entries).dump();
  for (const std::string& secret :
       {admin.phone.text(), member.phone.text(), std::string("Secret Name"), std::string("desk"),
        member.refresh_token()}) {
    EXPECT_EQ(text.find(secret), std::string::npos);
  }
}

TEST_F(Audit, WhatIsRefusedIsNotRecorded) {
  const auto before = types(admin);
  static_cast<void>(accounts.in([&](Context& context) -> Outcome<void> {
    audit::append(context, admin.caller.organisation, {.type = audit::Type::device_approved});
    return refuse(Problem::conflict);
  }));
  EXPECT_EQ(types(admin), before);
  append(audit::Type::device_approved);
  EXPECT_EQ(first_break(all(admin), std::string(audit::kGenesis)), before.size() + 1);
}

TEST_F(Audit, PagesAndTypes) {
  for (int i = 0; i < 5; ++i) append(audit::Type::message_stored);
  append(audit::Type::message_delivered);
  const auto page = [&](std::int64_t after, std::size_t limit, std::optional<audit::Type> type) {
    return accounts.in([&](Context& context) {
      return audit::entries(context, admin.caller.organisation, after, limit, type);
    });
  };
  const audit::Page first = page(0, 4, std::nullopt);
  EXPECT_EQ(first.entries.size(), 4u);
  EXPECT_TRUE(first.more);
  const audit::Page rest = page(4, 5, std::nullopt);
  EXPECT_EQ(rest.entries.size(), 5u);
  EXPECT_FALSE(rest.more);
  const audit::Page stored = page(4, 100, audit::Type::message_stored);
  EXPECT_EQ(stored.entries.size(), 4u);
  for (const Json& entry : stored.entries) EXPECT_EQ(entry.at("type"), "message_stored");
  EXPECT_TRUE(page(9, 100, std::nullopt).entries.empty());
}

TEST_F(Audit, TypesHaveOneNameEach) {
  for (int i = 0; i <= static_cast<int>(audit::Type::audit_purged); ++i) {
    const auto type = static_cast<audit::Type>(i);
    EXPECT_EQ(audit::parse_type(audit::type_name(type)), type);
  }
  EXPECT_FALSE(audit::parse_type("member").has_value());
  EXPECT_FALSE(audit::parse_type("").has_value());
}

TEST_F(Audit, OrganisationsHaveChainsOfTheirOwn) {
  const Person stranger = accounts.found("Other");
  const MessageId message = MessageId::draw(accounts.database.random);
  append(audit::Type::message_stored, message);
  EXPECT_EQ(first_break(all(stranger), std::string(audit::kGenesis)), 3u);
  EXPECT_EQ(first_break(all(admin), std::string(audit::kGenesis)), 4u);
  const auto of = [&](const Person& person) {
    return accounts.in([&](Context& context) {
      return audit::entries_of_message(context, person.caller.organisation, message);
    });
  };
  EXPECT_EQ(of(admin).size(), 1u);
  EXPECT_TRUE(of(stranger).empty());
}

TEST_F(Audit, AnExportEndsInACheckpointThatAThirdPartyCanVerify) {
  accounts.join(admin);
  const auto exported = [&](std::int64_t after, std::size_t limit) {
    const std::string lines = accounts.in([&](Context& context) {
      return audit::export_lines(context, accounts.tokens.key(), admin.caller.organisation, after,
                                 limit);
    });
    std::istringstream stream(lines);
    std::vector<Json> parsed;
    for (std::string line; std::getline(stream, line);) parsed.push_back(Json::parse(line));
    return parsed;
  };
  const auto key = *auth::VerifyingKey::from_pem(accounts.tokens.key().verifying_key().pem());
  const auto holds = [&](const std::vector<Json>& lines, std::string previous) {
    Json checkpoint = lines.back();
    const std::string signature = checkpoint.at("signature");
    checkpoint.erase("signature");
    const std::vector<Json> entries(lines.begin(), lines.end() - 1);
    // Standard base64 becomes the URL's by three characters.
    std::string url = signature.substr(0, signature.find('='));
    for (char& c : url) c = c == '+' ? '-' : c == '/' ? '_' : c;
    return first_break(entries, std::move(previous)) == entries.size() &&
           checkpoint.at("type") == "checkpoint" &&
           checkpoint.at("organisation_id") == admin.caller.organisation.text() &&
           (entries.empty() || (entries.back().at("hash") == checkpoint.at("hash") &&
                                entries.back().at("sequence") == checkpoint.at("sequence"))) &&
           key.verify(auth::bytes_of("SMX-RELAY-AUDIT-v1" + checkpoint.dump()),
                      *auth::from_base64url(url));
  };
  const std::vector<Json> whole = exported(0, 1000);
  ASSERT_EQ(whole.size(), 8u);
  EXPECT_TRUE(holds(whole, std::string(audit::kGenesis)));

  // In parts: each holds, and the next begins where the one before ended.
  const std::vector<Json> first = exported(0, 5);
  EXPECT_EQ(first.size(), 6u);
  EXPECT_TRUE(holds(first, std::string(audit::kGenesis)));
  const std::vector<Json> second = exported(5, 5);
  EXPECT_EQ(second.size(), 3u);
  EXPECT_TRUE(holds(second, first.back().at("hash")));
  const std::vector<Json> none = exported(7, 5);
  EXPECT_EQ(none.size(), 1u);
  EXPECT_EQ(none.back().at("sequence"), 7);
  EXPECT_TRUE(holds(none, ""));

  for (const char* member : {"sequence", "hash", "at", "organisation_id"}) {
    std::vector<Json> changed = none;
    changed.back()[member] = changed.back().at(member).is_string() ? Json("x") : Json(1);
    EXPECT_FALSE(holds(changed, "")) << member;
  }
}

TEST_F(Audit, EntriesGoAfter90DaysAndTheChainStands) {
  append(audit::Type::device_approved);
  accounts.database.clock.advance_seconds(1);
  append(audit::Type::device_revoked);
  const std::vector<Json> before = all(admin);
  ASSERT_EQ(before.size(), 5u);
  const auto purge = [&](std::size_t limit) {
    return accounts.in([&](Context& context) { return audit::purge_audit(context, limit); });
  };
  accounts.database.clock.set_seconds(test::ManualClock::kStart + kNinetyDays - 1);
  EXPECT_EQ(purge(100), 0u);
  EXPECT_EQ(all(admin), before);
  accounts.database.clock.advance_seconds(1);
  EXPECT_EQ(purge(3), 3u);
  EXPECT_EQ(purge(100), 1u);
  EXPECT_EQ(purge(100), 0u);

  const std::vector<Json> after = all(admin);
  ASSERT_EQ(after.size(), 3u);
  EXPECT_EQ(after[0], before[4]);
  EXPECT_EQ(first_break(after, before[3].at("hash")), 3u);
  // What went is attested in the chain itself.
  EXPECT_EQ(after[2].at("type"), "audit_purged");
  EXPECT_EQ(after[2].at("data").at("through"), 4);
  EXPECT_EQ(after[2].at("data").at("hash"), after[0].at("previous"));
  EXPECT_EQ(accounts.count("SELECT purged_through FROM audit_heads"), 4);

  accounts.database.clock.advance_seconds(1);
  EXPECT_EQ(purge(100), 1u);
  append(audit::Type::device_approved);
  EXPECT_EQ(first_break(all(admin), before[4].at("hash")), 4u);
}

TEST_F(Audit, AChainIsNotOfUseToAnotherOrganisationsPurge) {
  const Person stranger = accounts.found("Other");
  accounts.database.clock.advance_seconds(kNinetyDays - 1);
  append(audit::Type::device_approved);
  accounts.database.clock.advance_seconds(1);
  EXPECT_EQ(accounts.in([](Context& context) { return audit::purge_audit(context, 100); }), 6u);
  EXPECT_EQ(types(stranger), std::vector<std::string>{"audit_purged"});
  EXPECT_EQ(types(admin), (std::vector<std::string>{"device_approved", "audit_purged"}));
}

}  // namespace
}  // namespace smx::relay
