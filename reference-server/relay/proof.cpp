#include "relay/proof.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "auth/bytes.h"
#include "relay/audit.h"
#include "relay/audit_export.h"
#include "store/database.h"

namespace smx::relay {
namespace {

/// When it was stored; nothing for whom the message is not there.
std::optional<std::int64_t> find_message(Context& context, const Caller& caller,
                                         const MessageId& message) {
  auto statement = context.transaction.prepare(
      "SELECT stored_at, sender_user FROM messages WHERE message_id = ?1 AND organisation_id = ?2");
  statement.bind(message.text()).bind(caller.organisation.text());
  if (!statement.step()) return std::nullopt;
  if (statement.text(1) != caller.user.text() && caller.role != Role::administrator) {
    return std::nullopt;
  }
  return statement.integer(0);
}

nlohmann::json deliveries_of(Context& context, const MessageId& message, std::int64_t stored_at) {
  nlohmann::json deliveries = nlohmann::json::array();
  auto statement = context.transaction.prepare(
      "SELECT delivery_id, envelope_sha256, delivered_at FROM deliveries WHERE message_id = ?1 "
      "ORDER BY device_id");
  statement.bind(message.text());
  while (statement.step()) {
    deliveries.push_back({{"delivery_id", statement.text(0)},
                          {"envelope_sha256", auth::to_hex(statement.blob(1))},
                          {"stored_at", stored_at},
                          {"delivered_at", nullptr}});
    if (!statement.is_null(2)) deliveries.back()["delivered_at"] = statement.integer(2);
  }
  return deliveries;
}

std::int64_t sequence_of(const nlohmann::json& entry) {
  return entry.at("sequence").get<std::int64_t>();
}

nlohmann::json chain_of(Context& context, const Caller& caller,
                        const std::vector<nlohmann::json>& entries) {
  nlohmann::json chain = nlohmann::json::array();
  if (caller.role != Role::administrator || entries.empty()) return chain;
  const std::int64_t first = sequence_of(entries.front());
  const std::int64_t length = sequence_of(entries.back()) - first + 1;
  if (length > kLongestChain) return chain;
  for (nlohmann::json& entry :
       audit::entries(context, caller.organisation, first - 1, static_cast<std::size_t>(length))
           .entries) {
    chain.push_back(std::move(entry));
  }
  return chain;
}

audit::Head head_of(Context& context, const Caller& caller,
                    const std::vector<nlohmann::json>& entries) {
  if (entries.empty()) return audit::head(context, caller.organisation);
  return {.sequence = sequence_of(entries.back()),
          .hash = entries.back().at("hash").get<std::string>()};
}

}  // namespace

Outcome<nlohmann::json> message_proof(Context& context, const auth::SigningKey& key,
                                      const Caller& caller, const MessageId& message) {
  const auto stored_at = find_message(context, caller, message);
  if (!stored_at) return refuse(Problem::not_found);
  const auto entries = audit::entries_of_message(context, caller.organisation, message);
  nlohmann::json proof = {{"type", "proof"},
                          {"organisation_id", caller.organisation.text()},
                          {"message_id", message.text()},
                          {"deliveries", deliveries_of(context, message, *stored_at)},
                          {"entries", entries},
                          {"checkpoint", audit::checkpoint(context, key, caller.organisation,
                                                           head_of(context, caller, entries))},
                          {"chain", chain_of(context, caller, entries)}};
  const std::string signed_bytes = std::string(kProofLabel) + proof.dump();
  proof["signature"] = auth::to_base64(key.sign(auth::bytes_of(signed_bytes)));
  return proof;
}

}  // namespace smx::relay
