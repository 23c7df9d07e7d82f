#include "tests/system/delivery_ledger.h"

#include <fmt/format.h>

#include <algorithm>

namespace smx::relay::storm {

DeliveryLedger::DeliveryLedger(std::size_t people)
    : people_(people), pairs_(people * people), receivers_(people) {}

std::uint8_t& DeliveryLedger::flags(std::size_t sender, std::size_t receiver,
                                    std::uint32_t number) {
  auto& of_pair = pairs_.at(sender * people_ + receiver).flags;
  if (of_pair.size() <= number) of_pair.resize(number + 1);
  return of_pair[number];
}

void DeliveryLedger::offered(std::size_t sender, std::size_t receiver, std::uint32_t number) {
  flags(sender, receiver, number) |= kOffered;
}

void DeliveryLedger::stored(std::size_t sender, std::size_t receiver, std::uint32_t number) {
  flags(sender, receiver, number) |= kStored;
}

void DeliveryLedger::arrived(std::size_t receiver, std::string_view delivery, std::int64_t sequence,
                             std::size_t sender, std::uint32_t number) {
  Receiver& at = receivers_.at(receiver);
  const auto [place, is_new] = at.deliveries.emplace(std::string(delivery), false);
  if (!is_new) {
    ++(place->second ? counted_.again : counted_.repeated);
    return;
  }
  ++counted_.arrived;
  if (sender >= people_ || number > 100'000'000) {
    ++counted_.unknown;
    return;
  }
  std::uint8_t& known = flags(sender, receiver, number);
  if ((known & kOffered) == 0) ++counted_.unknown;
  if ((known & kArrived) != 0) ++counted_.shown_twice;
  known |= kArrived;
  Pair& pair = pairs_[sender * people_ + receiver];
  if (sequence <= at.sequence || static_cast<std::int64_t>(number) < pair.last) {
    ++counted_.disordered;
  }
  at.sequence = std::max(at.sequence, sequence);
  pair.last = std::max(pair.last, static_cast<std::int64_t>(number));
}

void DeliveryLedger::acknowledged(std::size_t receiver, std::string_view delivery) {
  receivers_.at(receiver).deliveries[std::string(delivery)] = true;
}

DeliveryLedger::Sum DeliveryLedger::sum() const {
  Sum result = counted_;
  for (const Pair& pair : pairs_) {
    for (const std::uint8_t known : pair.flags) {
      if ((known & kStored) == 0) continue;
      ++result.stored;
      if ((known & kArrived) == 0) ++result.lost;
    }
  }
  return result;
}

std::vector<std::string> DeliveryLedger::problems() const {
  const Sum found = sum();
  std::vector<std::string> all;
  const auto check = [&](std::size_t count, std::string_view what) {
    if (count > 0) all.push_back(fmt::format("{} {}", count, what));
  };
  check(found.lost, "were acknowledged to their sender and never arrived");
  check(found.disordered, "arrived out of their device's order");
  check(found.shown_twice, "arrived under a second delivery id");
  check(found.unknown, "arrived that nobody had sent");
  check(found.again, "arrived again after their acknowledgement was answered");
  if (found.stored == 0 || found.arrived == 0) all.emplace_back("nothing arrived");
  return all;
}

std::string DeliveryLedger::figure() const {
  const Sum found = sum();
  return fmt::format(
      "{} deliveries stored, {} lost, {} out of order, {} shown twice, {} again after their "
      "acknowledgement; {} repeated under the same id",
      found.stored, found.lost, found.disordered, found.shown_twice, found.again, found.repeated);
}

}  // namespace smx::relay::storm
