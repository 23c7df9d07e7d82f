#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "auth/signing_key.h"
#include "relay/audit.h"
#include "relay/context.h"

namespace smx::relay::audit {

/// Goes before the canonical form that a checkpoint's signature is over.
inline constexpr std::string_view kCheckpointLabel = "SMX-RELAY-AUDIT-v1";

/// The relay's word that an organisation's chain has this hash at this sequence, now:
/// {type, organisation_id, sequence, hash, at, signature}.
[[nodiscard]] nlohmann::json checkpoint(Context& context, const auth::SigningKey& key,
                                        const OrganisationId& organisation, const Head& head);

/// JSON lines: at most `limit` entries after the sequence `after`, in order, then a checkpoint of
/// the last of them (of the chain's head when there are none), so that what is longer is taken in
/// parts, each of which can be verified. Each line ends with a newline.
[[nodiscard]] std::string export_lines(Context& context, const auth::SigningKey& key,
                                       const OrganisationId& organisation, std::int64_t after,
                                       std::size_t limit);

/// Entries of 90 days (the policy's audit_seconds) and older go, from the beginning of each chain;
/// an entry audit_purged holds the hash of the last that went, which is what the first that remains
/// calls `previous`. At most `limit` entries; the number of those removed.
std::size_t purge_audit(Context& context, std::size_t limit);

}  // namespace smx::relay::audit
