#pragma once

#include "session/session.h"

namespace smx {

/// A session without its skipped keys and without what is derived (AD), as a record
/// (docs/spec/storage.md). Throws std::bad_alloc when the memory of `record` is too small.
void encode_session_into(SecretBytes& record, const SessionMeta& meta, const NextHead& head);
/// The same into memory of its own. Throws std::bad_alloc.
[[nodiscard]] SecretBytes encode_session(const SessionMeta& meta, const NextHead& head);

/// One skipped key, 48 bytes. Throws std::bad_alloc.
[[nodiscard]] SecretBytes encode_skipped_key(const SkippedKey& key);

struct DecodedSession {
  SessionMeta meta;
  RootKey root_key;
  RatchetHead head;
};
/// Errors: state_unreadable, state_too_new.
Result<DecodedSession> decode_session(ByteView record);

/// Errors: state_unreadable.
Result<SkippedKey> decode_skipped_key(ByteView record);

/// A whole session in one piece: the session record, then its skipped keys in the order of storage.
/// At most 512 bytes and 48 per skipped key, key ids not counted. Throws std::bad_alloc.
[[nodiscard]] SecretBytes encode_whole_session(const Session& session);

}  // namespace smx
