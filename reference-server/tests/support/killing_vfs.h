#pragma once

#include <cstdint>
#include <string>

namespace smx::relay::test {

/// A SQLite VFS over the system's that counts the calls which change files (creations, writes,
/// truncations, syncs, deletions) and ends the process at one of them, by SIGKILL: nothing is
/// flushed, no destructor runs. One for the whole process.
class KillingVfs {
 public:
  /// For store::Database::Options; registered on first use.
  static const std::string& name();
  /// At the `call`-th call from now, counted from 1: before it is made or, if it is a write and
  /// `half`, after half of it. 0: never.
  static void kill_at(std::uint64_t call, bool half);
  [[nodiscard]] static std::uint64_t calls();
};

}  // namespace smx::relay::test
