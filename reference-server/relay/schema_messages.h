#pragma once

#include <string_view>

namespace smx::relay {

/// Prekeys, messages and queues. Times are seconds since 1970.
inline constexpr std::string_view kMessagesSchema = R"sql(
CREATE TABLE signed_prekeys (
  device_id TEXT NOT NULL PRIMARY KEY,
  key_id TEXT NOT NULL,
  public_key BLOB NOT NULL,
  signature BLOB NOT NULL,
  published_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What can be handed out, in the order of position. A row is deleted by the transaction that hands
-- its key out.
CREATE TABLE one_time_prekeys (
  position INTEGER PRIMARY KEY,
  device_id TEXT NOT NULL,
  key_id TEXT NOT NULL,
  public_key BLOB NOT NULL
) STRICT;
CREATE INDEX one_time_prekeys_by_device ON one_time_prekeys (device_id);

-- What was: taken by somebody, or void (dropped with its device, when that
-- came back, or by a restored backup).
CREATE TABLE used_prekeys (
  record INTEGER PRIMARY KEY,
  device_id TEXT NOT NULL,
  key_id TEXT NOT NULL,
  used_at INTEGER NOT NULL,
  void INTEGER NOT NULL
) STRICT;
CREATE INDEX used_prekeys_by_time ON used_prekeys (used_at);

-- Of every one-time prekey that a device ever uploaded: 16 bytes of a hash of its id and 16 of its
-- public key. Never purged, so that no key is taken in, and handed out, a second time.
CREATE TABLE prekey_marks (
  device_id TEXT NOT NULL,
  mark BLOB NOT NULL,
  PRIMARY KEY (device_id, mark)
) STRICT, WITHOUT ROWID;

-- Token buckets of takes: when the bucket is full again.
CREATE TABLE prekey_takes (
  requester TEXT NOT NULL,
  target TEXT NOT NULL,
  full_at INTEGER NOT NULL,
  PRIMARY KEY (requester, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX prekey_takes_by_time ON prekey_takes (full_at);

CREATE TABLE messages (
  message_id TEXT NOT NULL PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  sender_user TEXT NOT NULL,
  sender_device TEXT NOT NULL,
  stored_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX messages_by_time ON messages (stored_at);

CREATE TABLE idempotency_keys (
  device_id TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  content_digest BLOB NOT NULL,
  message_id TEXT NOT NULL,
  stored_at INTEGER NOT NULL,
  PRIMARY KEY (device_id, idempotency_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (stored_at);

-- What remains of an envelope when it has left: its hash and its times.
CREATE TABLE deliveries (
  message_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  delivery_id TEXT NOT NULL UNIQUE,
  sequence INTEGER NOT NULL,
  envelope_sha256 BLOB NOT NULL,
  delivered_at INTEGER,
  PRIMARY KEY (message_id, device_id)
) STRICT, WITHOUT ROWID;

-- Envelopes that wait.
CREATE TABLE queue (
  device_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  delivery_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  stored_at INTEGER NOT NULL,
  envelope BLOB NOT NULL,
  PRIMARY KEY (device_id, sequence)
) STRICT;
CREATE INDEX queue_by_time ON queue (stored_at);

-- Of each device's queue: the next sequence, and what waits in it.
CREATE TABLE queues (
  device_id TEXT NOT NULL PRIMARY KEY,
  next_sequence INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Where the sequences of a new queue begin; moves on when a backup was restored (one row).
CREATE TABLE first_sequence (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  sequence INTEGER NOT NULL
) STRICT;
INSERT INTO first_sequence VALUES (1, 1);
)sql";

}  // namespace smx::relay
