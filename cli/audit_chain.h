#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace smx::cli {

/// What is wrong with a relay's record: at which entry, in which field, and how.
struct AuditFault {
  std::int64_t sequence = 0;
  std::string field;
  std::string what;
};

/// Text in which a relay's hashes and signatures are made: JSON, members in the order of their
/// names, no white space, without the member `left_out`.
[[nodiscard]] std::string canonical(const nlohmann::json& object, std::string_view left_out);

/// Follows a chain of entries, one after another.
class AuditChain {
 public:
  /// The entry has its own hash, and follows from the one before.
  [[nodiscard]] std::optional<AuditFault> add(const nlohmann::json& entry);

  /// The checkpoint is of the entry that was added last; of an empty chain, of anything.
  [[nodiscard]] std::optional<AuditFault> close(const nlohmann::json& checkpoint) const;

  [[nodiscard]] std::int64_t entries() const noexcept { return entries_; }
  [[nodiscard]] std::int64_t first() const noexcept { return first_; }
  [[nodiscard]] std::int64_t last() const noexcept { return last_; }

 private:
  std::int64_t entries_ = 0;
  std::int64_t first_ = 0;
  std::int64_t last_ = 0;
  std::string first_previous_;
  std::string hash_;
};

}  // namespace smx::cli
