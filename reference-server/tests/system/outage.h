#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "bench/account.h"
#include "bench/relay_process.h"
#include "tests/system/log_check.h"

namespace smx::relay::storm {

/// A relay that is killed now and then, and clients that live with it.
class Outage {
 public:
  Outage(bench::Loop& loop, bench::RelayProcess& relay) : loop_(loop), relay_(relay) {}

  /// SIGKILL now, and up again.
  bench::Task<void> strike();
  bench::Task<void> wait_until_up();

  /// Asks once while the relay is up, waiting as told while limited, up to half a minute each time;
  /// then the refusal is the answer. Nothing when the relay was killed before the answer came:
  /// whether it did what was asked is not known. Throws LinkFault when a relay that was not killed
  /// broke the connection.
  bench::Task<std::optional<bench::Reply>> ask(bench::Account& account, std::string method,
                                               std::string target,
                                               bench::Json body = bench::Json());

  [[nodiscard]] bool up() const noexcept { return up_; }
  [[nodiscard]] std::size_t strikes() const noexcept { return strikes_; }
  /// Answers that a kill took.
  [[nodiscard]] std::size_t lost() const noexcept { return lost_; }
  [[nodiscard]] bench::Loop& loop() const noexcept { return loop_; }

  /// What the relay's log must not show of an account.
  void know(const bench::Account& account) { known_.add(account); }
  [[nodiscard]] Known& known() noexcept { return known_; }

 private:
  bench::Loop& loop_;
  bench::RelayProcess& relay_;
  bool up_ = true;
  std::size_t strikes_ = 0;
  std::size_t lost_ = 0;
  Known known_;
};

}  // namespace smx::relay::storm
