#include "relay/attachment_records.h"

#include "store/database.h"

namespace smx::relay {
namespace {

void remove_file_later(Context& context, const std::string& blob) {
  context.transaction
      .prepare("INSERT OR REPLACE INTO removed_blobs (blob, removed_at) VALUES (?1, ?2)")
      .bind(blob)
      .bind(context.now.seconds())
      .run();
}

}  // namespace

std::optional<StoredAttachment> stored_attachment(Context& context,
                                                  const OrganisationId& organisation,
                                                  const std::string& attachment) {
  auto statement = context.transaction.prepare(
      "SELECT blob, size FROM attachments "
      "WHERE organisation_id = ?1 AND attachment_id = ?2 AND stored_at > ?3");
  statement.bind(organisation.text())
      .bind(attachment)
      .bind(context.now.seconds() - context.policy.attachment_seconds);
  if (!statement.step()) return std::nullopt;
  return StoredAttachment{.blob = statement.text(0),
                          .size = static_cast<std::uint64_t>(statement.integer(1))};
}

void add_attachment(Context& context, const OrganisationId& organisation,
                    const std::string& attachment, const StoredAttachment& stored) {
  remove_attachment(context, organisation, attachment);
  context.transaction
      .prepare(
          "INSERT INTO attachments (organisation_id, attachment_id, blob, size, stored_at) "
          "VALUES (?1, ?2, ?3, ?4, ?5)")
      .bind(organisation.text())
      .bind(attachment)
      .bind(stored.blob)
      .bind(static_cast<std::int64_t>(stored.size))
      .bind(context.now.seconds())
      .run();
  charge(context, organisation, static_cast<std::int64_t>(stored.size));
}

void remove_attachment(Context& context, const OrganisationId& organisation,
                       const std::string& attachment) {
  std::optional<StoredAttachment> removed;
  {
    auto statement = context.transaction.prepare(
        "DELETE FROM attachments WHERE organisation_id = ?1 AND attachment_id = ?2 "
        "RETURNING blob, size");
    statement.bind(organisation.text()).bind(attachment);
    while (statement.step()) {
      removed = {.blob = statement.text(0),
                 .size = static_cast<std::uint64_t>(statement.integer(1))};
    }
  }
  if (!removed) return;
  charge(context, organisation, -static_cast<std::int64_t>(removed->size));
  remove_file_later(context, removed->blob);
}

void remove_upload(Context& context, const OrganisationId& organisation, const UploadId& upload,
                   std::uint64_t size, bool file_too) {
  context.transaction.prepare("DELETE FROM uploads WHERE upload_id = ?1").bind(upload.text()).run();
  charge(context, organisation, -static_cast<std::int64_t>(size));
  if (file_too) remove_file_later(context, upload.text());
}

void charge(Context& context, const OrganisationId& organisation, std::int64_t bytes) {
  context.transaction
      .prepare(
          "INSERT INTO attachment_usage (organisation_id, bytes) VALUES (?1, ?2) "
          "ON CONFLICT (organisation_id) DO UPDATE SET bytes = bytes + ?2")
      .bind(organisation.text())
      .bind(bytes)
      .run();
}

std::uint64_t charged_bytes(Context& context, const OrganisationId& organisation) {
  auto statement =
      context.transaction.prepare("SELECT bytes FROM attachment_usage WHERE organisation_id = ?1");
  statement.bind(organisation.text());
  return statement.step() ? static_cast<std::uint64_t>(statement.integer(0)) : 0;
}

}  // namespace smx::relay
