#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "auth/signing_key.h"
#include "relay/context.h"
#include "relay/refusal.h"

namespace smx::relay {

/// Goes before the canonical form that a proof's signature is over.
inline constexpr std::string_view kProofLabel = "SMX-RELAY-PROOF-v1";

/// The relay's word that a message existed and which of its envelopes were confirmed, for whoever
/// does not trust it later (docs/relay-api.md, "Audit"). Envelopes are named by their SHA-256, so
/// whoever has one can show that it is the one. Refusals: not_found, also for members who are
/// neither its sender nor administrators.
///
/// The chain that leads from the message's first entry to the checkpoint has entries about others,
/// so only administrators get it, and only while it has no more than `kLongestChain` entries; the
/// proof's own signature vouches for the entries without it.
[[nodiscard]] Outcome<nlohmann::json> message_proof(Context& context, const auth::SigningKey& key,
                                                    const Caller& caller, const MessageId& message);

inline constexpr std::int64_t kLongestChain = 1000;

}  // namespace smx::relay
