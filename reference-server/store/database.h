#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace smx::relay::store {

/// The storage failed (disk full, I/O error, corruption): what was tried is undone. Thrown by
/// everything in store/; caught where transactions are run.
class StorageError : public std::runtime_error {
 public:
  StorageError(int code, const std::string& what) : std::runtime_error(what), code_(code) {}
  /// SQLite's extended result code.
  [[nodiscard]] int code() const noexcept { return code_; }

 private:
  int code_;
};

class Database;

/// A prepared statement in use: binds by position from 1, steps, reads columns from 0. Reset when
/// it ends. Statements are prepared once a connection and text and kept.
class Statement {
 public:
  Statement(Statement&&) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  Statement& bind(std::int64_t value);
  Statement& bind(std::string_view text);
  Statement& bind_blob(std::span<const std::uint8_t> bytes);
  Statement& bind_null();

  /// True when there is a row.
  bool step();
  /// Runs to the end; the number of rows changed.
  std::int64_t run();

  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::vector<std::uint8_t> blob(int column) const;
  [[nodiscard]] bool is_null(int column) const;

 private:
  friend class Database;
  Statement(Database& database, sqlite3_stmt* statement);
  Database* database_;
  sqlite3_stmt* statement_;
  int next_ = 1;
};

/// What an operation may do: prepared statements inside the one open transaction.
class Transaction {
 public:
  explicit Transaction(Database& database) : database_(database) {}
  /// `sql` must be a literal: it is the key under which the statement is kept.
  [[nodiscard]] Statement prepare(std::string_view sql);

 private:
  Database& database_;
};

}  // namespace smx::relay::store
