#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace smx::relay::storm {

/// What was sent and what arrived, as the people at both ends saw it, and what is wrong with that.
/// People are numbers from 0; each counts its messages from 0 and sends them in this order.
class DeliveryLedger {
 public:
  explicit DeliveryLedger(std::size_t people);

  /// Given to the relay, whether or not it answered.
  void offered(std::size_t sender, std::size_t receiver, std::uint32_t number);
  /// The relay said that it has it.
  void stored(std::size_t sender, std::size_t receiver, std::uint32_t number);
  /// In the order in which the receiver saw it.
  void arrived(std::size_t receiver, std::string_view delivery, std::int64_t sequence,
               std::size_t sender, std::uint32_t number);
  /// The relay said that it knows that the receiver has it.
  void acknowledged(std::size_t receiver, std::string_view delivery);

  struct Sum {
    std::size_t stored = 0;       // one for each receiver
    std::size_t arrived = 0;      // different deliveries
    std::size_t repeated = 0;     // once more under the same delivery id, which is allowed
    std::size_t lost = 0;         // stored, never arrived
    std::size_t disordered = 0;   // a delivery before one that the device's queue has before it
    std::size_t shown_twice = 0;  // the same message under two delivery ids
    std::size_t unknown = 0;      // arrived and nobody had sent it
    std::size_t again = 0;        // arrived once more after its acknowledgement was answered
  };
  [[nodiscard]] Sum sum() const;
  [[nodiscard]] std::vector<std::string> problems() const;
  /// What is wrong with it, as one line.
  [[nodiscard]] std::string figure() const;

 private:
  enum Flag : std::uint8_t { kOffered = 1, kStored = 2, kArrived = 4 };
  std::uint8_t& flags(std::size_t sender, std::size_t receiver, std::uint32_t number);

  struct Pair {
    std::vector<std::uint8_t> flags;  // by the sender's number
    std::int64_t last = -1;           // number that arrived last
  };
  struct Receiver {
    std::unordered_map<std::string, bool> deliveries;  // whether it was acknowledged
    std::int64_t sequence = -1;                        // of the newest that arrived
  };

  std::size_t people_;
  std::vector<Pair> pairs_;
  std::vector<Receiver> receivers_;
  Sum counted_;
};

}  // namespace smx::relay::storm
