#pragma once

#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "store/database.h"

namespace smx::relay::store {

/// The statements that lead from version `number` - 1 of the schema to `number`, in order.
struct Migration {
  int number = 0;
  std::vector<std::string_view> parts;
};

/// The database is of a newer version of the relay, or of one that these migrations do not know.
class SchemaError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The version of the schema that the database has; 0 when it is empty.
[[nodiscard]] int schema_version(Database& database);

/// Brings the schema to the last of `migrations` (numbered 1, 2, ... without a gap), all in one
/// transaction: afterwards it is new or as it was. Throws SchemaError, without having touched
/// anything, when the database is newer than that; StorageError.
void migrate(Database& database, std::span<const Migration> migrations);

}  // namespace smx::relay::store
