#include "rollback_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <optional>

#include "failure.h"
#include "file_descriptor.h"
#include "output_file.h"
#include "text.h"

namespace smx::cli {
namespace {

/// Twenty digits hold any 64-bit number; one short write in place is never seen half done by
/// another process, and lies within one sector.
constexpr std::size_t kDigits = 20;
constexpr std::size_t kFileSize = kDigits + 1;

std::optional<std::uint64_t> read_number(const FileDescriptor& file) {
  std::array<char, kFileSize + 1> text{};
  if (::pread(file.get(), text.data(), text.size(), 0) != static_cast<ssize_t>(kFileSize)) {
    return std::nullopt;
  }
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + kDigits, value);
  if (error != std::errc() || end != text.data() + kDigits || *end != '\n') return std::nullopt;
  return value;
}

/// The open file with its lock held, which goes with it.
FileDescriptor open_locked(const std::string& path, int flags, int lock) {
  FileDescriptor file(::open(path.c_str(), flags | O_CLOEXEC));
  if (file && ::flock(file.get(), lock) != 0) return {};
  return file;
}

}  // namespace

Result<std::uint64_t> RollbackFile::read() {
  const FileDescriptor file = open_locked(path_, O_RDONLY, LOCK_SH);
  if (!file) return fail(Error::counter_failed);
  const std::optional<std::uint64_t> value = read_number(file);
  if (!value) return fail(Error::counter_failed);
  return *value;
}

Result<void> RollbackFile::advance(std::uint64_t value) {
  const FileDescriptor file = open_locked(path_, O_RDWR, LOCK_EX);
  if (!file) return fail(Error::counter_failed);
  const std::optional<std::uint64_t> present = read_number(file);
  if (!present) return fail(Error::counter_failed);
  if (*present >= value) return {};
  const std::string text = fmt::format("{:020}\n", value);
  if (::pwrite(file.get(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()) ||
      ::fdatasync(file.get()) != 0) {
    return fail(Error::counter_failed);
  }
  return {};
}

void RollbackFile::make() const {
  if (file_exists(path_)) return;
  const OutputFile file{.path = path_, .part = path_ + ".part", .mode = 0600};
  write_new_file(file, as_bytes(fmt::format("{:020}\n", 0)));
}

void RollbackFile::require() const {
  const FileDescriptor file = open_locked(path_, O_RDWR, LOCK_SH);
  if (!file) cannot_read(printable(path_), errno);
  if (!read_number(file)) {
    bad_input(printable(path_), "not a rollback counter (20 digits and a line feed)");
  }
}

}  // namespace smx::cli
