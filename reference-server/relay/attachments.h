#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "relay/context.h"
#include "relay/refusal.h"
#include "smx/bytes.h"
#include "store/blob_store.h"

/// Attachments: ciphertext named by its SHA-256 (64 hex digits), which members of one organisation
/// upload in pieces and read in ranges. Nothing is shared between organisations: not the bytes, and
/// not whether another has them.
namespace smx::relay {

struct Upload {
  UploadId id;
  std::uint64_t received = 0;
  std::uint64_t size = 0;
  Instant expires_at;
};

/// Where an announced attachment is: here already, or on its way.
struct Announced {
  std::optional<std::string> attachment;
  std::optional<Upload> upload;
};

struct Progress {
  std::uint64_t received = 0;
  /// With the last byte.
  std::optional<std::string> attachment;
};

struct AttachmentPart {
  std::uint64_t size = 0;  // of the whole
  std::uint64_t offset = 0;
  std::vector<std::uint8_t> octets;
};

/// Of a range: the first octet and, when given, the last one; or the last `suffix` octets.
struct OctetRange {
  std::optional<std::uint64_t> first;
  std::optional<std::uint64_t> last;
  std::uint64_t suffix = 0;
};

/// Begins an upload, or finds the caller's own unfinished one or what the organisation has (whose
/// time begins again). Refusals: malformed_request (an empty one, or no digest), too_large,
/// quota_exceeded (of the organisation's bytes or the device's uploads).
[[nodiscard]] Outcome<Announced> announce_attachment(Context& context, const Caller& caller,
                                                     std::uint64_t size, const std::string& sha256);

/// Adds octets where the upload stands; with the last ones it is verified and becomes an
/// attachment. Refusals: not_found (no upload of this device), expired, offset_mismatch, too_large
/// (a piece, or more than was announced), malformed_request (nothing), digest_mismatch (the upload
/// is gone).
[[nodiscard]] Outcome<Progress> append_to_upload(Context& context, store::BlobStore& blobs,
                                                 const Caller& caller, const UploadId& upload,
                                                 std::uint64_t offset, ByteView octets);

/// Refusals: not_found, expired.
[[nodiscard]] Outcome<Upload> find_upload(Context& context, const Caller& caller,
                                          const UploadId& upload);

/// All of it, or the part of the range that one answer carries. Refusals: not_found, too_large (no
/// range, and more than one answer carries; detail.size), conflict (the range has nothing of it;
/// detail.size).
[[nodiscard]] Outcome<AttachmentPart> read_attachment(Context& context, store::BlobStore& blobs,
                                                      const Caller& caller,
                                                      const std::string& attachment,
                                                      const std::optional<OctetRange>& range);

/// Ends uploads and attachments whose time is over, and removes the files of those whose end was
/// committed a while ago. At most `limit` of each; how many there were.
std::size_t purge_attachments(Context& context, store::BlobStore& blobs, std::size_t limit);

/// At a start: files that no row names, left over from tables that a backup took the place of, are
/// to be removed; how many there were.
std::size_t discard_unknown_files(store::Transaction& transaction, store::BlobStore& blobs,
                                  Instant now);

}  // namespace smx::relay
