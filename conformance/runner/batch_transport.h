// A driver that spoke earlier: its replies are read from a batch.
#pragma once

#include "batch.h"
#include "batch_replies.h"
#include "transport.h"

namespace smx::conformance {

/// Finds the batch's request that asks the same as a live one, and gives the reply that the host
/// wrote for it, under the live request's id. Requests of the batch that the judge does not ask (it
/// stops a case at its first finding) are passed over. Batch and replies must outlive it.
///
///   no reply, and none to any later request    kAbandoned: the host has not come so far
///   no reply, but a later request has one      kClosed: the host gave the case up and went on
///   two lines                                  kUnasked: exactly one reply is a request's due
///   a line that is no reply to the request     is handed on, and judged as a live one is
class BatchTransport final : public Transport {
 public:
  BatchTransport(const Batch& batch, const BatchReplies& replies)
      : batch_(batch), replies_(replies) {}

  Exchange exchange(const std::string& line, std::chrono::milliseconds timeout) override;
  std::string unasked_output() override;
  Farewell finish(std::chrono::milliseconds grace) override;
  std::string diagnostics() override { return {}; }

 private:
  std::size_t find(const Json& request);

  const Batch& batch_;
  const BatchReplies& replies_;
  std::size_t position_ = 0;  ///< of the request after the last that was asked
  bool parting_ = false;
};

}  // namespace smx::conformance
