#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "http/tls_context.h"

namespace smx::relay::http {

/// Bytes to and from a client, with TLS or without: one type for both, so that what is built on it
/// is compiled once. OpenSSL works on the socket itself and gives its buffers back while a
/// connection is idle, which a pair of buffers between the two could not.
///
/// An asynchronous stream of Asio: one read and one write may be under way at a time.
class Transport {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using executor_type = Socket::executor_type;
  using Error = boost::system::error_code;

  /// `session` is null for plain HTTP.
  Transport(Socket socket, TlsContext::Session session);

  [[nodiscard]] executor_type get_executor() { return socket_.get_executor(); }

  template <class Token>
  auto async_handshake(Token&& token) {
    return compose([this] { return handshake(); }, std::forward<Token>(token));
  }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    boost::asio::mutable_buffer place;
    for (auto it = boost::asio::buffer_sequence_begin(buffers);
         it != boost::asio::buffer_sequence_end(buffers) && place.size() == 0; ++it) {
      place = *it;
    }
    return compose([this, place] { return read(place.data(), place.size()); },
                   std::forward<Token>(token));
  }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    Outgoing outgoing(session_ != nullptr);
    for (auto it = boost::asio::buffer_sequence_begin(buffers);
         it != boost::asio::buffer_sequence_end(buffers) && outgoing.add(*it); ++it) {
    }
    return compose([this, bytes = std::move(outgoing)] { return write(bytes); },
                   std::forward<Token>(token));
  }

  /// Until there is something to read, without a buffer for it.
  template <class Token>
  auto async_wait_input(Token&& token) {
    return compose(
        [this, waited = false]() mutable {
          if (waited || pending()) return Progress{};
          waited = true;
          return Progress{.wait = Wait::input};
        },
        std::forward<Token>(token));
  }

  /// Says that nothing more comes and takes, without looking, what the peer still sends until it
  /// closes: closing at once while something lies unread would take our last words from it. Closed
  /// afterwards. Whoever waits sets the deadline.
  template <class Token>
  auto async_goodbye(Token&& token) {
    return compose(
        [this, said = false, left = kLastBytes]() mutable {
          if (!said) say_goodbye();
          said = true;
          return discard(left);
        },
        std::forward<Token>(token));
  }

  /// Says that nothing more comes; to be called again without effect.
  void say_goodbye() noexcept;
  /// Says goodbye, without waiting for an answer, and closes. What is under way ends with an error.
  void close() noexcept;
  /// Closes without a word.
  void abort() noexcept;

 private:
  enum class Wait { none, input, output };
  /// What one attempt came to: done (`wait` none) or what to wait for before the next.
  struct Progress {
    Wait wait = Wait::none;
    Error error{};
    std::size_t bytes = 0;
  };

  /// Some buffers as one write: side by side for the system's call, copied into one (one record)
  /// for TLS where a small one comes first, as the header of a reply does.
  class Outgoing {
   public:
    static constexpr std::size_t kGathered = 16 * 1024;
    explicit Outgoing(bool gathered) : gather_(gathered) {}
    /// False when it takes no more.
    bool add(boost::asio::const_buffer buffer);
    [[nodiscard]] std::span<const boost::asio::const_buffer> parts() const {
      return {parts_.data(), count_};
    }
    /// All of it as one; for TLS.
    [[nodiscard]] boost::asio::const_buffer whole() const;

   private:
    bool gather_;
    std::array<boost::asio::const_buffer, 8> parts_;
    std::size_t count_ = 0;
    std::vector<unsigned char> gathered_;
  };

  static constexpr std::size_t kLastBytes = 256 * 1024;

  [[nodiscard]] Progress handshake();
  [[nodiscard]] Progress read(void* place, std::size_t size);
  [[nodiscard]] Progress write(const Outgoing& bytes);
  [[nodiscard]] Progress discard(std::size_t& left);
  [[nodiscard]] bool pending() const;
  [[nodiscard]] Progress outcome_of(int result);

  /// Tries, waits for the socket, tries again. Never completes inside the call that began it.
  template <class Attempt>
  struct Operation {
    Transport& transport;
    Attempt attempt;
    bool waited = false;
    std::optional<Progress> result;

    template <class Self>
    void operator()(Self& self, Error error = {}) {
      if (result) {
        self.complete(result->error, result->bytes);
        return;
      }
      if (error) {
        self.complete(error, 0);
        return;
      }
      const Progress progress = attempt();
      if (progress.wait != Wait::none) {
        waited = true;
        const auto what = progress.wait == Wait::input ? Socket::wait_read : Socket::wait_write;
        transport.socket_.async_wait(what, std::move(self));
      } else if (waited) {
        self.complete(progress.error, progress.bytes);
      } else {
        result = progress;
        boost::asio::post(transport.get_executor(), std::move(self));
      }
    }
  };

  template <class Attempt, class Token>
  auto compose(Attempt attempt, Token&& token) {
    return boost::asio::async_compose<Token, void(Error, std::size_t)>(
        Operation<Attempt>{*this, std::move(attempt), false, std::nullopt}, token, socket_);
  }

  Socket socket_;
  TlsContext::Session session_;
};

/// The end of a WebSocket, as Beast asks for it: the peer is told that nothing more comes. Whoever
/// has the transport then waits for the peer's end and closes.
template <class Handler>
void async_teardown(boost::beast::role_type, Transport& transport, Handler&& handler) {
  transport.say_goodbye();
  boost::asio::post(transport.get_executor(), [handler = std::forward<Handler>(handler)]() mutable {
    std::move(handler)(boost::system::error_code());
  });
}
inline void teardown(boost::beast::role_type, Transport& transport, boost::system::error_code& ec) {
  transport.close();
  ec = {};
}
inline void beast_close_socket(Transport& transport) { transport.abort(); }

}  // namespace smx::relay::http
