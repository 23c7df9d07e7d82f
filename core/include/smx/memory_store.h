#pragma once

#include <map>
#include <mutex>

#include "smx/store.h"

namespace smx {

/// A store that lives and dies with the process: for tests, and for applications that keep the
/// device's state themselves. Thread-safe.
class MemoryStore : public Store {
 public:
  Result<Snapshot> load() override;
  Result<void> commit(std::uint64_t expected_generation,
                      std::span<const RecordChange> changes) override;

 private:
  bool overwrite(std::span<const RecordChange> changes);
  void replace(std::span<const RecordChange> changes);

  std::mutex mutex_;
  std::uint64_t generation_ = 0;
  std::map<std::string, SecretBytes> records_;
};

}  // namespace smx
