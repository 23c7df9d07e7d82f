#pragma once

#include <mutex>

#include "smx.h"
#include "smx/store.h"

namespace smx::c {

/// A store of the application, behind its two callbacks. What they do wrong is refused where it can
/// be seen: a record without an id or twice, records of a store that was never written.
class CallbackStore : public Store {
 public:
  /// Both functions are there.
  explicit CallbackStore(const smx_store_callbacks& callbacks) noexcept : callbacks_(callbacks) {}

  Result<Snapshot> load() override;
  Result<void> commit(std::uint64_t expected_generation,
                      std::span<const RecordChange> changes) override;

 private:
  std::mutex mutex_;
  smx_store_callbacks callbacks_;
};

}  // namespace smx::c
