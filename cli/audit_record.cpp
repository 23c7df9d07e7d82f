#include "audit_record.h"

#include <algorithm>
#include <set>

#include "failure.h"
#include "text.h"

namespace smx::cli {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kCheckpointLabel = "SMX-RELAY-AUDIT-v1";
constexpr std::string_view kProofLabel = "SMX-RELAY-PROOF-v1";

/// Far deeper than anything that a relay writes: whoever walks through it again takes the stack.
constexpr int kDeepest = 16;

/// No name twice in an object: which of the two would count?
Json parse(std::string_view text, std::string_view source) {
  std::vector<std::set<std::string>> names;
  bool twice = false;
  bool deep = false;
  const auto watch = [&](int depth, Json::parse_event_t event, Json& value) {
    if (depth > kDeepest) deep = true;
    if (event == Json::parse_event_t::object_start) names.emplace_back();
    if (event == Json::parse_event_t::object_end) names.pop_back();
    if (event == Json::parse_event_t::key &&
        !names.back().insert(value.get<std::string>()).second) {
      twice = true;
    }
    return depth <= kDeepest;
  };
  Json json = Json::parse(text, watch, false);
  // For the library a zero byte is the end, whatever comes behind it.
  if (json.is_discarded() || text.contains('\0')) bad_input(source, "is not JSON");
  if (deep) bad_input(source, "is deeper than anything that a relay writes");
  if (twice) bad_input(source, "names a member twice");
  return json;
}

bool has_text(const Json& object, const char* name) {
  return object.contains(name) && object.at(name).is_string();
}

bool has_number(const Json& object, const char* name) {
  return object.contains(name) && object.at(name).is_number_integer();
}

bool is_signed(const Json& object, std::string_view label, const RelayKey& key) {
  if (!has_text(object, "signature")) return false;
  Bytes signature;
  try {
    signature = from_base64(object.at("signature").get<std::string>(), "signature");
  } catch (const Failure&) {
    return false;
  }
  return key.verifies(std::string(label) + canonical(object, "signature"), signature);
}

/// Takes the checkpoint into the verdict.
std::optional<AuditFault> check_checkpoint(const Json& checkpoint, const RelayKey& key,
                                           AuditVerdict& verdict) {
  const bool formed = checkpoint.is_object() && has_text(checkpoint, "organisation_id") &&
                      has_number(checkpoint, "sequence") && has_text(checkpoint, "hash") &&
                      has_number(checkpoint, "at") && checkpoint.value("type", "") == "checkpoint";
  if (!formed) return AuditFault{verdict.last, "checkpoint", "is missing or has the wrong form"};
  const auto sequence = checkpoint.at("sequence").get<std::int64_t>();
  if (!is_signed(checkpoint, kCheckpointLabel, key)) {
    return AuditFault{sequence, "signature", "of the checkpoint is not by this key"};
  }
  const std::string organisation = checkpoint.at("organisation_id").get<std::string>();
  if (!verdict.organisation.empty() && verdict.organisation != organisation) {
    return AuditFault{sequence, "organisation_id", "is another than before"};
  }
  verdict.organisation = organisation;
  verdict.checked_at = checkpoint.at("at").get<std::int64_t>();
  return std::nullopt;
}

void count(const AuditChain& chain, AuditVerdict& verdict) {
  verdict.entries = chain.entries();
  verdict.first = chain.first();
  verdict.last = chain.last();
}

bool is_delivery(const Json& delivery) {
  return delivery.is_object() && has_text(delivery, "delivery_id") &&
         has_text(delivery, "envelope_sha256") && has_number(delivery, "stored_at") &&
         delivery.contains("delivered_at") &&
         (delivery.at("delivered_at").is_null() || has_number(delivery, "delivered_at"));
}

/// The entries of the message stand in the chain as they stand alone.
std::optional<AuditFault> check_chain(const Json& proof, AuditVerdict& verdict) {
  AuditChain chain;
  for (const Json& entry : proof.at("chain")) {
    if (auto fault = chain.add(entry)) return fault;
  }
  count(chain, verdict);
  if (auto fault = chain.close(proof.at("checkpoint"))) return fault;
  for (const Json& entry : proof.at("entries")) {
    AuditChain alone;
    if (auto fault = alone.add(entry)) return fault;
    if (entry.value("message", "") != verdict.message) {
      return AuditFault{alone.last(), "message", "is another than the proof's"};
    }
    const Json& all = proof.at("chain");
    if (!all.empty() && std::ranges::find(all, entry) == all.end()) {
      return AuditFault{alone.last(), "entry", "is not in the chain"};
    }
    if (all.empty()) verdict.entries += 1;
  }
  return std::nullopt;
}

std::optional<AuditFault> find_envelope(const Json& proof, const std::string& digest,
                                        AuditVerdict& verdict) {
  for (const Json& delivery : proof.at("deliveries")) {
    if (!is_delivery(delivery)) return AuditFault{0, "deliveries", "has the wrong form"};
    if (delivery.at("envelope_sha256") != digest) continue;
    verdict.delivery = delivery.at("delivery_id").get<std::string>();
    if (!delivery.at("delivered_at").is_null()) {
      verdict.delivered_at = delivery.at("delivered_at").get<std::int64_t>();
    }
  }
  if (!digest.empty() && verdict.delivery.empty()) {
    return AuditFault{0, "envelope_sha256", "of no delivery is that of the envelope given"};
  }
  return std::nullopt;
}

}  // namespace

AuditVerdict verify_export(std::string_view lines, std::string_view source, const RelayKey& key) {
  AuditVerdict verdict;
  AuditChain chain;
  bool closed = false;
  std::size_t number = 0;
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    const std::string place = std::string(source) + ", line " + std::to_string(++number);
    const Json line = parse(lines.substr(0, end), place);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    closed = line.is_object() && line.value("type", Json()) == "checkpoint";
    if (closed) {
      verdict.fault = check_checkpoint(line, key, verdict);
      if (!verdict.fault) verdict.fault = chain.close(line);
    } else {
      verdict.fault = chain.add(line);
    }
    count(chain, verdict);
    if (verdict.fault) return verdict;
  }
  if (!closed) {
    verdict.fault = AuditFault{verdict.last, "checkpoint",
                               "is missing: the export ends without one, so its end is not known"};
  }
  return verdict;
}

AuditVerdict verify_proof(std::string_view text, std::string_view source, const RelayKey& key,
                          const std::string& envelope_sha256) {
  const Json proof = parse(text, source);
  const bool formed = proof.is_object() && has_text(proof, "organisation_id") &&
                      has_text(proof, "message_id") && proof.value("type", Json()) == "proof";
  if (!formed) bad_input(source, "is not a proof");
  for (const char* name : {"deliveries", "entries", "chain"}) {
    if (!proof.contains(name) || !proof.at(name).is_array()) {
      bad_input(source, std::string(name) + " is not a list");
    }
  }
  AuditVerdict verdict;
  verdict.organisation = proof.at("organisation_id").get<std::string>();
  verdict.message = proof.at("message_id").get<std::string>();
  if (!is_signed(proof, kProofLabel, key)) {
    verdict.fault = AuditFault{0, "signature", "of the proof is not by this key"};
    return verdict;
  }
  verdict.fault = check_checkpoint(proof.value("checkpoint", Json()), key, verdict);
  if (!verdict.fault) verdict.fault = check_chain(proof, verdict);
  if (!verdict.fault) verdict.fault = find_envelope(proof, envelope_sha256, verdict);
  return verdict;
}

}  // namespace smx::cli
