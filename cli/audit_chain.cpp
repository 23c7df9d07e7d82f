#include "audit_chain.h"

#include <algorithm>
#include <limits>
#include <set>

#include "digest.h"
#include "text.h"

namespace smx::cli {
namespace {

using Json = nlohmann::json;

const std::string kGenesis(64, '0');

bool is_digest(const Json& value) {
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// The member that has not the form it must have; empty when all have.
std::string malformed_member(const Json& entry) {
  static const std::set<std::string, std::less<>> optional = {"actor", "subject", "device",
                                                              "message"};
  static const std::set<std::string, std::less<>> required = {"sequence", "at",       "type",
                                                              "data",     "previous", "hash"};
  for (const std::string& name : required) {
    if (!entry.contains(name)) return name;
  }
  for (const auto& [name, value] : entry.items()) {
    const bool text = optional.contains(name) || name == "type";
    const bool number = name == "sequence" || name == "at";
    const bool digest = name == "previous" || name == "hash";
    const bool known = text || required.contains(name);
    if (!known || (text && !value.is_string()) || (number && !value.is_number_integer()) ||
        (digest && !is_digest(value)) || (name == "data" && !value.is_object())) {
      return name;
    }
  }
  return {};
}

}  // namespace

std::string canonical(const Json& object, std::string_view left_out) {
  Json rest = object;  // its members are in the order of their names
  rest.erase(std::string(left_out));
  return rest.dump();
}

std::optional<AuditFault> AuditChain::add(const Json& entry) {
  const std::int64_t expected = entries_ == 0 ? 0 : last_ + 1;
  if (!entry.is_object()) return AuditFault{expected, "entry", "is not a JSON object"};
  const auto number = entry.find("sequence");
  const bool numbered = number != entry.end() && number->is_number_integer();
  const std::int64_t sequence = numbered ? number->get<std::int64_t>() : expected;
  if (const std::string member = malformed_member(entry); !member.empty()) {
    return AuditFault{sequence, member, "is missing, unknown or has the wrong form"};
  }
  if (sequence < 1) return AuditFault{sequence, "sequence", "is below 1"};
  if (sequence == std::numeric_limits<std::int64_t>::max()) {
    return AuditFault{sequence, "sequence", "leaves no number for an entry behind it"};
  }
  if (entries_ > 0 && sequence != expected) {
    return AuditFault{sequence, "sequence",
                      "does not follow " + std::to_string(last_) +
                          (sequence > expected ? ": entries are missing" : ": out of order")};
  }
  const std::string hash = entry.at("hash").get<std::string>();
  const std::string previous = entry.at("previous").get<std::string>();
  if (sha256_hex(as_bytes(canonical(entry, "hash"))) != hash) {
    return AuditFault{sequence, "hash", "is not the hash of the entry: the entry was changed"};
  }
  const bool follows = entries_ > 0 ? previous == hash_ : sequence != 1 || previous == kGenesis;
  if (!follows) {
    return AuditFault{sequence, "previous", "is not the hash of the entry before"};
  }
  if (entries_ == 0) {
    first_ = sequence;
    first_previous_ = previous;
  }
  // Where the relay removed what was too old, it said what the first that remained follows.
  const Json& data = entry.at("data");
  if (entry.at("type") == "audit_purged" && data.contains("through") && data.contains("hash") &&
      data.at("through") == first_ - 1 && data.at("hash") != first_previous_) {
    return AuditFault{
        first_, "previous",
        "is not the hash that entry " + std::to_string(sequence) + " gives for what was purged"};
  }
  ++entries_;
  last_ = sequence;
  hash_ = hash;
  return std::nullopt;
}

std::optional<AuditFault> AuditChain::close(const Json& checkpoint) const {
  if (entries_ == 0) return std::nullopt;
  const std::int64_t sequence = checkpoint.at("sequence").get<std::int64_t>();
  if (sequence > last_) {
    return AuditFault{last_ + 1, "entry",
                      "is missing: the checkpoint is of entry " + std::to_string(sequence)};
  }
  if (sequence < last_) {
    return AuditFault{last_, "entry",
                      "comes after the checkpoint of entry " + std::to_string(sequence)};
  }
  if (checkpoint.at("hash") != hash_) {
    return AuditFault{last_, "hash", "is not the one that the checkpoint signs"};
  }
  return std::nullopt;
}

}  // namespace smx::cli
