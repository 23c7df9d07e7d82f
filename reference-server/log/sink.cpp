#include "log/sink.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace smx::relay::log {
namespace {

bool is_socket(int descriptor) noexcept {
  struct stat status{};
  return ::fstat(descriptor, &status) == 0 && S_ISSOCK(status.st_mode);
}

/// A pipe that is ready takes PIPE_BUF bytes without blocking, and a line is shorter. O_NONBLOCK
/// would change the descriptor for whoever shares it.
bool is_ready(int descriptor) noexcept {
  pollfd entry{descriptor, POLLOUT, 0};
  return ::poll(&entry, 1, 0) == 1 && (entry.revents & POLLOUT) != 0;
}

}  // namespace

DescriptorSink::DescriptorSink(int descriptor) noexcept
    : descriptor_(descriptor), socket_(is_socket(descriptor)) {}

bool DescriptorSink::put(std::string_view bytes) noexcept {
  ssize_t done = -1;
  do {
    if (!is_ready(descriptor_)) return false;
    done = socket_ ? ::send(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL)
                   : ::write(descriptor_, bytes.data(), bytes.size());
  } while (done < 0 && errno == EINTR);
  if (done <= 0) return false;
  rest_ = bytes.substr(static_cast<std::size_t>(done));
  return true;
}

void DescriptorSink::write(std::string_view line) noexcept {
  const std::lock_guard lock(mutex_);
  try {
    if (!rest_.empty() && (!put(std::string(rest_)) || !rest_.empty())) {
      lost_ += 1;
    } else if (!put(line)) {
      lost_ += 1;
    }
  } catch (...) {  // no memory for the rest of a line
    lost_ += 1;
  }
}

void MemorySink::write(std::string_view line) noexcept {
  const std::lock_guard lock(mutex_);
  lines_.emplace_back(line);
}

std::vector<std::string> MemorySink::lines() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

}  // namespace smx::relay::log
