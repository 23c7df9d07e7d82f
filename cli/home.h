#pragma once

#include <memory>
#include <string>

#include "failure.h"
#include "rollback_file.h"
#include "smx/device.h"
#include "smx/sealed_store.h"
#include "smx/sqlite_store.h"

namespace smx::cli {

/// Where a device lives and what opens it: options that every `smx device` command has.
struct HomeOptions {
  /// Empty: ~/.local/share/smx/device.db.
  std::string state;
  /// Empty: the state's path and ".key".
  std::string key_file;
  std::string passphrase_file;
  std::string counter_file;
};

/// A device with everything it stands on: SQLite file, sealing, rollback counter.
class Home {
 public:
  /// Opens the device of a state file. Throws Failure: bad_input when the state, key or counter
  /// file is missing or of another kind, failed when the store is.
  static Home open(const HomeOptions& options);
  /// Makes a device where there is none; makes the key and counter files too. A run that was killed
  /// half-way can be repeated. Throws as open; bad_input when there is a device.
  static Home create(const HomeOptions& options, const CreateOptions& create);

  [[nodiscard]] Device& device() noexcept { return *device_; }
  /// Absolute path of the state file.
  [[nodiscard]] const std::string& state() const noexcept { return state_; }

  /// Runs an operation of the device again as long as another process was faster.
  template <class Operation>
  auto retry(Operation operation) {
    auto result = operation(*device_);
    for (int attempt = 1; attempt < kAttempts; ++attempt) {
      if (result || result.error() != Error::stale_state) break;
      take(device_->reload(), state_);
      result = operation(*device_);
    }
    return result;
  }

 private:
  static constexpr int kAttempts = 16;

  Home() = default;
  void open_stores(const HomeOptions& options);

  std::string state_;
  std::unique_ptr<SqliteStore> sqlite_;
  std::unique_ptr<KeyWrap> wrap_;
  std::unique_ptr<RollbackFile> counter_;
  std::unique_ptr<SealedStore> sealed_;
  std::unique_ptr<Device> device_;
};

}  // namespace smx::cli
