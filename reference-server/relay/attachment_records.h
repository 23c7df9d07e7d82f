#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "relay/attachments.h"

/// The rows behind attachments, and the bytes that each organisation is charged for: those it has
/// announced or stored.
namespace smx::relay {

struct StoredAttachment {
  std::string blob;
  std::uint64_t size = 0;
};

/// Nothing when its time is over, whether or not it was removed already.
[[nodiscard]] std::optional<StoredAttachment> stored_attachment(Context& context,
                                                                const OrganisationId& organisation,
                                                                const std::string& attachment);

/// In place of one whose time is over.
void add_attachment(Context& context, const OrganisationId& organisation,
                    const std::string& attachment, const StoredAttachment& stored);

/// Its bytes are free and its file is to be removed. Nothing happens when there is none.
void remove_attachment(Context& context, const OrganisationId& organisation,
                       const std::string& attachment);

/// Its bytes are free; its file is to be removed unless it has become an attachment.
void remove_upload(Context& context, const OrganisationId& organisation, const UploadId& upload,
                   std::uint64_t size, bool file_too);

/// Adds (or takes) bytes that the organisation is charged for.
void charge(Context& context, const OrganisationId& organisation, std::int64_t bytes);
[[nodiscard]] std::uint64_t charged_bytes(Context& context, const OrganisationId& organisation);

}  // namespace smx::relay
