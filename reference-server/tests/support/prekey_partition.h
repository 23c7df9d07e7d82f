#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "relay/id.h"
#include "smx/key_id.h"
#include "store/database.h"

namespace smx::relay::test {

/// The checker of takes: of what was uploaded, what clients were given, and what the store has
/// afterwards. Takes notes from any thread.
class PrekeyPartition {
 public:
  void uploaded(const DeviceId& device, const KeyId& id);
  /// A client has it.
  void issued(const DeviceId& device, const KeyId& id);
  /// A take of which no client knows how it ended.
  void unanswered();

  struct Result {
    std::size_t issued = 0;     // to a client
    std::size_t burned = 0;     // used, and no client has it
    std::size_t voided = 0;     // void
    std::size_t remaining = 0;  // still to be had
    /// One line each; none when all is well: no prekey issued twice, none issued that remains, that
    /// is void or that was never uploaded, every one somewhere, no more burned than takes that got
    /// no answer.
    std::vector<std::string> faults;
  };
  /// Reads the store's tables: nobody may write meanwhile.
  [[nodiscard]] Result check(store::Database& database) const;

 private:
  using Key = std::pair<std::string, std::string>;  // device, key id
  mutable std::mutex mutex_;
  std::map<Key, std::size_t> uploads_;
  std::map<Key, std::size_t> issues_;
  std::size_t unanswered_ = 0;
};

}  // namespace smx::relay::test
