#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"

namespace smx::relay::store {

/// Something that always holds: `sql` gives a row for each place where it does not.
struct Check {
  std::string_view name;
  std::string_view sql;
};

struct Fault {
  std::string check;
  /// How many rows the check gave; 1 when it could not be made.
  std::int64_t count = 0;
  /// What SQLite says of it; never a value out of a table.
  std::string detail;
};

/// What holds of the tables of store/ themselves.
[[nodiscard]] std::span<const Check> base_checks();

/// SQLite's own integrity check ("integrity") and foreign keys ("foreign_keys"), then base_checks()
/// and `checks`. Writes nothing, and goes on after a fault; empty when there is none.
[[nodiscard]] std::vector<Fault> check_database(Database& database, std::span<const Check> checks);

}  // namespace smx::relay::store
