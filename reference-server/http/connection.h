#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "http/server.h"
#include "http/transport.h"

namespace smx::relay::http {

class Connection;

/// What the connections of a server share with it. Belongs to the network's thread.
struct Host {
  Host(const ServerParts& given, ServerOptions chosen) : parts(given), options(std::move(chosen)) {}

  ServerParts parts;
  ServerOptions options;
  bool draining = false;
  std::atomic<std::uint64_t> failed_handshakes = 0;
  std::atomic<std::size_t> streams = 0;
  /// Called by a connection when it is at its end.
  std::function<void(Connection&)> ended;
};

/// A client's connection from its handshake to its end.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual void start() = 0;
  /// Ends as soon as what has begun is done.
  virtual void drain() = 0;
  /// Ends now.
  virtual void abort() = 0;
  /// From time to time.
  virtual void tick(Instant now) = 0;
  [[nodiscard]] virtual const std::string& address() const = 0;
};

[[nodiscard]] std::shared_ptr<Connection> make_connection(std::shared_ptr<Host> host,
                                                          Transport transport, std::string address);

}  // namespace smx::relay::http
