#include "store/fsck.h"

#include <array>
#include <optional>

namespace smx::relay::store {
namespace {

constexpr std::array kBaseChecks = {
    Check{"meta_keys",
          "SELECT 1 FROM (SELECT 'instance' AS key UNION SELECT 'created_at' UNION SELECT 'epoch' "
          "UNION SELECT 'mark' UNION SELECT 'mark_before') AS needed "
          "WHERE NOT EXISTS (SELECT 1 FROM meta WHERE meta.key = needed.key)"},
    Check{"meta_numbers",
          "SELECT 1 FROM meta WHERE key IN ('created_at', 'epoch') "
          "AND (typeof(value) <> 'integer' OR value < 1)"},
    // A mark is missing before the first start, and in a copy that `back_up` made.
    Check{"meta_marks",
          "SELECT 1 FROM meta WHERE key IN ('instance', 'mark', 'mark_before') "
          "AND (typeof(value) <> 'text' OR value GLOB '*[^0-9a-f]*' "
          "OR length(value) NOT IN (0, 32) OR (key = 'instance' AND value = ''))"},
};

std::optional<Fault> run(Database& database, const Check& check) {
  Fault fault{std::string(check.name), 0, {}};
  try {
    Statement statement = database.prepare(check.sql);
    while (statement.step()) ++fault.count;
  } catch (const StorageError& error) {
    fault.count = 1;
    fault.detail = error.what();
  }
  return fault.count > 0 ? std::optional(std::move(fault)) : std::nullopt;
}

/// Its rows are sentences, one of them "ok" when all is.
std::optional<Fault> integrity(Database& database) {
  Fault fault{"integrity", 0, {}};
  try {
    Statement statement = database.prepare("PRAGMA integrity_check");
    while (statement.step()) {
      const std::string sentence = statement.text(0);
      if (sentence == "ok") continue;
      if (fault.count++ == 0) fault.detail = sentence;
    }
  } catch (const StorageError& error) {
    fault.count = 1;
    fault.detail = error.what();
  }
  return fault.count > 0 ? std::optional(std::move(fault)) : std::nullopt;
}

}  // namespace

std::span<const Check> base_checks() { return kBaseChecks; }

std::vector<Fault> check_database(Database& database, std::span<const Check> checks) {
  std::vector<Fault> faults;
  const auto add = [&](std::optional<Fault> fault) {
    if (fault) faults.push_back(std::move(*fault));
  };
  add(integrity(database));
  add(run(database, {"foreign_keys", "PRAGMA foreign_key_check"}));
  for (const Check& check : kBaseChecks) add(run(database, check));
  for (const Check& check : checks) add(run(database, check));
  return faults;
}

}  // namespace smx::relay::store
