#pragma once

#include "smx.h"
#include "smx/sealed_store.h"

namespace smx::c {

/// The platform's rollback counter, behind its two callbacks.
class CallbackCounter : public RollbackCounter {
 public:
  /// Both functions are there.
  explicit CallbackCounter(const smx_rollback_counter& counter) noexcept : counter_(counter) {}

  Result<std::uint64_t> read() override;
  Result<void> advance(std::uint64_t value) override;

 private:
  smx_rollback_counter counter_;
};

}  // namespace smx::c
