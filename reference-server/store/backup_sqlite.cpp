#include "store/backup.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "store/database.h"
#include "store/file_descriptor.h"

namespace smx::relay::store {
namespace {

struct Close {
  void operator()(sqlite3* database) const noexcept { sqlite3_close_v2(database); }
};
using Connection = std::unique_ptr<sqlite3, Close>;

/// Removes what was begun unless it is finished.
class Part {
 public:
  explicit Part(std::string path) : path_(std::move(path)) {}
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;
  ~Part() {
    ::unlink(path_.c_str());
    ::unlink((path_ + "-journal").c_str());
  }

  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

void require(int code, int expected, const char* what) {
  if (code != expected) throw StorageError(code, std::string(what) + ": " + sqlite3_errstr(code));
}

void execute(sqlite3* database, const char* sql) {
  require(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK, sql);
}

void copy(sqlite3* from, sqlite3* to) {
  sqlite3_backup* const backup = sqlite3_backup_init(to, "main", from, "main");
  if (!backup) throw StorageError(sqlite3_extended_errcode(to), "the copy could not be begun");
  // One step holds one snapshot: in WAL mode the relay goes on writing beside it.
  const int code = sqlite3_backup_step(backup, -1);
  sqlite3_backup_finish(backup);
  require(code, SQLITE_DONE, "copying the database");
}

void verify(sqlite3* database) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(database, "PRAGMA integrity_check(1)", -1, &statement, nullptr);
  if (code == SQLITE_OK) code = sqlite3_step(statement);
  const auto* text = code == SQLITE_ROW
                         ? reinterpret_cast<const char*>(sqlite3_column_text(statement, 0))
                         : nullptr;
  const bool good = text && std::string_view(text) == "ok";
  sqlite3_finalize(statement);
  if (!good) throw StorageError(SQLITE_CORRUPT, "the copy is damaged, or what was copied is");
}

}  // namespace

void back_up(const std::string& source, const std::string& destination) {
  Database from(source, {.vfs = "", .writable = false});
  const Part part(destination + ".part");
  ::unlink(part.path().c_str());
  const auto file = FileDescriptor::file(AT_FDCWD, part.path(), O_RDWR | O_CREAT | O_EXCL);
  if (!file) throw file_error(ENOENT, "making the copy");
  {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(part.path().c_str(), &opened,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, nullptr);
    const Connection to(opened);
    require(code, SQLITE_OK, "opening the copy");
    copy(from.handle(), to.get());
    // One file that needs no other, and that is no store in use.
    execute(to.get(), "PRAGMA journal_mode = DELETE");
    execute(to.get(), "UPDATE meta SET value = '' WHERE key IN ('mark', 'mark_before')");
    verify(to.get());
  }
  file->sync();
  // Unlike a rename, this never replaces a file.
  if (::link(part.path().c_str(), destination.c_str()) != 0) {
    throw file_error(errno, "naming the copy");
  }
  sync_parent(destination);
}

}  // namespace smx::relay::store
