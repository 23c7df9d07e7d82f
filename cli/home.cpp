#include "home.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "file_descriptor.h"
#include "key_wrap.h"
#include "output_file.h"
#include "text.h"

namespace smx::cli {
namespace {

/// Bound to every record as associated data. Every device of this command has a data key of its
/// own, so that one name serves them all.
constexpr const char* kDeviceName = "smx";
constexpr std::string_view kSqliteMagic{"SQLite format 3\0", 16};

std::string default_state() {
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home == '\0') bad_input("--state", "HOME is not set: name the file");
  return std::string(home) + "/.local/share/smx/device.db";
}

std::string state_path(const HomeOptions& options) {
  return absolute_path(options.state.empty() ? default_state() : options.state);
}

std::string key_path(const HomeOptions& options, const std::string& state) {
  return options.key_file.empty() ? state + ".key" : options.key_file;
}

/// What stands at a path, before the store is asked: opening it would make or change it.
enum class Found { nothing, empty, sqlite };

Found look_at(const std::string& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file && errno == ENOENT) return Found::nothing;
  struct stat status{};
  if (!file || ::fstat(file.get(), &status) != 0) cannot_read(printable(path), errno);
  if (!S_ISREG(status.st_mode)) bad_input(printable(path), "not a regular file");
  if (status.st_size == 0) return Found::empty;
  std::array<char, kSqliteMagic.size()> start{};
  const ssize_t count = ::pread(file.get(), start.data(), start.size(), 0);
  if (count < 0) cannot_read(printable(path), errno);
  if (std::string_view(start.data(), static_cast<std::size_t>(count)) != kSqliteMagic) {
    bad_input(printable(path), "not a device state: no SQLite header at byte 0");
  }
  return Found::sqlite;
}

[[noreturn]] void no_device_in(const std::string& state) {
  bad_input(printable(state), "holds no device; make one with: smx device init");
}

}  // namespace

Home Home::open(const HomeOptions& options) {
  Home home;
  home.state_ = state_path(options);
  if (look_at(home.state_) != Found::sqlite) no_device_in(home.state_);
  home.open_stores(options);
  Result<Device> device = Device::open(*home.sealed_);
  if (!device && device.error() == Error::invalid_argument) no_device_in(home.state_);
  home.device_ = std::make_unique<Device>(take(std::move(device), printable(home.state_)));
  return home;
}

Home Home::create(const HomeOptions& options, const CreateOptions& create) {
  Home home;
  home.state_ = state_path(options);
  if (options.state.empty()) {
    std::filesystem::create_directories(std::filesystem::path(home.state_).parent_path());
  }
  require_directory_of(home.state_);
  const std::string key = key_path(options, home.state_);
  if (look_at(home.state_) == Found::sqlite && options.passphrase_file.empty() &&
      !file_exists(key)) {
    bad_input(printable(home.state_), "is there, but its key file is not: " + printable(key));
  }
  if (options.passphrase_file.empty()) {
    require_directory_of(key);
    make_key_file(key);
  }
  if (!options.counter_file.empty()) {
    require_directory_of(options.counter_file);
    RollbackFile(options.counter_file).make();
  }
  home.open_stores(options);
  Result<Device> device = Device::create(*home.sealed_, create);
  if (!device && device.error() == Error::invalid_argument) {
    bad_input(printable(home.state_), "holds a device already");
  }
  home.device_ = std::make_unique<Device>(take(std::move(device), printable(home.state_)));
  return home;
}

void Home::open_stores(const HomeOptions& options) {
  wrap_ = options.passphrase_file.empty() ? key_file_wrap(key_path(options, state_))
                                          : passphrase_wrap(options.passphrase_file);
  if (!options.counter_file.empty()) {
    counter_ = std::make_unique<RollbackFile>(options.counter_file);
    counter_->require();
  }
  sqlite_ = take(SqliteStore::open(state_), printable(state_));
  const SealedStoreOptions sealing{.device_name = kDeviceName, .rollback_counter = counter_.get()};
  sealed_ = take(SealedStore::open(*sqlite_, *wrap_, sealing), printable(state_));
}

}  // namespace smx::cli
