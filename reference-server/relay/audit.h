#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "relay/context.h"
#include "relay/id.h"

/// An organisation's own record of what happened in it: append-only, each entry chained to the one
/// before by SHA-256 (docs/relay-api.md, "Audit"). It is not the operational log.
namespace smx::relay::audit {

/// The closed set of what an entry can be about.
enum class Type : std::uint8_t {
  organisation_founded,  // data: organisation_id
  member_invited,        // data: invitation_id, role, expires_at
  member_joined,         // data: role, invitation_id or founder
  member_removed,        // data: devices, invitations (how many went with it)
  device_registered,     // data: class, device_status
  device_returned,       // a phone verified again with the keys of its device; data: device_status
  device_approved,       // data: empty
  device_revoked,        // data: empty
  administrator_recovered,  // an invitation of the operator was used; data: invitation_id
  session_reuse_detected,   // a refresh token was used twice; data: empty
  message_stored,           // data: deliveries: [{delivery_id, envelope_sha256}]
  message_delivered,        // data: delivery_id, envelope_sha256
  message_expired,          // data: delivery_id
  attachment_created,       // data: attachment_id, size
  attachment_expired,       // data: attachment_id
  audit_exported,           // data: after
  audit_purged,             // data: through, hash (of the last entry removed), entries (how many)
};

/// As entries and queries spell it, "member_invited"; static storage.
[[nodiscard]] std::string_view type_name(Type type) noexcept;
[[nodiscard]] std::optional<Type> parse_type(std::string_view name) noexcept;

/// What is to be recorded. `data` holds ids, digests, numbers and names of closed sets only: no
/// phone number, no free text, no key.
struct Entry {
  Type type;
  std::optional<UserId> actor = std::nullopt;    // who did it; none: the relay or its operator
  std::optional<UserId> subject = std::nullopt;  // whom it was done to
  std::optional<DeviceId> device = std::nullopt;
  std::optional<MessageId> message = std::nullopt;
  nlohmann::json data = nlohmann::json::object();
};

/// Appends to the organisation's chain, in the operation's own transaction: it is recorded if and
/// only if it happened. Throws StorageError.
void append(Context& context, const OrganisationId& organisation, const Entry& entry);

/// "previous" of an organisation's first entry: 64 zeros.
inline constexpr std::string_view kGenesis =
    "0000000000000000000000000000000000000000000000000000000000000000";

/// Entries as clients get them, with `hash`, in order.
struct Page {
  std::vector<nlohmann::json> entries;
  bool more = false;
};

/// Entries after the sequence `after`, at most `limit` of them, of one type only when it is given.
[[nodiscard]] Page entries(Context& context, const OrganisationId& organisation, std::int64_t after,
                           std::size_t limit, std::optional<Type> type = std::nullopt);

/// Those that name this message, in order; empty when there are none in this organisation.
[[nodiscard]] std::vector<nlohmann::json> entries_of_message(Context& context,
                                                             const OrganisationId& organisation,
                                                             const MessageId& message);

/// Where the chain ends now. An organisation without entries has sequence 0 and kGenesis.
struct Head {
  std::int64_t sequence = 0;
  std::string hash{kGenesis};
};
[[nodiscard]] Head head(Context& context, const OrganisationId& organisation);

}  // namespace smx::relay::audit
