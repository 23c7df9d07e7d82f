#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/support/fixed_random.h"

namespace smx::relay::test {

/// Files by name: what a disk holds.
using DiskImage = std::map<std::string, std::string>;

/// One thing that happened to a disk, in order; a note is the test's own (an answer that left).
struct DiskEvent {
  enum class Kind : std::uint8_t {
    create,       // `name` is the new file `file`
    remove,       // of `name`
    sync_folder,  // names are durable
    write,        // `bytes` at `offset`
    truncate,     // to `offset`
    sync,         // the file's content is durable
    lose,         // a failed sync: what was not durable never will be, and nobody is told again
    note,         // `offset` is the test's
  };
  Kind kind = Kind::note;
  int file = 0;
  std::string name;
  std::uint64_t offset = 0;
  std::string bytes;
};

/// What became of changes that were not synced when the power went.
enum class PowerCut : std::uint8_t {
  dropped,    // all are gone
  kept,       // all are there
  subset,     // each is there or not, whole
  reordered,  // so, and in any order
  torn,       // each sector of 512 octets of each is there or not
};
inline constexpr int kPowerCuts = 5;

/// Follows the events of a disk and knows what is durable.
class DiskState {
 public:
  /// All of it durable.
  explicit DiskState(const DiskImage& image);

  void apply(const DiskEvent& event);
  [[nodiscard]] DiskImage after(PowerCut cut, FixedRandom& random) const;

 private:
  struct File {
    std::string durable;
    std::vector<DiskEvent> pending;  // writes and truncations
  };

  static void change(std::string& content, const DiskEvent& event);
  static std::string content_after(const File& file, PowerCut cut, FixedRandom& random);

  std::map<int, File> files_;
  std::map<std::string, int> names_;     // durable ones
  std::vector<DiskEvent> name_changes_;  // since
};

}  // namespace smx::relay::test
