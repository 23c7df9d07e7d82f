#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "ratchet/reference_receiver.h"
#include "support/ratchet_pair.h"

namespace smx {
namespace {

using test::error_of;
using test::must;
using test::RatchetPair;
using test::RatchetParty;
using test::ReferenceReceiver;

struct Wire {
  unsigned to = 0;
  Bytes frame;
  std::string text;
};

/// Two parties, a network that does what it likes, and what the specification says of each frame.
class Conversation {
 public:
  void send(unsigned from) {
    const std::string text = "message " + std::to_string(sent_);
    Result<Bytes> frame = party(from).try_send(text);
    if (from == 1 && !reference_[1].has_received()) {
      RC_ASSERT(error_of(frame) == Error::no_sending_chain);
      return;
    }
    ++sent_;
    in_flight_.push_back({1 - from, must(std::move(frame)), text});
  }

  void deliver(std::size_t choice, bool keep) {
    if (in_flight_.empty()) return;
    const std::size_t at = choice % in_flight_.size();
    const Wire wire = in_flight_[at];
    if (!keep) drop(choice);
    RatchetParty& to = party(wire.to);
    const std::optional<Error> expected = reference_[wire.to].receive(test::header_of(wire.frame));
    const Bytes before = expected ? to.state() : Bytes{};
    const Result<std::string> received = to.receive(wire.frame);
    RC_ASSERT(error_of(received) == expected);
    if (expected) {
      RC_ASSERT(to.state() == before);
    } else {
      RC_ASSERT(*received == wire.text);
      RC_ASSERT(delivered_.insert(wire.text).second);
    }
    RC_ASSERT(to.stored() == reference_[wire.to].stored());
  }

  void tamper(std::size_t choice) {
    if (in_flight_.empty()) return;
    Wire wire = in_flight_[choice % in_flight_.size()];
    wire.frame[(choice / 7) % wire.frame.size()] ^= static_cast<std::uint8_t>(1U << (choice % 8));
    RatchetParty& to = party(wire.to);
    const Bytes before = to.state();
    RC_ASSERT(!to.receive(wire.frame).has_value());
    RC_ASSERT(to.state() == before);
  }

  void drop(std::size_t choice) {
    if (in_flight_.empty()) return;
    const std::size_t at = choice % in_flight_.size();
    in_flight_.erase(in_flight_.begin() + static_cast<std::ptrdiff_t>(at));
  }

  void drop_all() { in_flight_.clear(); }
  /// The frame in flight that was sent last.
  void deliver_newest() {
    if (!in_flight_.empty()) deliver(in_flight_.size() - 1, false);
  }

 private:
  RatchetParty& party(unsigned index) { return index == 0 ? pair_.alice : pair_.bob; }

  RatchetPair pair_;
  ReferenceReceiver reference_[2];
  std::vector<Wire> in_flight_;
  std::set<std::string> delivered_;
  std::size_t sent_ = 0;
};

// [DR-12] [DR-15] [DR-16] [DR-17] [DR-18] [DR-19] [DR-20] [DR-21] Whatever the network does, each
// frame is answered as the specification says, a refusal changes nothing, and what is delivered is
// delivered once.
RC_GTEST_PROP(DoubleRatchetProperty, AgreesWithTheReference, ()) {
  Conversation conversation;
  const auto script = *rc::gen::scale(
      1.5, rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange(0U, 1U << 24)));
  for (const std::uint32_t step : script) {
    const std::uint32_t argument = step >> 5;
    switch (step % 32) {
      case 0:
        // A burst, long enough to come near the bounds now and then.
        for (std::uint32_t i = 0; i < argument % 1300; ++i) conversation.send((step >> 20) % 2);
        break;
      case 1:
        conversation.drop_all();
        break;
      case 2:
      case 3:
        conversation.drop(argument);
        break;
      case 4:
      case 5:
      case 6:
      case 7:
        conversation.tamper(argument);
        break;
      case 8:
      case 9:
      case 10:
        conversation.deliver(argument, true);
        break;
      case 11:
      case 12:
      case 13:
      case 14:
      case 15:
      case 16:
        conversation.deliver(argument, false);
        break;
      case 17:
      case 18:
      case 19:
      case 20:
      case 21:
        conversation.deliver_newest();
        break;
      default:
        conversation.send(argument % 2);
        break;
    }
  }
}

}  // namespace
}  // namespace smx
