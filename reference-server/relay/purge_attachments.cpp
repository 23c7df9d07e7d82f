#include <set>
#include <string>
#include <vector>

#include "relay/attachment_records.h"
#include "relay/audit.h"
#include "store/database.h"

namespace smx::relay {
namespace {

/// A file goes this long after its row, which by then is committed as gone: the commit of what one
/// operation does takes no minute.
constexpr std::int64_t kFileGrace = 60;

struct OverdueUpload {
  OrganisationId organisation;
  UploadId upload;
  std::uint64_t size = 0;
};

struct OverdueAttachment {
  OrganisationId organisation;
  std::string attachment;
};

std::size_t end_uploads(Context& context, std::int64_t limit) {
  std::vector<OverdueUpload> overdue;
  {
    auto statement = context.transaction.prepare(
        "SELECT organisation_id, upload_id, size FROM uploads WHERE expires_at <= ?1 "
        "ORDER BY expires_at LIMIT ?2");
    statement.bind(context.now.seconds()).bind(limit);
    while (statement.step()) {
      overdue.push_back({.organisation = OrganisationId::stored(statement.text(0)),
                         .upload = UploadId::stored(statement.text(1)),
                         .size = static_cast<std::uint64_t>(statement.integer(2))});
    }
  }
  for (const OverdueUpload& row : overdue) {
    remove_upload(context, row.organisation, row.upload, row.size, true);
  }
  return overdue.size();
}

std::size_t end_attachments(Context& context, std::int64_t limit) {
  std::vector<OverdueAttachment> overdue;
  {
    auto statement = context.transaction.prepare(
        "SELECT organisation_id, attachment_id FROM attachments WHERE stored_at <= ?1 "
        "ORDER BY stored_at LIMIT ?2");
    statement.bind(context.now.seconds() - context.policy.attachment_seconds).bind(limit);
    while (statement.step()) {
      overdue.push_back({.organisation = OrganisationId::stored(statement.text(0)),
                         .attachment = statement.text(1)});
    }
  }
  for (const OverdueAttachment& row : overdue) {
    remove_attachment(context, row.organisation, row.attachment);
    audit::append(
        context, row.organisation,
        {.type = audit::Type::attachment_expired, .data = {{"attachment_id", row.attachment}}});
    context.effects.events.push_back(log::event(log::EventType::attachment_expired)
                                         .id(log::Field::org_id, row.organisation.text())
                                         .id(log::Field::attachment_h8, row.attachment));
  }
  return overdue.size();
}

std::size_t remove_files(Context& context, store::BlobStore& blobs, std::int64_t limit) {
  std::vector<std::string> names;
  {
    auto statement = context.transaction.prepare(
        "SELECT blob FROM removed_blobs WHERE removed_at <= ?1 LIMIT ?2");
    statement.bind(context.now.seconds() - kFileGrace).bind(limit);
    while (statement.step()) names.push_back(statement.text(0));
  }
  for (const std::string& name : names) {
    // Before the row, so that a crash in between leaves a row to try again and never a lost file.
    blobs.abandon(name);
    blobs.remove(name);
    context.transaction.prepare("DELETE FROM removed_blobs WHERE blob = ?1").bind(name).run();
  }
  return names.size();
}

/// Every name that a row has for a file.
std::set<std::string> known_names(store::Transaction& transaction) {
  std::set<std::string> names;
  auto rows = transaction.prepare(
      "SELECT upload_id FROM uploads UNION ALL SELECT blob FROM attachments "
      "UNION ALL SELECT blob FROM removed_blobs");
  while (rows.step()) names.insert(rows.text(0));
  return names;
}

}  // namespace

std::size_t discard_unknown_files(store::Transaction& transaction, store::BlobStore& blobs,
                                  Instant now) {
  const std::set<std::string> known = known_names(transaction);
  std::set<std::string> unknown;
  const auto look = [&](const std::string& name, std::uint64_t) {
    if (!known.contains(name)) unknown.insert(name);
  };
  blobs.for_each_upload(look);
  blobs.for_each_blob(look);
  for (const std::string& name : unknown) {
    transaction.prepare("INSERT INTO removed_blobs (blob, removed_at) VALUES (?1, ?2)")
        .bind(name)
        .bind(now.seconds())
        .run();
  }
  return unknown.size();
}

std::size_t purge_attachments(Context& context, store::BlobStore& blobs, std::size_t limit) {
  const auto most = static_cast<std::int64_t>(limit);
  return end_uploads(context, most) + end_attachments(context, most) +
         remove_files(context, blobs, most);
}

}  // namespace smx::relay
