#pragma once

#include <string_view>

namespace smx::relay {

/// Part of schema version 1: organisations, their people and devices, and the record of what they
/// did. Times are whole seconds, keys and digests blobs, ids the text of relay/id.h.
inline constexpr std::string_view kAccountsSchema = R"sql(
CREATE TABLE organisations (
  organisation_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  founded_at INTEGER NOT NULL,
  members_limit INTEGER                -- null: founded by the operator, without a limit
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
  user_id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations,
  phone TEXT UNIQUE,                   -- null once removed: the number is forgotten
  role INTEGER NOT NULL,               -- relay::Role
  joined_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX users_of_organisation ON users (organisation_id, user_id);

CREATE TABLE invitations (
  invitation_id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations,
  phone TEXT NOT NULL,
  role INTEGER NOT NULL,
  invited_by TEXT,                     -- null: the operator
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  UNIQUE (organisation_id, phone)      -- a used one is deleted, so what is here is open or over
) STRICT, WITHOUT ROWID;
CREATE INDEX invitations_by_phone ON invitations (phone, created_at);

-- One-time codes, for phones that belong to somebody and phones that do not alike; the phone itself
-- is not kept. A code that founds an organisation carries what is founded.
CREATE TABLE codes (
  phone_mac BLOB PRIMARY KEY,
  code_mac BLOB NOT NULL,
  expires_at INTEGER NOT NULL,
  attempts_left INTEGER NOT NULL,
  founds_organisation_id TEXT,
  founds_name TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE code_sends (
  phone_mac BLOB NOT NULL,
  sent_at INTEGER NOT NULL
) STRICT;
CREATE INDEX code_sends_by_phone ON code_sends (phone_mac, sent_at);
CREATE INDEX code_sends_by_time ON code_sends (sent_at);
CREATE INDEX codes_by_time ON codes (expires_at);

-- A device's keys serve once, in all organisations and also after its revocation.
CREATE TABLE devices (
  device_id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations,
  user_id TEXT NOT NULL REFERENCES users,
  class TEXT NOT NULL,
  name TEXT NOT NULL,
  status INTEGER NOT NULL,             -- relay::DeviceStatus
  identity_key BLOB NOT NULL UNIQUE,
  signing_key BLOB NOT NULL UNIQUE,
  registered_at INTEGER NOT NULL,
  revoked_at INTEGER,
  last_active_day INTEGER NOT NULL     -- seconds of 00:00 UTC: no finer time is kept
) STRICT, WITHOUT ROWID;
CREATE INDEX devices_of_user ON devices (user_id, status);
CREATE INDEX devices_of_organisation ON devices (organisation_id, device_id);

-- A session is the family of refresh tokens that came of one verified phone.
CREATE TABLE sessions (
  session_id TEXT PRIMARY KEY,         -- 32 hex digits, in the jti of its access tokens
  device_id TEXT NOT NULL REFERENCES devices,
  opened_at INTEGER NOT NULL,
  reused_at INTEGER                    -- a token of it was used twice: void
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of_device ON sessions (device_id);
CREATE TABLE refresh_tokens (
  token_hash BLOB PRIMARY KEY,         -- SHA-256
  session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_tokens_of_session ON refresh_tokens (session_id);
CREATE INDEX refresh_tokens_by_time ON refresh_tokens (expires_at);

-- The latest second that the relay acted in: time does not go back (one row).
CREATE TABLE time_floor (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  seconds INTEGER NOT NULL
) STRICT;
INSERT INTO time_floor VALUES (1, 0);

CREATE TABLE audit (
  organisation_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  message TEXT,
  entry TEXT NOT NULL,                 -- canonical form without the hash: the bytes that it is over
  hash TEXT NOT NULL,
  PRIMARY KEY (organisation_id, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_by_type ON audit (organisation_id, type, sequence);
CREATE INDEX audit_by_message ON audit (message) WHERE message IS NOT NULL;
CREATE TABLE audit_heads (
  organisation_id TEXT PRIMARY KEY,
  sequence INTEGER NOT NULL,
  hash TEXT NOT NULL,
  purged_through INTEGER NOT NULL,     -- entries up to this one are removed ...
  purged_hash TEXT NOT NULL            -- ... and this was its hash: the previous of what remains
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace smx::relay
