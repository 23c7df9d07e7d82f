#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/disk_state.h"

namespace smx::relay::test {

/// A disk in memory on which SQLite works through a VFS of its own, for one connection at a time.
/// It keeps all that happened, so that the disk after a power cut at any moment can be made from
/// it, and fails on demand.
class MemoryDisk {
 public:
  enum class Fault : std::uint8_t {
    none,
    full,         // writes of new bytes fail, a first part of them written
    write_error,  // writes, truncations and new files fail
    sync_error,   // syncs fail, and what was to be synced never is
    read_error,   // reads fail
  };

  explicit MemoryDisk(DiskImage image = {});
  MemoryDisk(const MemoryDisk&) = delete;
  MemoryDisk& operator=(const MemoryDisk&) = delete;
  ~MemoryDisk();

  /// For store::Database::Options.
  [[nodiscard]] const std::string& vfs() const noexcept { return name_; }

  /// Of the calls that `fault` concerns, `from` (counted from 1, from now) and all up to `to` fail.
  void fail(Fault fault, std::uint64_t from, std::uint64_t to = UINT64_MAX);
  void heal() { fault_ = Fault::none; }
  /// Calls that the fault concerned since `fail`, failed or not.
  [[nodiscard]] std::uint64_t concerned() const noexcept { return concerned_; }

  void note(std::uint64_t value) { record({DiskEvent::Kind::note, 0, {}, value, {}}); }
  [[nodiscard]] const std::vector<DiskEvent>& events() const noexcept { return events_; }
  /// Of the start, before the events.
  [[nodiscard]] const DiskImage& start() const noexcept { return start_; }
  /// As running programs see it.
  [[nodiscard]] DiskImage image() const;
  /// What is there now is durable; forgets the events.
  void settle();

 private:
  friend struct MemoryDiskVfs;

  struct File {
    int number = 0;
    std::string content;
    std::vector<std::unique_ptr<std::string>> shared;  // SQLite's index of the WAL
  };
  enum class Call : std::uint8_t { read, write, truncate, sync, create };

  /// True when this call is to fail.
  bool fails(Call call);
  void record(DiskEvent event) { events_.push_back(std::move(event)); }

  std::string name_;
  std::map<std::string, std::shared_ptr<File>> files_;
  int next_ = 0;
  DiskImage start_;
  std::vector<DiskEvent> events_;
  Fault fault_ = Fault::none;
  std::uint64_t from_ = 0;
  std::uint64_t to_ = 0;
  std::uint64_t concerned_ = 0;
  std::shared_ptr<void> registered_;
};

/// Makes what SQLite draws for itself (the salts of a WAL) the same in every run.
void seed_sqlite(int seed);

}  // namespace smx::relay::test
