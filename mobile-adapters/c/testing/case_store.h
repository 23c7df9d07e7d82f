#pragma once

#include "smx/store.h"

namespace smx::c {

/// Keeps nothing but the generation: the device itself holds its state for the length of a case.
class CaseStore : public Store {
 public:
  Result<Snapshot> load() override { return Snapshot{.generation = generation_, .records = {}}; }
  Result<void> commit(std::uint64_t expected_generation, std::span<const RecordChange>) override {
    if (expected_generation != generation_) return fail(Error::stale_state);
    ++generation_;
    return {};
  }

 private:
  std::uint64_t generation_ = 0;
};

}  // namespace smx::c
