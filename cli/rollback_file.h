#pragma once

#include <string>

#include "smx/sealed_store.h"

namespace smx::cli {

/// A rollback counter in a file: 20 digits and a line feed, written in place. It protects only as
/// long as no backup brings the file back together with the state.
class RollbackFile : public RollbackCounter {
 public:
  explicit RollbackFile(std::string path) : path_(std::move(path)) {}

  Result<std::uint64_t> read() override;
  Result<void> advance(std::uint64_t value) override;

  /// Makes the file, at 0; one that is there is left alone. Throws Failure (failed).
  void make() const;
  /// Throws Failure (bad_input) when the file is missing or holds something else: a device that
  /// went on without its counter would have no protection and not know it.
  void require() const;

 private:
  std::string path_;
};

}  // namespace smx::cli
