#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit_chain.h"
#include "audit_signature.h"

namespace smx::cli {

/// What an export or a proof was found to say.
struct AuditVerdict {
  std::optional<AuditFault> fault;
  std::string organisation;
  std::int64_t entries = 0;
  std::int64_t first = 0;
  std::int64_t last = 0;
  /// Of the last checkpoint, seconds since 1970.
  std::int64_t checked_at = 0;
  /// Of a proof: whose envelope it is, when one was given; whether its delivery was confirmed.
  std::string message;
  std::string delivery;
  std::optional<std::int64_t> delivered_at;
};

/// JSON lines: entries, a checkpoint at the end and, where exports were put together, between them.
/// Throws Failure (bad_input) for what is no export.
[[nodiscard]] AuditVerdict verify_export(std::string_view lines, std::string_view source,
                                         const RelayKey& key);

/// The answer of the relay to a request for a proof. `envelope_sha256`: of the envelope that is to
/// be found in it, or empty.
[[nodiscard]] AuditVerdict verify_proof(std::string_view text, std::string_view source,
                                        const RelayKey& key, const std::string& envelope_sha256);

}  // namespace smx::cli
