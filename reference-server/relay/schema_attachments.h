#pragma once

#include <string_view>

namespace smx::relay {

/// Attachments: who may read which blob, and what is on its way. Times are seconds since 1970.
inline constexpr std::string_view kAttachmentsSchema = R"sql(
-- A blob's name is that of the upload it came by, so that an organisation shares nothing with
-- another, and one that is deleted is never the one that was just written.
CREATE TABLE attachments (
  organisation_id TEXT NOT NULL,
  attachment_id TEXT NOT NULL,
  blob TEXT NOT NULL,
  size INTEGER NOT NULL,
  stored_at INTEGER NOT NULL,
  PRIMARY KEY (organisation_id, attachment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX attachments_by_time ON attachments (stored_at);

-- `received` never counts a byte that is not on the disk; the file may hold more.
CREATE TABLE uploads (
  upload_id TEXT NOT NULL PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  received INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX uploads_by_time ON uploads (expires_at);
CREATE INDEX uploads_by_device ON uploads (device_id, sha256);

-- Bytes that an organisation has announced or stored.
CREATE TABLE attachment_usage (
  organisation_id TEXT NOT NULL PRIMARY KEY,
  bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Uploads and blobs whose rows are gone: the file goes a while after that was committed.
CREATE TABLE removed_blobs (
  blob TEXT NOT NULL PRIMARY KEY,
  removed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace smx::relay
