#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/system/error_code.hpp>
#include <cerrno>

#include "http/transport.h"

namespace smx::relay::http {
namespace {

constexpr std::size_t kMost = 1u << 30;

boost::system::error_code system_error(int number) {
  return {number, boost::system::system_category()};
}

bool would_block(int number) { return number == EAGAIN || number == EWOULDBLOCK; }

}  // namespace

Transport::Transport(Socket socket, TlsContext::Session session)
    : socket_(std::move(socket)), session_(std::move(session)) {
  socket_.non_blocking(true);
  if (session_ != nullptr) SSL_set_fd(session_.get(), socket_.native_handle());
}

Transport::Progress Transport::outcome_of(int result) {
  const int number = errno;
  switch (SSL_get_error(session_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return {.wait = Wait::input};
    case SSL_ERROR_WANT_WRITE:
      return {.wait = Wait::output};
    case SSL_ERROR_ZERO_RETURN:
      return {.error = boost::asio::error::eof};
    case SSL_ERROR_SYSCALL:
      return {.error = number == 0 ? boost::system::error_code(boost::asio::error::eof)
                                   : system_error(number)};
    default:
      return {.error = system_error(EPROTO)};
  }
}

Transport::Progress Transport::handshake() {
  if (session_ == nullptr) return {};
  if (!socket_.is_open()) return {.error = boost::asio::error::operation_aborted};
  ERR_clear_error();
  errno = 0;
  const int result = SSL_do_handshake(session_.get());
  return result == 1 ? Progress{} : outcome_of(result);
}

Transport::Progress Transport::read(void* place, std::size_t size) {
  if (size == 0) return {};
  if (!socket_.is_open()) return {.error = boost::asio::error::operation_aborted};
  size = std::min(size, kMost);
  if (session_ != nullptr) {
    ERR_clear_error();
    errno = 0;
    const int result = SSL_read(session_.get(), place, static_cast<int>(size));
    return result > 0 ? Progress{.bytes = static_cast<std::size_t>(result)} : outcome_of(result);
  }
  const ssize_t result = ::recv(socket_.native_handle(), place, size, 0);
  if (result > 0) return {.bytes = static_cast<std::size_t>(result)};
  if (result == 0) return {.error = boost::asio::error::eof};
  if (would_block(errno) || errno == EINTR) return {.wait = Wait::input};
  return {.error = system_error(errno)};
}

bool Transport::Outgoing::add(boost::asio::const_buffer buffer) {
  if (buffer.size() == 0) return true;
  if (!gather_ || count_ == 0) {
    if (count_ == parts_.size()) return false;
    parts_[count_++] = buffer;
    return !gather_ || buffer.size() < kGathered;
  }
  if (gathered_.empty()) {
    const auto* first = static_cast<const unsigned char*>(parts_[0].data());
    gathered_.assign(first, first + parts_[0].size());
  }
  const std::size_t taken = std::min(buffer.size(), kGathered - gathered_.size());
  const auto* bytes = static_cast<const unsigned char*>(buffer.data());
  gathered_.insert(gathered_.end(), bytes, bytes + taken);
  return gathered_.size() < kGathered;
}

boost::asio::const_buffer Transport::Outgoing::whole() const {
  if (!gathered_.empty()) return {gathered_.data(), gathered_.size()};
  return count_ == 0 ? boost::asio::const_buffer() : parts_[0];
}

Transport::Progress Transport::write(const Outgoing& bytes) {
  if (bytes.parts().empty()) return {};
  if (!socket_.is_open()) return {.error = boost::asio::error::operation_aborted};
  if (session_ != nullptr) {
    const auto whole = bytes.whole();
    ERR_clear_error();
    errno = 0;
    const int result =
        SSL_write(session_.get(), whole.data(), static_cast<int>(std::min(whole.size(), kMost)));
    return result > 0 ? Progress{.bytes = static_cast<std::size_t>(result)} : outcome_of(result);
  }
  std::array<iovec, 8> pieces{};
  msghdr message{};
  message.msg_iov = pieces.data();
  for (const auto& part : bytes.parts()) {
    // The system's call takes the place of bytes that it only reads without const.
    pieces[message.msg_iovlen++] = {const_cast<void*>(part.data()), part.size()};
  }
  const ssize_t result = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL);
  if (result >= 0) return {.bytes = static_cast<std::size_t>(result)};
  if (would_block(errno) || errno == EINTR) return {.wait = Wait::output};
  return {.error = system_error(errno)};
}

bool Transport::pending() const {
  return session_ != nullptr && SSL_has_pending(session_.get()) == 1;
}

void Transport::say_goodbye() noexcept {
  if (!socket_.is_open()) return;
  if (session_ != nullptr && SSL_is_init_finished(session_.get()) == 1) {
    ERR_clear_error();
    // What it returns does not matter: the peer is told, if it can be told at once.
    SSL_shutdown(session_.get());
    ERR_clear_error();
  }
  Error ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
}

Transport::Progress Transport::discard(std::size_t& left) {
  std::array<char, 4096> place;
  while (socket_.is_open() && left > 0) {
    const ssize_t result = ::recv(socket_.native_handle(), place.data(), place.size(), 0);
    if (result < 0 && (would_block(errno) || errno == EINTR)) return {.wait = Wait::input};
    if (result <= 0) break;
    left -= std::min(left, static_cast<std::size_t>(result));
  }
  abort();
  return {};
}

void Transport::close() noexcept {
  say_goodbye();
  abort();
}

void Transport::abort() noexcept {
  if (!socket_.is_open()) return;
  Error ignored;
  socket_.shutdown(Socket::shutdown_both, ignored);
  socket_.close(ignored);
}

}  // namespace smx::relay::http
