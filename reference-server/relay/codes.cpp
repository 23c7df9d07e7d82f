#include "relay/codes.h"

#include <algorithm>
#include <array>

#include "relay/invitations.h"
#include "relay/time_floor.h"
#include "relay/users.h"
#include "store/database.h"

namespace smx::relay {
namespace {

constexpr std::int64_t kSendWindow = 3600;

struct Sends {
  std::int64_t count = 0;
  std::int64_t oldest = 0;
};

Sends recent_sends(Context& context, const auth::Digest& phone_mac) {
  auto row = context.transaction.prepare(
      "SELECT count(*), ifnull(min(sent_at), 0) FROM code_sends"
      " WHERE phone_mac = ? AND sent_at > ?");
  row.bind_blob(phone_mac).bind(context.now.seconds() - kSendWindow);
  row.step();
  return {.count = row.integer(0), .oldest = row.integer(1)};
}

void store_code(Context& context, const auth::Digest& phone_mac, const auth::Digest& code_mac,
                const Founding* founding) {
  auto insert = context.transaction.prepare(
      "INSERT OR REPLACE INTO codes (phone_mac, code_mac, expires_at, attempts_left,"
      " founds_organisation_id, founds_name) VALUES (?, ?, ?, ?, ?, ?)");
  insert.bind_blob(phone_mac).bind_blob(code_mac);
  insert.bind(context.now.seconds() + context.policy.code_seconds);
  insert.bind(context.policy.code_attempts);
  if (founding != nullptr) {
    insert.bind(founding->organisation.text()).bind(founding->name);
  } else {
    insert.bind_null().bind_null();
  }
  insert.run();
  context.transaction.prepare("INSERT INTO code_sends (phone_mac, sent_at) VALUES (?, ?)")
      .bind_blob(phone_mac)
      .bind(context.now.seconds())
      .run();
}

void delete_code(Context& context, const auth::Digest& phone_mac) {
  context.transaction.prepare("DELETE FROM codes WHERE phone_mac = ?").bind_blob(phone_mac).run();
}

}  // namespace

Outcome<void> send_code(Context& context, const auth::CodeSecret& secret,
                        const auth::PhoneNumber& phone, const Founding* founding) {
  hold_time(context);
  const auth::Digest phone_mac = secret.mac_of_phone(phone);
  const Sends sends = recent_sends(context, phone_mac);
  log::Event event = log::event(log::EventType::code_requested);
  if (sends.count >= context.policy.code_sends_per_hour) {
    event.problem(problem_name(Problem::rate_limited));
    context.effects.events.push_back(std::move(event));
    return refuse(Problem::rate_limited,
                  {{"retry_after", sends.oldest + kSendWindow - context.now.seconds()}});
  }
  const std::string code = auth::draw_code(context.random);
  // Both are looked up in any case: what a phone is must not show in the time.
  const bool member = find_user_by_phone(context, phone).has_value();
  const bool invited = find_invitation(context, phone).has_value();
  store_code(context, phone_mac, secret.mac_of_code(phone, code), member ? nullptr : founding);
  if (member || invited || founding != nullptr) {
    context.effects.codes.push_back({.phone = phone.text(), .code = code});
  }
  context.effects.events.push_back(std::move(event));
  return {};
}

Outcome<std::optional<Founding>> use_code(Context& context, const auth::CodeSecret& secret,
                                          const auth::PhoneNumber& phone, std::string_view code) {
  hold_time(context);
  const auth::Digest phone_mac = secret.mac_of_phone(phone);
  const auth::Digest given = secret.mac_of_code(phone, code);
  auth::Digest expected{};
  bool usable = false;
  std::optional<Founding> founding;
  {
    auto row = context.transaction.prepare(
        "SELECT code_mac, expires_at, attempts_left, founds_organisation_id, founds_name"
        " FROM codes WHERE phone_mac = ?");
    row.bind_blob(phone_mac);
    if (row.step()) {
      std::ranges::copy(row.blob(0), expected.begin());
      usable = context.now.seconds() < row.integer(1) && row.integer(2) > 0;
      if (!row.is_null(3)) {
        founding =
            Founding{.organisation = OrganisationId::stored(row.text(3)), .name = row.text(4)};
      }
    }
  }
  if (!auth::equal_constant_time(given, expected) || !usable) {
    context.transaction
        .prepare(
            "UPDATE codes SET attempts_left = attempts_left - 1"
            " WHERE phone_mac = ? AND attempts_left > 0")
        .bind_blob(phone_mac)
        .run();
    context.effects.events.push_back(log::event(log::EventType::code_refused));
    return refuse_and_keep(Problem::wrong_code);
  }
  delete_code(context, phone_mac);
  return founding;
}

std::size_t purge_accounts(Context& context, std::size_t limit) {
  const auto rows = static_cast<std::int64_t>(limit);
  const std::int64_t now = context.now.seconds();
  store::Transaction& tables = context.transaction;
  std::int64_t removed = 0;
  removed += tables
                 .prepare(
                     "DELETE FROM codes WHERE phone_mac IN"
                     " (SELECT phone_mac FROM codes WHERE expires_at <= ? LIMIT ?)")
                 .bind(now)
                 .bind(rows)
                 .run();
  removed += tables
                 .prepare(
                     "DELETE FROM code_sends WHERE rowid IN"
                     " (SELECT rowid FROM code_sends WHERE sent_at <= ? LIMIT ?)")
                 .bind(now - kSendWindow)
                 .bind(rows)
                 .run();
  removed += tables
                 .prepare(
                     "DELETE FROM invitations WHERE invitation_id IN"
                     " (SELECT invitation_id FROM invitations WHERE expires_at <= ? LIMIT ?)")
                 .bind(now)
                 .bind(rows)
                 .run();
  removed += tables
                 .prepare(
                     "DELETE FROM refresh_tokens WHERE token_hash IN"
                     " (SELECT token_hash FROM refresh_tokens WHERE expires_at <= ? LIMIT ?)")
                 .bind(now)
                 .bind(rows)
                 .run();
  removed += tables
                 .prepare(
                     "DELETE FROM sessions WHERE session_id IN (SELECT session_id FROM sessions"
                     " WHERE NOT EXISTS (SELECT 1 FROM refresh_tokens"
                     " WHERE refresh_tokens.session_id = sessions.session_id) LIMIT ?)")
                 .bind(rows)
                 .run();
  return static_cast<std::size_t>(removed);
}

}  // namespace smx::relay
