#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <stdexcept>

#include "tests/system/store_dump.h"

namespace smx::relay::storm {
namespace {

/// The one file there that is a database, whatever its name.
std::string database_file(const std::string& data_dir) {
  for (const auto& entry : std::filesystem::directory_iterator(data_dir)) {
    const std::string extension = entry.path().extension();
    if (extension == ".db" || extension == ".sqlite" || extension == ".sqlite3") {
      return entry.path();
    }
  }
  throw std::runtime_error("no database in " + data_dir);
}

using Database = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;
using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

void require(bool done, sqlite3* database) {
  if (!done) throw std::runtime_error(std::string("the store: ") + sqlite3_errmsg(database));
}

Database open_store(const std::string& data_dir) {
  sqlite3* opened = nullptr;
  const int status =
      sqlite3_open_v2(database_file(data_dir).c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
  Database database(opened, &sqlite3_close);
  require(status == SQLITE_OK, opened);
  return database;
}

Statement prepare(const Database& database, const char* sql) {
  sqlite3_stmt* prepared = nullptr;
  const int status = sqlite3_prepare_v2(database.get(), sql, -1, &prepared, nullptr);
  require(status == SQLITE_OK, database.get());
  return {prepared, &sqlite3_finalize};
}

std::string text(sqlite3_stmt* statement, int column) {
  return reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
}

}  // namespace

std::vector<PrekeyName> remaining_prekeys(const std::string& data_dir) {
  const Database database = open_store(data_dir);
  const Statement statement = prepare(database, "SELECT device_id, key_id FROM one_time_prekeys");
  std::vector<PrekeyName> names;
  int step = SQLITE_ROW;
  while ((step = sqlite3_step(statement.get())) == SQLITE_ROW) {
    names.emplace_back(text(statement.get(), 0), text(statement.get(), 1));
  }
  require(step == SQLITE_DONE, database.get());
  return names;
}

void undo_deletions(const std::string& data_dir, const std::vector<PrekeyName>& names) {
  const Database database = open_store(data_dir);
  const Statement statement = prepare(
      database,
      "INSERT INTO one_time_prekeys (position, device_id, key_id, public_key)"
      " SELECT min(0, coalesce(min(position), 0)) - 1, ?1, ?2, zeroblob(32) FROM one_time_prekeys");
  for (const auto& [device, key] : names) {
    const auto length = [](const std::string& value) { return static_cast<int>(value.size()); };
    sqlite3_bind_text(statement.get(), 1, device.c_str(), length(device), SQLITE_STATIC);
    sqlite3_bind_text(statement.get(), 2, key.c_str(), length(key), SQLITE_STATIC);
    require(sqlite3_step(statement.get()) == SQLITE_DONE, database.get());
    sqlite3_reset(statement.get());
  }
}

}  // namespace smx::relay::storm
