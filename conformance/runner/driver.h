// A driver that has introduced itself: requests go in, judged replies come out.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <set>
#include <string>

#include "message_shapes.h"
#include "reply.h"
#include "transport.h"

namespace smx::conformance {

/// What a driver said of itself in `hello`.
struct Introduction {
  std::string name;
  std::string version;
  std::string language;
  std::string platform;
  std::set<std::string> ops;
  bool inject_random = false;
  bool trace = false;
  bool state = false;

  bool announces(const std::string& op) const { return ops.contains(op); }
};

class Driver {
 public:
  Driver(std::unique_ptr<Transport> transport, const MessageShapes& shapes,
         std::chrono::milliseconds timeout);

  /// Asks for `hello` and waits up to `start_timeout` for it, which includes the driver's start. On
  /// kOk introduction() is filled. To be called once, first.
  Reply introduce(std::chrono::milliseconds start_timeout);

  /// Puts one request. A reply that breaks the protocol comes back as kProtocolViolation.
  Reply ask(const std::string& op, const Json& in, bool want_trace);

  /// Output that nobody asked for, if there is some: a violation of the last operation.
  std::string unasked_output() { return transport_->unasked_output(); }

  /// Says `bye` if the driver can still be spoken to, and waits for its end. What was wrong with
  /// the farewell, or nothing.
  std::string part(std::chrono::milliseconds grace);

  /// False once a crash, a timeout or a violation has made the stream useless.
  bool usable() const { return usable_; }
  const Introduction& introduction() const { return introduction_; }
  std::string diagnostics() { return transport_->diagnostics(); }

 private:
  Reply ask_within(const std::string& op, const Json& in, bool want_trace,
                   std::chrono::milliseconds timeout);
  Reply judged(const std::string& line, const std::string& op, std::uint64_t id, bool want_trace);
  Reply fault(Answer answer, std::string message);

  std::unique_ptr<Transport> transport_;
  const MessageShapes& shapes_;
  std::chrono::milliseconds timeout_;
  Introduction introduction_;
  std::uint64_t next_id_ = 1;
  bool usable_ = true;
};

}  // namespace smx::conformance
