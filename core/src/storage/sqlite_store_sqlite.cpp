#include <limits>
#include <mutex>

#include "bytes/try.h"
#include "smx/sqlite_store.h"
#include "storage/sqlite_connection.h"

namespace smx {
namespace {

/// Leaves no transaction open, whatever happens in between.
class Transaction {
 public:
  explicit Transaction(SqliteConnection& connection) noexcept : connection_(connection) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  // Also after a BEGIN that failed: it may have begun, and then run out of memory. A COMMIT that
  // fails leaves the transaction open.
  ~Transaction() { connection_.roll_back(); }

  Result<void> begin(const char* sql) noexcept {
    // What the last one had no memory to end.
    connection_.roll_back();
    return connection_.execute(sql);
  }
  Result<void> commit() noexcept { return connection_.execute("COMMIT"); }

 private:
  SqliteConnection& connection_;
};

/// Resets a statement at the end of the block, so that nothing bound outlives its owner.
class Use {
 public:
  explicit Use(SqliteStatement& statement) noexcept : statement_(statement) {}
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  ~Use() { statement_.reset(); }
  SqliteStatement* operator->() const noexcept { return &statement_; }

 private:
  SqliteStatement& statement_;
};

}  // namespace

struct SqliteStore::Connection {
  explicit Connection(SqliteConnection opened) noexcept : database(std::move(opened)) {}

  Result<void> prepare() noexcept {
    SMX_ASSIGN(select_generation, database.prepare("SELECT generation FROM store WHERE only = 1"));
    SMX_ASSIGN(update_generation,
               database.prepare("UPDATE store SET generation = ?1 WHERE only = 1"));
    SMX_ASSIGN(select_records, database.prepare("SELECT id, value FROM record ORDER BY id"));
    SMX_ASSIGN(write_record,
               database.prepare("INSERT INTO record VALUES (?1, ?2)"
                                " ON CONFLICT (id) DO UPDATE SET value = excluded.value"));
    SMX_ASSIGN(delete_record, database.prepare("DELETE FROM record WHERE id = ?1"));
    return {};
  }

  Result<std::int64_t> generation() noexcept {
    const Use select(select_generation);
    SMX_ASSIGN(const bool row, select->step());
    const std::optional<std::int64_t> value = row ? select->integer(0) : std::nullopt;
    if (!value || *value < 0) return fail(Error::storage_corrupt);
    return *value;
  }

  Result<void> write(const RecordChange& change) noexcept {
    SqliteStatement& statement = change.value ? write_record : delete_record;
    statement.bind_text(1, change.id);
    if (change.value) statement.bind_blob(2, change.value->reveal());
    return statement.run();
  }

  std::mutex mutex;
  // The statements are finalised before the database is closed.
  SqliteConnection database;
  SqliteStatement select_generation;
  SqliteStatement update_generation;
  SqliteStatement select_records;
  SqliteStatement write_record;
  SqliteStatement delete_record;
};

SqliteStore::SqliteStore(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)) {}
SqliteStore::~SqliteStore() = default;

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& path) {
  SMX_ASSIGN(SqliteConnection database, SqliteConnection::open(path));
  auto connection = std::make_unique<Connection>(std::move(database));
  SMX_TRY(connection->prepare());
  return std::unique_ptr<SqliteStore>(new SqliteStore(std::move(connection)));
}

Result<Snapshot> SqliteStore::load() {
  const std::scoped_lock lock(connection_->mutex);
  // One transaction, so that generation and records are of one moment.
  Transaction transaction(connection_->database);
  SMX_TRY(transaction.begin("BEGIN"));
  SMX_ASSIGN(const std::int64_t generation, connection_->generation());
  Snapshot snapshot{.generation = static_cast<std::uint64_t>(generation), .records = {}};

  const Use select(connection_->select_records);
  while (true) {
    SMX_ASSIGN(const bool row, select->step());
    if (!row) return snapshot;
    const std::optional<std::string_view> id = select->text(0);
    const std::optional<ByteView> value = select->blob(1);
    if (!id || !value) return fail(Error::storage_corrupt);
    snapshot.records.push_back({.id = std::string(*id), .value = SecretBytes(*value)});
  }
}

Result<void> SqliteStore::commit(std::uint64_t expected_generation,
                                 std::span<const RecordChange> changes) {
  const std::scoped_lock lock(connection_->mutex);
  Transaction transaction(connection_->database);
  // IMMEDIATE takes the write lock first: what is read next cannot change before the end.
  SMX_TRY(transaction.begin("BEGIN IMMEDIATE"));
  SMX_ASSIGN(const std::int64_t generation, connection_->generation());
  if (static_cast<std::uint64_t>(generation) != expected_generation) {
    return fail(Error::stale_state);
  }
  if (generation == std::numeric_limits<std::int64_t>::max()) return fail(Error::storage_failed);

  for (const RecordChange& change : changes) SMX_TRY(connection_->write(change));
  connection_->update_generation.bind_integer(1, generation + 1);
  SMX_TRY(connection_->update_generation.run());
  return transaction.commit();
}

}  // namespace smx
