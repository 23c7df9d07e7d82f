#include "store/database.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <fmt/format.h>

#include "store/file_descriptor.h"

namespace smx::relay::store {
namespace {

/// "SMXR": tells our files from other programs'.
constexpr int kApplicationId = 0x534D5852;

/// Small memory that a connection has for itself: bytes of a piece, and pieces.
constexpr int kSlot = 2048;
constexpr int kSlots = 128;

/// SQLite's own messages are not used where values may be in them.
[[noreturn]] void fail(int code, std::string_view what) {
  throw StorageError(code, fmt::format("{}: {}", what, sqlite3_errstr(code)));
}

/// Before SQLite does anything: it then keeps no account of its memory, which costs a lock for each
/// allocation. Without effect when it was used before.
void configure_library() {
  static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(once);
}

/// SQLite would make it readable for all that the umask allows, and leaves the file's name to the
/// file system: a power cut could take the whole store.
void make_private(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return;
  ::close(file);
  sync_parent(path);
}

std::int64_t number(sqlite3* database, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(database, sql, -1, &statement, nullptr);
  if (code == SQLITE_OK) code = sqlite3_step(statement);
  const std::int64_t value = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
  sqlite3_finalize(statement);
  if (code != SQLITE_ROW) fail(code, sql);
  return value;
}

}  // namespace

bool StorageError::of_storage() const noexcept {
  switch (code_ & 0xFF) {
    case SQLITE_ERROR:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
    case SQLITE_RANGE:
    case SQLITE_MISUSE:
      return false;
    default:
      return true;
  }
}

Statement::Statement(Statement&& other) noexcept
    : idle_(other.idle_),
      statement_(std::exchange(other.statement_, nullptr)),
      next_(other.next_) {}

Statement::~Statement() {
  if (!statement_) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  idle_->push_back(statement_);  // its capacity was reserved when the statement was made
}

void Statement::check(int code) const {
  if (code != SQLITE_OK) fail(code, sqlite3_sql(statement_));
}

Statement& Statement::bind(std::int64_t value) {
  check(sqlite3_bind_int64(statement_, next_++, value));
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  check(sqlite3_bind_text64(statement_, next_++, text.data() ? text.data() : "", text.size(),
                            SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind_blob(std::span<const std::uint8_t> bytes) {
  // No bytes are still a value: a null pointer would bind NULL.
  check(bytes.empty() ? sqlite3_bind_zeroblob(statement_, next_++, 0)
                      : sqlite3_bind_blob64(statement_, next_++, bytes.data(), bytes.size(),
                                            SQLITE_TRANSIENT));
  return *this;
}

Statement& Statement::bind_null() {
  check(sqlite3_bind_null(statement_, next_++));
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) fail(code, sqlite3_sql(statement_));
  return false;
}

std::int64_t Statement::run() {
  while (step()) {
  }
  return sqlite3_changes64(sqlite3_db_handle(statement_));
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string Statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return data ? std::string(data, size) : std::string();
}

std::vector<std::uint8_t> Statement::blob(int column) const {
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return data ? std::vector<std::uint8_t>(data, data + size) : std::vector<std::uint8_t>();
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

Database::Database(const std::string& path) : Database(path, Options()) {}

Database::Database(const std::string& path, const Options& options) : path_(path) {
  configure_library();
  if (options.writable && options.vfs.empty()) make_private(path);
  const int access =
      options.writable ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  const int code = sqlite3_open_v2(path.c_str(), &database_,
                                   access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                                   options.vfs.empty() ? nullptr : options.vfs.c_str());
  try {
    check(code, "opening the database");
    // Rows in the making, with an envelope in them, out of memory of the connection's own.
    sqlite3_db_config(database_, SQLITE_DBCONFIG_LOOKASIDE, nullptr, kSlot, kSlots);
    configure(options.writable);
  } catch (...) {
    close();
    throw;
  }
}

Database::~Database() { close(); }

void Database::close() noexcept {
  for (auto& [sql, idle] : statements_) {
    for (sqlite3_stmt* statement : idle) sqlite3_finalize(statement);
  }
  statements_.clear();
  sqlite3_close_v2(std::exchange(database_, nullptr));
}

void Database::configure(bool writable) {
  sqlite3_busy_timeout(database_, 5000);
  sqlite3_db_config(database_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(database_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  // Temporary tables stay in memory: nothing of a queue is written anywhere else.
  execute(
      "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;"
      "PRAGMA cell_size_check = ON; PRAGMA cache_size = -32768");
  const std::int64_t application = number(database_, "PRAGMA application_id");
  const bool empty = number(database_, "SELECT count(*) FROM sqlite_schema") == 0;
  if (application != kApplicationId && !(application == 0 && empty && writable)) {
    throw StorageError(SQLITE_NOTADB, "the database file is not a relay's");
  }
  if (!writable) return;
  // FULL in WAL mode: every commit is synced. FAST overwrites deleted content where that costs no
  // further page.
  execute(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;"
      "PRAGMA checkpoint_fullfsync = ON; PRAGMA secure_delete = FAST;"
      "PRAGMA journal_size_limit = 67108864");
  // A busy commit is some hundred pages. Checkpoints of 16 MiB write what many of them touched
  // once, and are no more to read at a start than the disk does in a blink.
  execute("PRAGMA wal_autocheckpoint = 4096");
  Statement mode = prepare("PRAGMA journal_mode");
  if (!mode.step() || mode.text(0) != "wal") {
    throw StorageError(SQLITE_CANTOPEN, "the file system cannot do SQLite's WAL mode");
  }
  if (application == 0) execute(fmt::format("PRAGMA application_id = {}", kApplicationId));
}

void Database::check(int code, std::string_view what) const {
  if (code != SQLITE_OK) fail(code, what);
}

Statement Database::prepare(std::string_view sql) {
  auto kept = statements_.find(sql);
  if (kept == statements_.end())
    kept = statements_.emplace(std::string(sql), Statement::Idle()).first;
  Statement::Idle& idle = kept->second;
  if (!idle.empty()) {
    sqlite3_stmt* const statement = idle.back();
    idle.pop_back();
    return {idle, statement};
  }
  idle.reserve(idle.capacity() + 1);
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v3(database_, kept->first.data(), static_cast<int>(kept->first.size()),
                         SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  // The message tells what is wrong with the text, which holds no value.
  if (code != SQLITE_OK || !statement) {
    throw StorageError(code, fmt::format("{}: {}", sql, sqlite3_errmsg(database_)));
  }
  return {idle, statement};
}

void Database::execute(const std::string& sql) {
  char* message = nullptr;
  const int code = sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, &message);
  const std::string reason = message ? message : "";
  sqlite3_free(message);
  if (code != SQLITE_OK) throw StorageError(code, reason);
}

void Database::begin() { prepare("BEGIN IMMEDIATE").run(); }

void Database::commit() { prepare("COMMIT").run(); }

void Database::roll_back() {
  if (in_transaction()) prepare("ROLLBACK").run();
}

bool Database::in_transaction() const noexcept { return sqlite3_get_autocommit(database_) == 0; }

void Database::savepoint() { prepare("SAVEPOINT operation").run(); }

void Database::release() { prepare("RELEASE operation").run(); }

void Database::undo() {
  prepare("ROLLBACK TO operation").run();
  release();
}

std::int64_t Database::changes() const noexcept { return sqlite3_total_changes64(database_); }

}  // namespace smx::relay::store
