#include "relay/tokens.h"

#include <array>
#include <utility>

#include "auth/refresh_token.h"
#include "relay/audit.h"
#include "relay/time_floor.h"
#include "store/database.h"

namespace smx::relay {
namespace {

constexpr std::int64_t kSecondsPerDay = 24 * 3600;

template <std::size_t N>
std::string draw_hex(Random& random) {
  std::array<std::uint8_t, N> bytes{};
  random.fill(bytes);
  return auth::to_hex(bytes);
}

TokenPair issue(Context& context, const auth::AccessTokens& tokens, const Caller& caller,
                const std::string& session_id) {
  const std::int64_t now = context.now.seconds();
  const auth::AccessClaims claims{.user = caller.user,
                                  .device = caller.device,
                                  .organisation = caller.organisation,
                                  .role = caller.role,
                                  .issued_at = now,
                                  .expires_at = now + context.policy.access_token_seconds,
                                  .token_id = session_id + "." + draw_hex<8>(context.random)};
  TokenPair pair{.access_token = tokens.sign(claims),
                 .access_token_expires_at = claims.expires_at,
                 .refresh_token = auth::draw_refresh_token(context.random),
                 .refresh_token_expires_at = now + context.policy.refresh_token_seconds};
  context.transaction
      .prepare("INSERT INTO refresh_tokens (token_hash, session_id, expires_at) VALUES (?, ?, ?)")
      .bind_blob(*auth::refresh_token_hash(pair.refresh_token))
      .bind(session_id)
      .bind(pair.refresh_token_expires_at)
      .run();
  return pair;
}

void log_event(Context& context, log::EventType type, const Caller& caller) {
  log::Event event = log::event(type);
  event.id(log::Field::org_id, caller.organisation.text());
  event.id(log::Field::sub_h8, caller.user.text());
  event.id(log::Field::device_h8, caller.device.text());
  context.effects.events.push_back(std::move(event));
}

/// A session with the device and the user that it is of, as the tables know them now.
struct Standing {
  Caller caller;
  bool removed = false;
  bool reused = false;
  std::int64_t last_active_day = 0;
};

std::optional<Standing> standing_of(Context& context, std::string_view session_id) {
  auto row = context.transaction.prepare(
      "SELECT devices.organisation_id, devices.user_id, devices.device_id, users.role,"
      " devices.status, users.removed_at, sessions.reused_at, devices.last_active_day"
      " FROM sessions JOIN devices ON devices.device_id = sessions.device_id"
      " JOIN users ON users.user_id = devices.user_id WHERE sessions.session_id = ?");
  row.bind(session_id);
  if (!row.step()) return std::nullopt;
  return Standing{.caller = {.organisation = OrganisationId::stored(row.text(0)),
                             .user = UserId::stored(row.text(1)),
                             .device = DeviceId::stored(row.text(2)),
                             .role = static_cast<Role>(row.integer(3)),
                             .status = static_cast<DeviceStatus>(row.integer(4))},
                  .removed = !row.is_null(5),
                  .reused = !row.is_null(6),
                  .last_active_day = row.integer(7)};
}

void note_activity(Context& context, const Standing& standing) {
  const std::int64_t day = context.now.seconds() / kSecondsPerDay * kSecondsPerDay;
  if (standing.last_active_day >= day) return;
  context.transaction.prepare("UPDATE devices SET last_active_day = ? WHERE device_id = ?")
      .bind(day)
      .bind(standing.caller.device.text())
      .run();
}

/// The owner and a thief both have the token: neither can be told from the other, so both end.
void void_session(Context& context, const std::string& session_id, const Caller& caller) {
  context.transaction.prepare("UPDATE sessions SET reused_at = ? WHERE session_id = ?")
      .bind(context.now.seconds())
      .bind(session_id)
      .run();
  context.effects.cut.push_back(caller.device);
  audit::append(context, caller.organisation,
                {.type = audit::Type::session_reuse_detected,
                 .subject = caller.user,
                 .device = caller.device});
  log_event(context, log::EventType::token_reuse_detected, caller);
}

struct RefreshRow {
  std::string session_id;
  std::int64_t expires_at = 0;
  bool used = false;
};

std::optional<RefreshRow> find_refresh_token(Context& context, const auth::Digest& hash) {
  auto row = context.transaction.prepare(
      "SELECT session_id, expires_at, used_at FROM refresh_tokens WHERE token_hash = ?");
  row.bind_blob(hash);
  if (!row.step()) return std::nullopt;
  return RefreshRow{
      .session_id = row.text(0), .expires_at = row.integer(1), .used = !row.is_null(2)};
}

}  // namespace

Outcome<Caller> authorise(Context& context, const auth::AccessClaims& claims) {
  hold_time(context);
  switch (auth::age_of(claims, context.now)) {
    case auth::Age::not_yet:
      return refuse(Problem::unauthenticated);
    case auth::Age::over:
      // Kept, for the time that it was over at: a clock set back does not revive it.
      return refuse_and_keep(Problem::token_expired);
    case auth::Age::valid:
      break;
  }
  const auto standing = standing_of(context, claims.session_id());
  if (!standing || standing->removed || standing->reused ||
      standing->caller.status == DeviceStatus::revoked ||
      standing->caller.device != claims.device || standing->caller.user != claims.user ||
      standing->caller.organisation != claims.organisation) {
    return refuse(Problem::unauthenticated);
  }
  note_activity(context, *standing);
  return standing->caller;
}

TokenPair open_session(Context& context, const auth::AccessTokens& tokens, const Caller& caller) {
  close_sessions(context, caller.device);
  const std::string session_id = draw_hex<16>(context.random);
  context.transaction
      .prepare("INSERT INTO sessions (session_id, device_id, opened_at) VALUES (?, ?, ?)")
      .bind(session_id)
      .bind(caller.device.text())
      .bind(context.now.seconds())
      .run();
  log_event(context, log::EventType::token_issued, caller);
  return issue(context, tokens, caller, session_id);
}

Outcome<TokenPair> refresh_session(Context& context, const auth::AccessTokens& tokens,
                                   std::string_view refresh_token) {
  hold_time(context);
  const auto hash = auth::refresh_token_hash(refresh_token);
  if (!hash) return refuse(Problem::unauthenticated);
  const auto row = find_refresh_token(context, *hash);
  if (!row) return refuse(Problem::unauthenticated);
  const auto standing = standing_of(context, row->session_id);
  if (!standing || standing->removed || standing->caller.status == DeviceStatus::revoked) {
    return refuse(Problem::unauthenticated);
  }
  if (standing->reused) return refuse(Problem::token_reused);
  if (row->used) {
    void_session(context, row->session_id, standing->caller);
    return refuse_and_keep(Problem::token_reused);
  }
  if (row->expires_at <= context.now.seconds()) return refuse_and_keep(Problem::unauthenticated);

  context.transaction.prepare("UPDATE refresh_tokens SET used_at = ? WHERE token_hash = ?")
      .bind(context.now.seconds())
      .bind_blob(*hash)
      .run();
  note_activity(context, *standing);
  log_event(context, log::EventType::token_refreshed, standing->caller);
  return issue(context, tokens, standing->caller, row->session_id);
}

void close_sessions(Context& context, const DeviceId& device) {
  context.transaction
      .prepare(
          "DELETE FROM refresh_tokens WHERE session_id IN"
          " (SELECT session_id FROM sessions WHERE device_id = ?)")
      .bind(device.text())
      .run();
  context.transaction.prepare("DELETE FROM sessions WHERE device_id = ?").bind(device.text()).run();
}

}  // namespace smx::relay
