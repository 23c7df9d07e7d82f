// Everything that was said in one scenario, so that a failure can be followed and played again.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "runner/strict_json.h"
#include "runner/transport.h"

namespace smx::interop {

using conformance::Json;

/// JSON lines in the order in which they happened.
class Transcript {
 public:
  /// A request or a reply: `who` is the actor, `with` "driver" or "relay", `what` "request",
  /// "reply" or "note".
  void add(const std::string& who, const std::string& with, const std::string& what,
           const Json& body);
  void clear() { lines_.clear(); }
  std::size_t size() const { return lines_.size(); }
  /// With a first line that marks all of it as test data.
  std::string text() const;

 private:
  std::vector<std::string> lines_;
};

/// A body without the tokens in it: they are of no use to a reader.
Json without_tokens(Json body);

/// A driver's transport whose lines go into the transcript.
class RecordedTransport final : public conformance::Transport {
 public:
  RecordedTransport(std::unique_ptr<conformance::Transport> inner, Transcript& transcript,
                    std::string who)
      : inner_(std::move(inner)), transcript_(transcript), who_(std::move(who)) {}

  conformance::Exchange exchange(const std::string& line,
                                 std::chrono::milliseconds timeout) override;
  std::string unasked_output() override { return inner_->unasked_output(); }
  conformance::Farewell finish(std::chrono::milliseconds grace) override {
    return inner_->finish(grace);
  }
  std::string diagnostics() override { return inner_->diagnostics(); }

 private:
  std::unique_ptr<conformance::Transport> inner_;
  Transcript& transcript_;
  std::string who_;
};

}  // namespace smx::interop
