#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "bench/account.h"
#include "tests/system/delivery_ledger.h"
#include "tests/system/outage.h"

namespace smx::relay::storm {

/// People who write to each other: by streams and by requests, with connections that end about
/// every hundred messages and never say goodbye.
class Traffic {
 public:
  struct Plan {
    std::size_t organisations = 4;
    std::uint32_t messages = 100;  // of each person
    std::uint64_t seed = 1;
    /// One in so many receives nothing until all was sent; 0: nobody.
    std::size_t late = 0;
  };
  /// People of an organisation.
  static constexpr std::size_t kEach = 5;

  Traffic(bench::Loop& loop, bench::RelayProcess& relay, const Plan& plan);

  /// Registers everybody.
  bench::Task<void> populate();
  /// Until everything was sent and every queue is empty.
  bench::Task<void> run();

  [[nodiscard]] Outage& outage() noexcept { return outage_; }
  [[nodiscard]] DeliveryLedger& ledger() noexcept { return ledger_; }
  [[nodiscard]] std::size_t sent() const noexcept { return sent_; }
  [[nodiscard]] std::size_t total() const noexcept { return people_.size() * plan_.messages; }
  [[nodiscard]] std::size_t connections() const noexcept { return connections_; }
  [[nodiscard]] bool done() const noexcept { return unfinished_ == 0; }

 private:
  struct Message {
    std::uint32_t number = 0;
    std::vector<std::size_t> receivers;
    bench::Json body;
  };
  struct Person {
    std::size_t index = 0;
    bench::Account* account = nullptr;
    std::mt19937_64 random;
    std::uint32_t next = 0;
    bool late = false;
    /// Offered and not answered: offered again, for the relay tells by its key that it is the same.
    std::optional<Message> open;
    std::vector<std::string> unacknowledged;
  };
  class StreamEpisode;

  bench::Task<void> live(Person& person);
  bench::Task<void> stream_episode(Person& person);
  bench::Task<void> request_episode(Person& person);
  bench::Task<void> send_by_request(Person& person);
  /// How many came.
  bench::Task<std::size_t> fetch(Person& person, bool acknowledge);
  bench::Task<void> drain(Person& person);
  bool compose(Person& person);
  void note_stored(Person& person);
  void note_arrival(Person& person, const bench::Json& delivery);

  bench::Loop& loop_;
  bench::RelayProcess& relay_;
  Plan plan_;
  Outage outage_;
  DeliveryLedger ledger_;
  bench::Accounts accounts_;
  std::vector<Person> people_;
  std::size_t sent_ = 0;
  std::size_t connections_ = 0;
  std::size_t sending_ = 0;     // people who have something to send
  std::size_t unfinished_ = 1;  // people whose queue is not known to be empty
};

}  // namespace smx::relay::storm
