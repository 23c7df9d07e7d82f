#include <algorithm>

#include "relay/attachment_records.h"

namespace smx::relay {
namespace {

struct Extent {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

/// What the range has of an attachment of `size` octets; nothing when that is none.
std::optional<Extent> extent_of(const OctetRange& range, std::uint64_t size) {
  if (!range.first) {
    const std::uint64_t length = std::min(range.suffix, size);
    if (length == 0) return std::nullopt;
    return Extent{.offset = size - length, .length = length};
  }
  if (*range.first >= size) return std::nullopt;
  const std::uint64_t last = std::min(range.last.value_or(size - 1), size - 1);
  if (last < *range.first) return std::nullopt;
  return Extent{.offset = *range.first, .length = last - *range.first + 1};
}

}  // namespace

Outcome<AttachmentPart> read_attachment(Context& context, store::BlobStore& blobs,
                                        const Caller& caller, const std::string& attachment,
                                        const std::optional<OctetRange>& range) {
  const auto stored = stored_attachment(context, caller.organisation, attachment);
  if (!stored) return refuse(Problem::not_found);
  const std::uint64_t most = context.policy.attachment_read_bytes;
  Extent extent{.offset = 0, .length = stored->size};
  if (range) {
    const auto found = extent_of(*range, stored->size);
    if (!found) return refuse(Problem::conflict, {{"size", stored->size}});
    extent = {.offset = found->offset, .length = std::min(found->length, most)};
  } else if (stored->size > most) {
    return refuse(Problem::too_large, {{"size", stored->size}, {"limit", most}});
  }
  AttachmentPart part{
      .size = stored->size,
      .offset = extent.offset,
      .octets = blobs.read(stored->blob, extent.offset, static_cast<std::size_t>(extent.length))};
  if (part.octets.size() != extent.length) {
    throw store::StorageError(11, "a blob is shorter than its row says");  // SQLITE_CORRUPT
  }
  context.effects.events.push_back(log::event(log::EventType::attachment_read)
                                       .id(log::Field::org_id, caller.organisation.text())
                                       .id(log::Field::attachment_h8, attachment));
  return part;
}

}  // namespace smx::relay
