#include "relay/audit_export.h"

#include <optional>
#include <vector>

#include "store/database.h"

namespace smx::relay::audit {
namespace {

using Json = nlohmann::json;

/// The oldest entries of a chain that are over.
struct Stale {
  std::size_t count = 0;
  Head last;
};

Stale find_stale(Context& context, const OrganisationId& organisation, std::int64_t until,
                 std::size_t limit) {
  auto row = context.transaction.prepare(
      "SELECT sequence, hash, at FROM audit WHERE organisation_id = ? ORDER BY sequence LIMIT ?");
  row.bind(organisation.text()).bind(static_cast<std::int64_t>(limit));
  Stale stale;
  while (row.step() && row.integer(2) <= until) {
    ++stale.count;
    stale.last = {.sequence = row.integer(0), .hash = row.text(1)};
  }
  return stale;
}

void remove(Context& context, const OrganisationId& organisation, const Stale& stale) {
  context.transaction.prepare("DELETE FROM audit WHERE organisation_id = ? AND sequence <= ?")
      .bind(organisation.text())
      .bind(stale.last.sequence)
      .run();
  context.transaction
      .prepare(
          "UPDATE audit_heads SET purged_through = ?, purged_hash = ?"
          " WHERE organisation_id = ?")
      .bind(stale.last.sequence)
      .bind(stale.last.hash)
      .bind(organisation.text())
      .run();
  append(
      context, organisation,
      {.type = Type::audit_purged,
       .data = {
           {"through", stale.last.sequence}, {"hash", stale.last.hash}, {"entries", stale.count}}});
}

}  // namespace

Json checkpoint(Context& context, const auth::SigningKey& key, const OrganisationId& organisation,
                const Head& head) {
  Json result{
      {"type", "checkpoint"},        {"organisation_id", organisation.text()},
      {"sequence", head.sequence},   {"hash", head.hash},
      {"at", context.now.seconds()},
  };
  const std::string signed_text = std::string(kCheckpointLabel) + result.dump();
  result["signature"] = auth::to_base64(key.sign(auth::bytes_of(signed_text)));
  return result;
}

std::string export_lines(Context& context, const auth::SigningKey& key,
                         const OrganisationId& organisation, std::int64_t after,
                         std::size_t limit) {
  const Page page = entries(context, organisation, after, limit);
  std::string lines;
  for (const Json& entry : page.entries) lines += entry.dump() + "\n";
  const Head last = page.entries.empty()
                        ? head(context, organisation)
                        : Head{.sequence = page.entries.back().at("sequence").get<std::int64_t>(),
                               .hash = page.entries.back().at("hash").get<std::string>()};
  return lines + checkpoint(context, key, organisation, last).dump() + "\n";
}

std::size_t purge_audit(Context& context, std::size_t limit) {
  const std::int64_t until = context.now.seconds() - context.policy.audit_seconds;
  std::vector<OrganisationId> organisations;
  {
    auto row = context.transaction.prepare(
        "SELECT audit.organisation_id FROM audit_heads JOIN audit"
        " ON audit.organisation_id = audit_heads.organisation_id"
        " AND audit.sequence = audit_heads.purged_through + 1 WHERE audit.at <= ? LIMIT ?");
    row.bind(until).bind(static_cast<std::int64_t>(limit));
    while (row.step()) organisations.push_back(OrganisationId::stored(row.text(0)));
  }
  std::size_t removed = 0;
  for (const OrganisationId& organisation : organisations) {
    if (removed == limit) break;
    const Stale stale = find_stale(context, organisation, until, limit - removed);
    if (stale.count == 0) continue;
    remove(context, organisation, stale);
    removed += stale.count;
  }
  return removed;
}

}  // namespace smx::relay::audit
