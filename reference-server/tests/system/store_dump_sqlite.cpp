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

std::string text(sqlite3_stmt* statement, int column) {
  return reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
}

}  // namespace

std::vector<PrekeyName> remaining_prekeys(const std::string& data_dir) {
  sqlite3* opened = nullptr;
  const int status =
      sqlite3_open_v2(database_file(data_dir).c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
  const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> database(opened, &sqlite3_close);
  sqlite3_stmt* prepared = nullptr;
  if (status != SQLITE_OK ||
      sqlite3_prepare_v2(opened, "SELECT device_id, key_id FROM one_time_prekeys", -1, &prepared,
                         nullptr) != SQLITE_OK) {
    throw std::runtime_error(std::string("the store cannot be read: ") + sqlite3_errmsg(opened));
  }
  const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement(prepared,
                                                                             &sqlite3_finalize);
  std::vector<PrekeyName> names;
  int step = SQLITE_ROW;
  while ((step = sqlite3_step(prepared)) == SQLITE_ROW) {
    names.emplace_back(text(prepared, 0), text(prepared, 1));
  }
  if (step != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(opened));
  return names;
}

}  // namespace smx::relay::storm
