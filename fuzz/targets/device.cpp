// Invariant: whatever two devices, their stores and a hostile network do, a message is delivered at
// most once and as it was sent; what nobody sent is never delivered; a refusal or a failed commit
// changes neither memory nor store; after every success the store holds the state in memory and
// gives it back; and two devices that then talk again understand each other.
//
// Input: steps of play(), a byte each and what they take.
#include <set>

#include "support/busy_device.h"
#include "support/ready.h"
#include "support/target.h"

namespace smx::fuzz {
namespace {

constexpr std::size_t kMaxSteps = 48;
/// Sessions and prekeys that a genuine message needs are kept for at least this long.
constexpr std::uint64_t kAllTold = 13 * limits::kDay;

struct Wire {
  unsigned from = 0;
  Bytes envelope;
  Bytes text;
};

class Play {
 public:
  void run(Input& input) {
    for (std::size_t i = 0; i < kMaxSteps && !input.empty(); ++i) play(input);
    exchange(0);
    exchange(1);
    exchange(0);
  }

 private:
  void play(Input& input) {
    const std::uint8_t step = input.u8();
    const unsigned who = step / 16U % 2U;
    switch (step % 16) {
      case 0:
      case 1:
        return send(who, input, (step & 0x40) != 0);
      case 2:
      case 3:
      case 4:
        return deliver(input.u8(), (step & 0x40) != 0);
      case 5:
        return tampered(input);
      case 6:
        return strange(who, input);
      case 7:
        return restart(who, input);
      case 8:
        return pass(who, input.u8());
      case 9:
        return party(who).rotate_at(now_);
      case 10:
        return replenish(who);
      case 11:
        return reopen(who);
      case 12:
        return spoiled(who, input.u8());
      case 13:
        return wrong_sender(input.u8());
      case 14:
        return forget(input.u8());
      default:
        return strange_bundle(who, input);
    }
  }

  struct Device : Party {
    using Party::Party;
    void rotate_at(std::uint64_t now) {
      must(core().rotate(now, prekey("spk")), "a rotation succeeds");
      require_stored();
    }
  };

  Device& party(unsigned index) { return index == 0 ? alice_ : bob_; }

  /// A text that no other message has.
  Bytes text(ByteView given) {
    Bytes out = to_bytes(given);
    ++texts_;
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.push_back(static_cast<std::uint8_t>(texts_ >> shift));
    }
    return out;
  }

  void sent(unsigned from, const Result<Sent>& result, Bytes text) {
    require(result.has_value(), "sending succeeds");
    party(from).require_stored();
    in_flight_.push_back({from, result->envelope, std::move(text)});
  }

  void send(unsigned from, Input& input, bool with_prekey) {
    const Bytes message = text(input.take_short());
    const Bundle bundle = party(1 - from).bundle(with_prekey);
    sent(from,
         party(from).core().send(party(1 - from).name(), message,
                                 {.bundle = &bundle, .delivery_id = {}}),
         message);
  }

  void restart(unsigned from, Input& input) {
    const Bytes message = text(input.take_short());
    const Encoding before = party(from).encoding();
    const Result<Sent> result = party(from).core().restart(
        party(1 - from).name(), party(1 - from).bundle(true), message, now_, {});
    if (!result) {
      require(result.error() == Error::restart_limited, "a restart can only come too soon");
      require_unchanged(from, before);
      return;
    }
    sent(from, result, message);
  }

  void require_unchanged(unsigned who, const Encoding& before) {
    require(party(who).encoding() == before, "a refusal leaves the state");
    require(party(who).store.records() == before, "a refusal leaves the store");
  }

  /// Gives an envelope to its receiver; nothing if it was refused.
  std::optional<Bytes> give(unsigned to, std::string_view label, const DeviceKeys& sender,
                            ByteView envelope) {
    const Encoding before = party(to).encoding();
    const Result<Received> received = party(to).core().receive(label, sender, envelope, {});
    if (!received) {
      require_unchanged(to, before);
      return std::nullopt;
    }
    party(to).require_stored();
    return to_bytes(received->plaintext.reveal());
  }

  std::optional<Bytes> give_wire(const Wire& wire, ByteView envelope) {
    const Device& sender = party(wire.from);
    return give(1 - wire.from, sender.name(), sender.keys(), envelope);
  }

  void deliver(std::size_t choice, bool keep) {
    if (in_flight_.empty()) return;
    const std::size_t at = in_flight_.size() - 1 - choice % in_flight_.size();
    const Wire wire = in_flight_[at];
    if (!keep) in_flight_.erase(in_flight_.begin() + static_cast<std::ptrdiff_t>(at));
    const std::optional<Bytes> got = give_wire(wire, wire.envelope);
    if (!got) return;
    require(*got == wire.text, "what arrives is what was sent");
    require(delivered_.insert(wire.text).second, "no message arrives twice");
  }

  void tampered(Input& input) {
    if (in_flight_.empty()) return;
    const Wire& wire = in_flight_[input.u8() % in_flight_.size()];
    Bytes envelope = wire.envelope;
    const std::uint16_t bit = input.u16();
    envelope[bit / 8U % envelope.size()] ^= static_cast<std::uint8_t>(1U << (bit % 8U));
    require(!give_wire(wire, envelope).has_value(), "a changed envelope does not open");
  }

  void strange(unsigned to, Input& input) {
    const Bytes envelope = to_bytes(input.take_long());
    for (const Wire& wire : in_flight_) {
      if (wire.envelope == envelope) return;
    }
    const Device& sender = party(1 - to);
    require(!give(to, sender.name(), sender.keys(), envelope).has_value(),
            "what nobody sent does not open");
  }

  void wrong_sender(std::size_t choice) {
    if (in_flight_.empty()) return;
    const Wire& wire = in_flight_[choice % in_flight_.size()];
    static const DeviceKeys stranger = test::labelled_identity("stranger").keys;
    require(!give(1 - wire.from, "stranger", stranger, wire.envelope).has_value(),
            "an envelope opens for its sender alone");
  }

  void strange_bundle(unsigned from, Input& input) {
    const Result<Bundle> bundle = decode_bundle(input.take_long());
    if (!bundle || party(from).state().find_peer(bundle->keys()) != nullptr) return;
    const Encoding before = party(from).encoding();
    const Result<Sent> result = party(from).core().send("stranger", test::view_of("hello"),
                                                        {.bundle = &*bundle, .delivery_id = {}});
    if (!result) require_unchanged(from, before);
  }

  void pass(unsigned who, std::uint8_t hours) {
    if (now_ + hours * 3'600U - kStart > kAllTold) return;
    now_ += hours * 3'600U;
    require(party(who).core().purge(now_).has_value(), "a purge succeeds");
    party(who).require_stored();
  }

  void replenish(unsigned who) {
    std::vector<PrekeyMaterial> material;
    material.push_back(party(who).prekey("opk"));
    must(party(who).core().replenish(std::move(material)), "more prekeys are made");
    party(who).require_stored();
  }

  void reopen(unsigned who) {
    const Encoding before = party(who).encoding();
    party(who).reopen();
    require_unchanged(who, before);
  }

  /// A commit fails, in one of three ways, while something is sent or received.
  void spoiled(unsigned who, std::uint8_t choice) {
    using Answer = test::ScriptedStore::Answer;
    constexpr Answer answers[] = {Answer::refuse, Answer::write_and_fail, Answer::lose_race};
    const Answer answer = answers[choice % 3];
    const Encoding before = party(who).encoding();
    const Bundle bundle = party(1 - who).bundle(false);
    party(who).store.answer_next(answer);
    const Result<Sent> result = party(who).core().send(party(1 - who).name(), text({}),
                                                       {.bundle = &bundle, .delivery_id = {}});
    require(!result.has_value(), "nothing leaves before it is stored");
    require(party(who).encoding() == before, "a failed commit leaves the state in memory");
    if (answer != Answer::write_and_fail) {
      require(party(who).store.records() == before, "a refused commit leaves the store");
    }
    require(party(who).core().reload().has_value(), "the state can be read again");
    party(who).require_stored();
  }

  void forget(std::size_t choice) {
    if (in_flight_.empty()) return;
    in_flight_.erase(in_flight_.begin() + static_cast<std::ptrdiff_t>(choice % in_flight_.size()));
  }

  /// What is sent now arrives, whatever was before.
  void exchange(unsigned from) {
    Input nothing(nullptr, 0);
    send(from, nothing, false);
    const Bytes last = in_flight_.back().text;
    deliver(0, false);
    require(delivered_.contains(last), "two devices that talk again understand each other");
  }

  Device alice_{"alice", kStart, 2};
  Device bob_{"bob", kStart, 2};
  std::uint64_t now_ = kStart;
  std::vector<Wire> in_flight_;
  std::set<Bytes> delivered_;
  std::uint32_t texts_ = 0;
};

}  // namespace
}  // namespace smx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  smx::fuzz::make_ready();
  smx::fuzz::Input input(data, size);
  smx::fuzz::Play().run(input);
  return 0;
}
