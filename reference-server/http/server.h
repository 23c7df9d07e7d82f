#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/effects_sink.h"
#include "api/router.h"
#include "api/service.h"
#include "http/hub.h"
#include "http/loop.h"
#include "relay/clock.h"
#include "relay/policy.h"

namespace smx::relay::http {

/// Certificate chain and private key, both PEM files.
struct TlsFiles {
  std::string certificate_file;
  std::string key_file;
};

struct ServerOptions {
  /// Of one network card or "0.0.0.0", "::".
  std::string address = "127.0.0.1";
  /// 0: one that is free.
  std::uint16_t port = 0;
  /// Without it plain HTTP is spoken, which is allowed on a loopback address only.
  std::optional<TlsFiles> tls;
  /// Called with each line of the TLS key log. For development: whoever has it reads everything.
  std::function<void(std::string_view line)> keylog;

  std::size_t connections = 12'000;
  std::size_t connections_per_address = 2'000;
  std::size_t header_bytes = 16 * 1024;

  std::chrono::milliseconds handshake_timeout{10'000};
  /// From the first byte of a request to the end of its header.
  std::chrono::milliseconds header_timeout{10'000};
  /// For the whole of a body.
  std::chrono::milliseconds body_timeout{60'000};
  /// For a reply or a message of a stream to be taken.
  std::chrono::milliseconds write_timeout{30'000};
  /// A connection without a request; a stream without a sign of life (after half of it the relay
  /// pings).
  std::chrono::milliseconds idle_timeout{60'000};
  /// How often streams are looked at for tokens that are over.
  std::chrono::milliseconds tick{1'000};
};

/// What a server works with; all of it must outlive the server.
struct ServerParts {
  api::Service& service;
  Clock& clock;
  api::EventSink& events;
  const Policy& policy;
  /// For GET /v1/stream and GET /v1/messages?wait=: without both the server has neither.
  api::Router* router = nullptr;
  Hub* hub = nullptr;
};

/// One listening socket and its connections, on the loop's thread. Members may be called from any
/// thread.
///
/// To stop: drain(), then Executor::drain(), then Loop::stop(). Answers that are under way in an
/// executor come back to the loop, so both must live until then.
class Server {
 public:
  /// Opens the socket. Throws std::runtime_error with a reason that names no file and no value: the
  /// address cannot be used, the certificate or the key cannot be, plain HTTP on an address that is
  /// not loopback.
  Server(Loop& loop, const ServerParts& parts, ServerOptions options);
  /// The loop must have stopped, or the server be drained.
  ~Server();

  /// Begins to accept.
  void start();
  [[nodiscard]] std::uint16_t port() const noexcept;

  /// Reads the files of the certificate again: new connections get the new one, those that there
  /// are go on. False, and an event, when they cannot be used: the old ones stay.
  [[nodiscard]] bool reload_certificate();

  /// Stops accepting, lets requests that have begun finish, closes streams with 1001, and whatever
  /// is left at the end. Waits for it; not to be called on the loop's thread, which must run. True
  /// when all were done in time.
  bool drain(std::chrono::milliseconds most);

  struct Counters {
    std::uint64_t accepted = 0;
    std::uint64_t refused = 0;
    std::uint64_t failed_handshakes = 0;
    std::size_t connections = 0;
    std::size_t streams = 0;
  };
  [[nodiscard]] Counters counters() const;

 private:
  class Core;
  std::shared_ptr<Core> core_;
};

}  // namespace smx::relay::http
