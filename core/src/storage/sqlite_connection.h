#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "smx/bytes.h"
#include "smx/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace smx {

/// A prepared statement. What is bound must live until `reset`.
class SqliteStatement {
 public:
  SqliteStatement() noexcept = default;
  explicit SqliteStatement(sqlite3_stmt* statement) noexcept : statement_(statement) {}

  void bind_text(int index, std::string_view text) noexcept;
  void bind_blob(int index, ByteView bytes) noexcept;
  void bind_integer(int index, std::int64_t value) noexcept;
  /// Runs to the next row: false when there is none. Errors: those of sqlite_error.
  Result<bool> step() noexcept;
  /// Runs a statement that has no rows, and resets it.
  Result<void> run() noexcept;
  /// Ends a run and forgets what was bound.
  void reset() noexcept;

  /// Columns of the present row, or nothing when they are of another type. The views end with the
  /// next step or reset.
  [[nodiscard]] std::optional<std::int64_t> integer(int column) const noexcept;
  [[nodiscard]] std::optional<std::string_view> text(int column) const noexcept;
  [[nodiscard]] std::optional<ByteView> blob(int column) const noexcept;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// One open database file with the settings of a store: WAL, synchronous=FULL, 5 seconds of
/// patience with other processes, deleted content overwritten. SQLite's messages are dropped: they
/// may quote values.
class SqliteConnection {
 public:
  /// Opens the file, or makes it with mode 0600, and its tables in it. Errors: storage_failed,
  /// storage_corrupt (another kind of file), state_too_new, out_of_memory. Throws std::bad_alloc.
  static Result<SqliteConnection> open(const std::string& path);

  /// Runs statements without results.
  Result<void> execute(const char* sql) noexcept;
  Result<SqliteStatement> prepare(const char* sql) noexcept;
  /// Ends a transaction without its changes, if there is one. It may fail for want of memory, and
  /// then there still is.
  void roll_back() noexcept;

 private:
  struct Close {
    void operator()(sqlite3* database) const noexcept;
  };

  explicit SqliteConnection(sqlite3* database) noexcept : database_(database) {}
  Result<std::int64_t> number(const char* sql) noexcept;
  Result<bool> is_store() noexcept;
  Result<bool> is_store_now() noexcept;
  Result<void> create_tables() noexcept;
  Result<void> use_wal() noexcept;

  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace smx
