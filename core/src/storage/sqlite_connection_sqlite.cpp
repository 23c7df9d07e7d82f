#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <mutex>
#include <system_error>

#include "bytes/try.h"
#include "storage/sqlite_connection.h"

namespace smx {
namespace {

constexpr std::int64_t kApplicationId = 0x534D5853;  // "SMXS"
constexpr std::int64_t kVersion = 1;
constexpr int kBusyMilliseconds = 5000;
constexpr int kRetryMilliseconds = 10;
constexpr mode_t kFileMode = 0600;

Error sqlite_error(int code) noexcept {
  switch (code & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Error::storage_corrupt;
    case SQLITE_NOMEM:
      return Error::out_of_memory;
    default:
      return Error::storage_failed;
  }
}

Result<void> checked(int code) noexcept {
  if (code != SQLITE_OK) return fail(sqlite_error(code));
  return {};
}

class FileDescriptor {
 public:
  explicit FileDescriptor(int number) noexcept : number_(number) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() {
    if (number_ >= 0) close(number_);
  }
  [[nodiscard]] int number() const noexcept { return number_; }

 private:
  int number_;
};

/// SQLite would make the file with the process's default mode. A file that exists is left alone:
/// opening and closing it here would drop the locks that this process holds on it. A file that is
/// made outlives a crash once its directory is synced.
Result<void> make_private_file(const std::filesystem::path& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, kFileMode));
  if (file.number() < 0) {
    if (errno != EEXIST) return fail(Error::storage_failed);
    return {};
  }
  const FileDescriptor directory(
      ::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.number() < 0 || fsync(directory.number()) != 0) {
    return fail(Error::storage_failed);
  }
  return {};
}

}  // namespace

void SqliteStatement::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
  sqlite3_finalize(statement);
}

void SqliteConnection::Close::operator()(sqlite3* database) const noexcept {
  sqlite3_close_v2(database);
}

// A failed bind leaves the parameter null, which the tables refuse: the step reports it.
void SqliteStatement::bind_text(int index, std::string_view text) noexcept {
  sqlite3_bind_text64(statement_.get(), index, text.data(), text.size(), SQLITE_STATIC,
                      SQLITE_UTF8);
}

void SqliteStatement::bind_blob(int index, ByteView bytes) noexcept {
  // A null pointer would bind NULL instead of no bytes.
  const void* data = bytes.empty() ? "" : static_cast<const void*>(bytes.data());
  sqlite3_bind_blob64(statement_.get(), index, data, bytes.size(), SQLITE_STATIC);
}

void SqliteStatement::bind_integer(int index, std::int64_t value) noexcept {
  sqlite3_bind_int64(statement_.get(), index, value);
}

Result<bool> SqliteStatement::step() noexcept {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return fail(sqlite_error(code));
}

Result<void> SqliteStatement::run() noexcept {
  const Result<bool> row = step();
  reset();
  if (!row) return fail(row.error());
  return {};
}

void SqliteStatement::reset() noexcept {
  sqlite3_reset(statement_.get());  // its code repeats the step's
  sqlite3_clear_bindings(statement_.get());
}

std::optional<std::int64_t> SqliteStatement::integer(int column) const noexcept {
  if (sqlite3_column_type(statement_.get(), column) != SQLITE_INTEGER) return std::nullopt;
  return sqlite3_column_int64(statement_.get(), column);
}

std::optional<std::string_view> SqliteStatement::text(int column) const noexcept {
  if (sqlite3_column_type(statement_.get(), column) != SQLITE_TEXT) return std::nullopt;
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return std::string_view(text,
                          static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)));
}

std::optional<ByteView> SqliteStatement::blob(int column) const noexcept {
  if (sqlite3_column_type(statement_.get(), column) != SQLITE_BLOB) return std::nullopt;
  const auto* bytes =
      static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_.get(), column));
  return ByteView(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)));
}

Result<void> SqliteConnection::execute(const char* sql) noexcept {
  return checked(sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr));
}

Result<SqliteStatement> SqliteConnection::prepare(const char* sql) noexcept {
  sqlite3_stmt* statement = nullptr;
  SMX_TRY(checked(sqlite3_prepare_v3(database_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT,
                                     &statement, nullptr)));
  return SqliteStatement(statement);
}

void SqliteConnection::roll_back() noexcept {
  if (sqlite3_get_autocommit(database_.get()) != 0) return;
  static_cast<void>(execute("ROLLBACK").has_value());
}

Result<std::int64_t> SqliteConnection::number(const char* sql) noexcept {
  SMX_ASSIGN(SqliteStatement statement, prepare(sql));
  SMX_ASSIGN(const bool row, statement.step());
  if (!row) return fail(Error::storage_corrupt);
  return statement.integer(0).value_or(-1);
}

/// False for an empty file. Errors: storage_corrupt (somebody else's), state_too_new. Inside a
/// transaction: another process may be making the tables between one question and the next.
Result<bool> SqliteConnection::is_store() noexcept {
  SMX_ASSIGN(const std::int64_t application, number("PRAGMA application_id"));
  SMX_ASSIGN(const std::int64_t version, number("PRAGMA user_version"));
  SMX_ASSIGN(const std::int64_t objects, number("SELECT count(*) FROM sqlite_schema"));
  if (application == 0 && version == 0 && objects == 0) return false;
  if (application != kApplicationId || version < 1) return fail(Error::storage_corrupt);
  if (version > kVersion) return fail(Error::state_too_new);
  return true;
}

Result<bool> SqliteConnection::is_store_now() noexcept {
  SMX_TRY(execute("BEGIN"));
  const Result<bool> answer = is_store();
  SMX_TRY(execute("ROLLBACK"));
  return answer;
}

Result<void> SqliteConnection::create_tables() noexcept {
  SMX_TRY(execute("BEGIN IMMEDIATE"));
  const Result<bool> made_meanwhile = is_store();
  Result<void> result;
  if (!made_meanwhile) {
    result = fail(made_meanwhile.error());
  } else if (!*made_meanwhile) {
    result = execute(
        "CREATE TABLE record (id TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL);"
        "CREATE TABLE store (only INTEGER PRIMARY KEY CHECK (only = 1),"
        " generation INTEGER NOT NULL);"
        "INSERT INTO store VALUES (1, 0);"
        "PRAGMA application_id = 0x534D5853;"
        "PRAGMA user_version = 1;");
  }
  if (result) result = execute("COMMIT");
  if (!result) roll_back();
  return result;
}

Result<void> SqliteConnection::use_wal() noexcept {
  // While another process opens the same file, the change of mode is refused at once and not after
  // the busy timeout.
  for (int waited = 0;; waited += kRetryMilliseconds) {
    SMX_ASSIGN(SqliteStatement statement, prepare("PRAGMA journal_mode = WAL"));
    const Result<bool> row = statement.step();
    if (row) return checked(*row && statement.text(0) == "wal" ? SQLITE_OK : SQLITE_CANTOPEN);
    if (sqlite3_errcode(database_.get()) != SQLITE_BUSY || waited >= kBusyMilliseconds) {
      return fail(row.error());
    }
    sqlite3_sleep(kRetryMilliseconds);
  }
}

Result<SqliteConnection> SqliteConnection::open(const std::string& path) {
  if (path.empty() || path.find('\0') != std::string::npos) return fail(Error::storage_failed);
  // Absolute, so that no name means anything special to SQLite (":memory:").
  std::error_code code;
  const std::filesystem::path absolute = std::filesystem::absolute(path, code);
  if (code) return fail(Error::storage_failed);

  // Two threads that make the same file must not come between each other's making and locking.
  static std::mutex opening;
  const std::scoped_lock lock(opening);
  SMX_TRY(make_private_file(absolute));

  sqlite3* database = nullptr;
  const int opened = sqlite3_open_v2(absolute.c_str(), &database,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  SqliteConnection connection(database);  // also after a failure: there is something to close
  SMX_TRY(checked(opened));
  // A file that may not be written opens for reading only, without a word.
  if (sqlite3_db_readonly(database, "main") != 0) return fail(Error::storage_failed);
  SMX_TRY(checked(sqlite3_busy_timeout(database, kBusyMilliseconds)));
  SMX_TRY(checked(sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr)));
  SMX_TRY(checked(sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr)));

  // What belongs to somebody else is looked at and left as it is.
  SMX_ASSIGN(const bool exists, connection.is_store_now());
  SMX_TRY(connection.use_wal());
  SMX_TRY(
      connection.execute("PRAGMA synchronous = FULL;"
                         "PRAGMA fullfsync = ON;"
                         "PRAGMA secure_delete = ON;"
                         "PRAGMA temp_store = MEMORY;"));
  if (!exists) SMX_TRY(connection.create_tables());
  return connection;
}

}  // namespace smx
