#include "relay/audit.h"

#include <array>
#include <string>

#include "auth/digest.h"
#include "store/database.h"

namespace smx::relay::audit {
namespace {

using Json = nlohmann::json;

// In the order of the enumeration.
constexpr std::array<std::string_view, 17> kNames = {
    "organisation_founded",   "member_invited",     "member_joined",
    "member_removed",         "device_registered",  "device_returned",
    "device_approved",        "device_revoked",     "administrator_recovered",
    "session_reuse_detected", "message_stored",     "message_delivered",
    "message_expired",        "attachment_created", "attachment_expired",
    "audit_exported",         "audit_purged",
};
static_assert(kNames.size() == static_cast<std::size_t>(Type::audit_purged) + 1);

/// The entry as clients get it: what its hash is over, and the hash.
Json read(const store::Statement& row) {
  Json entry = Json::parse(row.text(0));
  entry["hash"] = row.text(1);
  return entry;
}

}  // namespace

std::string_view type_name(Type type) noexcept { return kNames[static_cast<std::size_t>(type)]; }

std::optional<Type> parse_type(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Type>(i);
  }
  return std::nullopt;
}

Head head(Context& context, const OrganisationId& organisation) {
  auto row = context.transaction.prepare(
      "SELECT sequence, hash FROM audit_heads WHERE organisation_id = ?");
  row.bind(organisation.text());
  if (!row.step()) return {};
  return {.sequence = row.integer(0), .hash = row.text(1)};
}

void append(Context& context, const OrganisationId& organisation, const Entry& entry) {
  const Head last = head(context, organisation);
  const std::int64_t sequence = last.sequence + 1;
  Json json{
      {"sequence", sequence}, {"at", context.now.seconds()}, {"type", type_name(entry.type)},
      {"data", entry.data},   {"previous", last.hash},
  };
  if (entry.actor) json["actor"] = entry.actor->text();
  if (entry.subject) json["subject"] = entry.subject->text();
  if (entry.device) json["device"] = entry.device->text();
  if (entry.message) json["message"] = entry.message->text();
  // Canonical: members in the order of their names (the map's own), no white space.
  const std::string text = json.dump();
  const std::string hash = auth::sha256_hex(auth::bytes_of(text));

  auto insert = context.transaction.prepare(
      "INSERT INTO audit (organisation_id, sequence, at, type, message, entry, hash)"
      " VALUES (?, ?, ?, ?, ?, ?, ?)");
  insert.bind(organisation.text()).bind(sequence).bind(context.now.seconds());
  insert.bind(type_name(entry.type));
  if (entry.message) {
    insert.bind(entry.message->text());
  } else {
    insert.bind_null();
  }
  insert.bind(text).bind(hash).run();
  context.transaction
      .prepare(
          "INSERT INTO audit_heads (organisation_id, sequence, hash, purged_through,"
          " purged_hash) VALUES (?1, ?2, ?3, 0, ?4)"
          " ON CONFLICT (organisation_id) DO UPDATE SET sequence = ?2, hash = ?3")
      .bind(organisation.text())
      .bind(sequence)
      .bind(hash)
      .bind(kGenesis)
      .run();
}

Page entries(Context& context, const OrganisationId& organisation, std::int64_t after,
             std::size_t limit, std::optional<Type> type) {
  auto row = type ? context.transaction.prepare(
                        "SELECT entry, hash FROM audit WHERE organisation_id = ? AND sequence > ?"
                        " AND type = ? ORDER BY sequence LIMIT ?")
                  : context.transaction.prepare(
                        "SELECT entry, hash FROM audit WHERE organisation_id = ? AND sequence > ?"
                        " ORDER BY sequence LIMIT ?");
  row.bind(organisation.text()).bind(after);
  if (type) row.bind(type_name(*type));
  row.bind(static_cast<std::int64_t>(limit) + 1);
  Page page;
  while (row.step()) {
    if (page.entries.size() == limit) {
      page.more = true;
      break;
    }
    page.entries.push_back(read(row));
  }
  return page;
}

std::vector<Json> entries_of_message(Context& context, const OrganisationId& organisation,
                                     const MessageId& message) {
  auto row = context.transaction.prepare(
      "SELECT entry, hash FROM audit WHERE message = ? AND organisation_id = ? ORDER BY sequence");
  row.bind(message.text()).bind(organisation.text());
  std::vector<Json> entries;
  while (row.step()) entries.push_back(read(row));
  return entries;
}

}  // namespace smx::relay::audit
