#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "api/gatekeeper.h"
#include "http/connection.h"
#include "http/deadline.h"

namespace smx::relay::http {

/// The request that asks for a WebSocket, in the form of the library (upgrade_beast.h).
struct UpgradeRequest;

/// A device's stream (docs/relay-api.md, "The stream").
class Stream {
 public:
  virtual ~Stream() = default;
  /// From the answer to the upgrade to the end of the WebSocket.
  virtual boost::asio::awaitable<void> run(std::unique_ptr<const UpgradeRequest> request) = 0;
  /// Ends with 1001 once all requests that came are answered.
  virtual void drain() = 0;
  virtual void tick(Instant now) = 0;
};

/// What a stream takes over of a connection, and what keeps that alive.
struct Line {
  std::shared_ptr<void> owner;
  Transport* transport;
  /// Ends the transport.
  Deadline* deadline;
};

[[nodiscard]] std::shared_ptr<Stream> make_stream(std::shared_ptr<Host> host, Line line,
                                                  std::string address, api::Claims claims);

}  // namespace smx::relay::http
