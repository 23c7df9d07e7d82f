#include "server/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <system_error>

namespace smx::relay::server {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int value) noexcept : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  [[nodiscard]] int get() const noexcept { return value_; }

 private:
  int value_;
};

std::string reason(int error) { return std::generic_category().message(error); }

using Check = std::optional<std::string> (*)(const struct stat&, bool in_credentials);

std::optional<std::string> check_secret(const struct stat& status, bool in_credentials) {
  if (status.st_uid != 0 && status.st_uid != ::geteuid()) {
    return "the file belongs to another user";
  }
  const mode_t allowed = in_credentials ? S_IRGRP : 0;
  if ((status.st_mode & 077 & ~allowed) != 0) {
    return "the file can be read or written by its group or by others (chmod 600)";
  }
  return std::nullopt;
}

std::optional<std::string> check_nothing(const struct stat&, bool) { return std::nullopt; }

std::expected<std::string, std::string> read_checked(const std::string& path, bool in_credentials,
                                                     std::size_t limit, Check check) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status{};
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0) {
    return std::unexpected("the file cannot be opened: " + reason(errno));
  }
  if (!S_ISREG(status.st_mode)) return std::unexpected("not a regular file");
  if (auto fault = check(status, in_credentials)) return std::unexpected(*fault);
  std::string content(limit + 1, '\0');
  std::size_t size = 0;
  while (size < content.size()) {
    const ssize_t part = ::read(file.get(), content.data() + size, content.size() - size);
    if (part < 0 && errno == EINTR) continue;
    if (part < 0) return std::unexpected("the file cannot be read: " + reason(errno));
    if (part == 0) break;
    size += static_cast<std::size_t>(part);
  }
  if (size > limit) return std::unexpected("the file is too long");
  content.resize(size);
  return content;
}

}  // namespace

std::expected<std::string, std::string> read_secret_file(const std::string& path,
                                                         std::string_view credentials_dir,
                                                         std::size_t limit) {
  const std::size_t slash = path.rfind('/');
  const bool in_credentials = !credentials_dir.empty() && slash != std::string::npos &&
                              std::string_view(path).substr(0, slash) == credentials_dir;
  return read_checked(path, in_credentials, limit, check_secret);
}

std::expected<std::string, std::string> read_plain_file(const std::string& path,
                                                        std::size_t limit) {
  return read_checked(path, false, limit, check_nothing);
}

}  // namespace smx::relay::server
