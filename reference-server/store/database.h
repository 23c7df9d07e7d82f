#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace smx::relay::store {

/// The storage failed (disk full, I/O error, corruption): what was tried is undone. Thrown by
/// everything in store/; caught where transactions are run.
class StorageError : public std::runtime_error {
 public:
  StorageError(int code, const std::string& what) : std::runtime_error(what), code_(code) {}
  /// SQLite's extended result code; for what is kept beside the tables, the primary one that fits.
  [[nodiscard]] int code() const noexcept { return code_; }
  /// False for what only the statement is to blame for: a constraint, a syntax error.
  [[nodiscard]] bool of_storage() const noexcept;

 private:
  int code_;
};

class Database;

/// A prepared statement in use: binds in order from 1, steps, reads columns from 0. Reset when it
/// ends, which must be before the transaction does. Statements are prepared once a connection and
/// text and kept; one that is in use already is prepared a second time.
class Statement {
 public:
  Statement(Statement&&) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  /// What is bound is copied.
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
  using Idle = std::vector<sqlite3_stmt*>;
  Statement(Idle& idle, sqlite3_stmt* statement) : idle_(&idle), statement_(statement) {}
  void check(int code) const;

  Idle* idle_;
  sqlite3_stmt* statement_;
  int next_ = 1;
};

/// One connection to one database file, for one thread at a time: WAL, synchronous=FULL, foreign
/// keys enforced. Others may read the file beside it (backup, fsck), but only one may write.
class Database {
 public:
  struct Options {
    /// The SQLite VFS to go through; empty is the system's.
    std::string vfs;
    /// False: the file must exist, and nothing can be written.
    bool writable = true;
  };

  /// Opens the file, or makes it with mode 0600. Throws StorageError, also when the file is another
  /// program's.
  explicit Database(const std::string& path);
  Database(const std::string& path, const Options& options);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  [[nodiscard]] Statement prepare(std::string_view sql);
  /// Runs statements without results.
  void execute(const std::string& sql);

  /// Begins a transaction that may write, waiting up to 5 seconds for another process.
  void begin();
  /// Returns once what was written is durable.
  void commit();
  /// Undoes the transaction, if there is one; whatever happens, none is open afterwards unless this
  /// throws.
  void roll_back();
  /// False also when SQLite had to undo it because of an error.
  [[nodiscard]] bool in_transaction() const noexcept;

  /// Inside a transaction: what comes until `release` or `undo` can be undone alone. Not nested.
  void savepoint();
  void release();
  void undo();

  /// How many rows this connection ever changed.
  [[nodiscard]] std::int64_t changes() const noexcept;
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// For the files of store/ that use SQLite.
  [[nodiscard]] sqlite3* handle() const noexcept { return database_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>()(text);
    }
  };

  void close() noexcept;
  void configure(bool writable);
  void check(int code, std::string_view what) const;

  std::string path_;
  sqlite3* database_ = nullptr;
  std::unordered_map<std::string, Statement::Idle, Hash, std::equal_to<>> statements_;
};

/// What an operation may do: prepared statements inside the one open transaction.
class Transaction {
 public:
  explicit Transaction(Database& database) : database_(database) {}
  /// `sql` must be a literal: it is the key under which the statement is kept.
  [[nodiscard]] Statement prepare(std::string_view sql) { return database_.prepare(sql); }

 private:
  Database& database_;
};

/// Runs `work(Transaction&)` in a transaction of its own, for what is done outside the executor
/// (start, fsck). An exception undoes it.
template <class Work>
void transact(Database& database, Work&& work) {
  database.begin();
  try {
    Transaction transaction(database);
    std::forward<Work>(work)(transaction);
    database.commit();
  } catch (...) {
    database.roll_back();
    throw;
  }
}

}  // namespace smx::relay::store
