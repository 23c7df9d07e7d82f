#include <algorithm>

#include "relay/attachment_records.h"
#include "relay/audit.h"
#include "store/database.h"

namespace smx::relay {
namespace {

struct UploadRow {
  Upload upload;
  std::string sha256;
};

bool is_digest(const std::string& text) {
  return text.size() == 64 && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

void log_attachment(Context& context, log::EventType type, const Caller& caller,
                    const std::string& attachment) {
  context.effects.events.push_back(log::event(type)
                                       .id(log::Field::org_id, caller.organisation.text())
                                       .id(log::Field::attachment_h8, attachment));
}

Upload upload_of(const store::Statement& statement) {
  return {.id = UploadId::stored(statement.text(0)),
          .received = static_cast<std::uint64_t>(statement.integer(1)),
          .size = static_cast<std::uint64_t>(statement.integer(2)),
          .expires_at = Instant::of_seconds(statement.integer(3))};
}

/// An upload of the caller's device, whether or not its time is over.
Outcome<UploadRow> find_row(Context& context, const Caller& caller, const UploadId& upload) {
  auto statement = context.transaction.prepare(
      "SELECT upload_id, received, size, expires_at, sha256 FROM uploads "
      "WHERE upload_id = ?1 AND device_id = ?2");
  statement.bind(upload.text()).bind(caller.device.text());
  if (!statement.step()) return refuse(Problem::not_found);
  UploadRow row{.upload = upload_of(statement), .sha256 = statement.text(4)};
  if (context.now.seconds() >= row.upload.expires_at.seconds()) return refuse(Problem::expired);
  return row;
}

std::optional<Upload> unfinished_upload(Context& context, const Caller& caller, std::uint64_t size,
                                        const std::string& sha256) {
  auto statement = context.transaction.prepare(
      "UPDATE uploads SET expires_at = ?5 WHERE device_id = ?1 AND sha256 = ?2 AND size = ?3 "
      "AND expires_at > ?4 RETURNING upload_id, received, size, expires_at");
  statement.bind(caller.device.text())
      .bind(sha256)
      .bind(static_cast<std::int64_t>(size))
      .bind(context.now.seconds())
      .bind(context.now.seconds() + context.policy.upload_seconds);
  std::optional<Upload> upload;
  while (statement.step()) upload = upload_of(statement);
  return upload;
}

std::size_t uploads_of(Context& context, const DeviceId& device) {
  auto statement = context.transaction.prepare("SELECT count(*) FROM uploads WHERE device_id = ?1");
  statement.bind(device.text());
  statement.step();
  return static_cast<std::size_t>(statement.integer(0));
}

Upload begin_upload(Context& context, const Caller& caller, std::uint64_t size,
                    const std::string& sha256) {
  const Upload upload{
      .id = UploadId::draw(context.random),
      .received = 0,
      .size = size,
      .expires_at = Instant::of_seconds(context.now.seconds() + context.policy.upload_seconds)};
  context.transaction
      .prepare(
          "INSERT INTO uploads (upload_id, organisation_id, device_id, sha256, size, received, "
          "expires_at) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6)")
      .bind(upload.id.text())
      .bind(caller.organisation.text())
      .bind(caller.device.text())
      .bind(sha256)
      .bind(static_cast<std::int64_t>(size))
      .bind(upload.expires_at.seconds())
      .run();
  charge(context, caller.organisation, static_cast<std::int64_t>(size));
  log_attachment(context, log::EventType::attachment_created, caller, sha256);
  return upload;
}

void set_received(Context& context, const UploadId& upload, std::uint64_t received) {
  context.transaction.prepare("UPDATE uploads SET received = ?2 WHERE upload_id = ?1")
      .bind(upload.text())
      .bind(static_cast<std::int64_t>(received))
      .run();
}

/// The upload's octets are all there and are what was announced.
Progress complete(Context& context, store::BlobStore& blobs, const Caller& caller,
                  const UploadRow& row) {
  const Upload& upload = row.upload;
  if (stored_attachment(context, caller.organisation, row.sha256)) {
    // Another device of the organisation was faster.
    remove_upload(context, caller.organisation, upload.id, upload.size, true);
  } else {
    blobs.finish(upload.id.text(), upload.size, upload.id.text());
    remove_upload(context, caller.organisation, upload.id, upload.size, false);
    add_attachment(context, caller.organisation, row.sha256,
                   {.blob = upload.id.text(), .size = upload.size});
    audit::append(context, caller.organisation,
                  {.type = audit::Type::attachment_created,
                   .actor = caller.user,
                   .device = caller.device,
                   .data = {{"attachment_id", row.sha256}, {"size", upload.size}}});
  }
  log_attachment(context, log::EventType::attachment_completed, caller, row.sha256);
  return {.received = upload.size, .attachment = row.sha256};
}

}  // namespace

Outcome<Announced> announce_attachment(Context& context, const Caller& caller, std::uint64_t size,
                                       const std::string& sha256) {
  if (size == 0) return refuse(Problem::malformed_request, {{"field", "size"}});
  if (!is_digest(sha256)) return refuse(Problem::malformed_request, {{"field", "sha256"}});
  const Policy& policy = context.policy;
  if (size > policy.attachment_bytes) {
    return refuse(Problem::too_large, {{"limit", policy.attachment_bytes}});
  }
  if (const auto stored = stored_attachment(context, caller.organisation, sha256);
      stored && stored->size == size) {
    context.transaction
        .prepare(
            "UPDATE attachments SET stored_at = ?3 "
            "WHERE organisation_id = ?1 AND attachment_id = ?2")
        .bind(caller.organisation.text())
        .bind(sha256)
        .bind(context.now.seconds())
        .run();
    return Announced{.attachment = sha256, .upload = std::nullopt};
  }
  if (auto upload = unfinished_upload(context, caller, size, sha256)) {
    return Announced{.attachment = std::nullopt, .upload = std::move(upload)};
  }
  if (uploads_of(context, caller.device) >= policy.uploads_per_device) {
    return refuse(Problem::quota_exceeded, {{"uploads", policy.uploads_per_device}});
  }
  if (charged_bytes(context, caller.organisation) + size >
      policy.attachment_bytes_per_organisation) {
    return refuse(Problem::quota_exceeded, {{"bytes", policy.attachment_bytes_per_organisation}});
  }
  return Announced{.attachment = std::nullopt,
                   .upload = begin_upload(context, caller, size, sha256)};
}

Outcome<Progress> append_to_upload(Context& context, store::BlobStore& blobs, const Caller& caller,
                                   const UploadId& id, std::uint64_t offset, ByteView octets) {
  const auto row = find_row(context, caller, id);
  if (!row) return std::unexpected(row.error());
  const Upload& upload = row->upload;
  if (octets.empty()) return refuse(Problem::malformed_request, {{"field", "body"}});
  if (octets.size() > context.policy.attachment_chunk_bytes) {
    return refuse(Problem::too_large, {{"limit", context.policy.attachment_chunk_bytes}});
  }
  if (offset != upload.received) {
    return refuse(Problem::offset_mismatch, {{"offset", upload.received}});
  }
  if (octets.size() > upload.size - upload.received) {
    return refuse(Problem::too_large, {{"limit", upload.size - upload.received}});
  }
  const bool last = octets.size() == upload.size - upload.received;
  const std::string& name = id.text();
  // A crash can have come between the end of the upload and the commit that was to follow.
  const bool finished_before = last && blobs.size(name) == upload.size;
  if (!finished_before) {
    const std::uint64_t present = blobs.upload_size(name).value_or(0);
    if (present < upload.received) {
      // The file is of an older time than the tables: the client goes on where it ends.
      set_received(context, id, present);
      return refuse_and_keep(Problem::offset_mismatch, {{"offset", present}});
    }
    blobs.write(name, offset, octets);
  }
  if (!last) {
    set_received(context, id, offset + octets.size());
    return Progress{.received = offset + octets.size(), .attachment = std::nullopt};
  }
  const std::string digest =
      finished_before ? blobs.digest(name) : blobs.upload_digest(name, upload.size);
  if (digest != row->sha256) {
    remove_upload(context, caller.organisation, id, upload.size, true);
    return refuse_and_keep(Problem::digest_mismatch);
  }
  return complete(context, blobs, caller, *row);
}

Outcome<Upload> find_upload(Context& context, const Caller& caller, const UploadId& upload) {
  const auto row = find_row(context, caller, upload);
  if (!row) return std::unexpected(row.error());
  return row->upload;
}

}  // namespace smx::relay
