#include "store/migration.h"

#include <fmt/format.h>

#include <string>

namespace smx::relay::store {

int schema_version(Database& database) {
  Statement statement = database.prepare("PRAGMA user_version");
  statement.step();
  return static_cast<int>(statement.integer(0));
}

void migrate(Database& database, std::span<const Migration> migrations) {
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    if (migrations[i].number != static_cast<int>(i) + 1) {
      throw std::logic_error("migrations are numbered 1, 2, ... without a gap");
    }
  }
  const int known = static_cast<int>(migrations.size());
  transact(database, [&](Transaction&) {
    const int version = schema_version(database);
    if (version < 0 || version > known) {
      throw SchemaError(
          fmt::format("the database has schema {}, this relay knows schemas up to {}: use the "
                      "relay that wrote it",
                      version, known));
    }
    if (version == known) return;
    for (const Migration& migration : migrations.subspan(static_cast<std::size_t>(version))) {
      for (const std::string_view part : migration.parts) database.execute(std::string(part));
    }
    database.execute(fmt::format("PRAGMA user_version = {}", known));
  });
}

}  // namespace smx::relay::store
