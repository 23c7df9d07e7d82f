#pragma once

#include "log/event.h"
#include "log/h8.h"
#include "log/sink.h"
#include "relay/clock.h"

namespace smx::relay::log {

/// The operational log: takes events and nothing else. May be used from several threads if its
/// clock may.
class Log {
 public:
  /// `clock` and `sink` must outlive it.
  Log(Clock& clock, Sink& sink, H8 h8 = {}) : clock_(clock), sink_(sink), h8_(std::move(h8)) {}

  /// Never throws: an event that cannot be written is lost, the relay goes on.
  void write(const Event& event) noexcept;

 private:
  Clock& clock_;
  Sink& sink_;
  H8 h8_;
};

}  // namespace smx::relay::log
