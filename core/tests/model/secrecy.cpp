#include "model/secrecy.h"

#include <algorithm>
#include <set>
#include <utility>

#include "session/device_records.h"
#include "support/results.h"

namespace smx::test {
namespace {

using model::Key;

/// As many frames of each kind are tried, the latest; a state's strings are tried on each of them.
constexpr std::size_t kFrames = 4;
/// How far a string is walked along as a chain key.
constexpr std::uint32_t kWalk = 4;
/// Larger states take long, and hold nothing but more skipped keys.
constexpr std::size_t kLargest = 16'384;

/// Every 32-byte string in the records, each once.
std::set<Key> strings_of(const std::map<std::string, Bytes>& records) {
  std::set<Key> out;
  for (const auto& [id, value] : records) {
    for (std::size_t at = 0; at + 32 <= value.size(); ++at) {
      Key key{};
      std::copy_n(value.begin() + static_cast<std::ptrdiff_t>(at), key.size(), key.begin());
      out.insert(key);
    }
  }
  return out;
}

std::size_t size_of(const std::map<std::string, Bytes>& records) {
  std::size_t size = 0;
  for (const auto& [id, value] : records) size += value.size();
  return size;
}

/// The records of a device as it is; none when they are too many to look through.
std::map<std::string, Bytes> records_in(const Twin& twin) {
  std::map<std::string, Bytes> records;
  for (const Record& record : records_of(twin.state())) {
    const ByteView value = record.value.reveal();
    records.emplace(record.id, Bytes(value.begin(), value.end()));
  }
  if (size_of(records) > kLargest) records.clear();
  return records;
}

void look_for_spent(const Twin& twin, const std::set<Key>& strings, Tally& tally) {
  for (const Key& secret : twin.model.spent()) {
    ++tally.spent_secrets;
    if (strings.contains(secret))
      throw Violation("secrecy: a spent secret is still in the state of " + twin.name());
  }
}

bool opens(const Key& message_key, const Wire& wire, const model::Frame& frame) {
  const model::Text secrets = model::message_secrets(message_key);
  return model::open(model::View(secrets).first(32), model::View(secrets).subspan(32),
                     model::join({wire.ad, frame.header}), frame.ciphertext)
      .has_value();
}

/// The string as a message key, and as a chain key up to a few numbers before the frame's.
bool leads_to(const Key& string, const Wire& wire, const model::Frame& frame) {
  if (opens(string, wire, frame)) return true;
  const std::uint8_t one = 1;
  const std::uint8_t two = 2;
  Key chain = string;
  for (std::uint32_t i = 0; i <= std::min(frame.number, kWalk); ++i) {
    if (opens(model::hmac(chain, model::View(&one, 1)), wire, frame)) return true;
    chain = model::hmac(chain, model::View(&two, 1));
  }
  return false;
}

void try_strings(const std::set<Key>& strings, const Wire& wire, const std::string& whose,
                 Tally& tally) {
  if (wire.frame.empty()) return;
  const model::Frame frame = model::read_frame(wire.frame);
  tally.strings += strings.size();
  for (const Key& string : strings) {
    if (leads_to(string, wire, frame))
      throw Violation("secrecy: a string in " + whose + " opens message " +
                      std::to_string(wire.id));
  }
}

void try_on_latest(const std::set<Key>& strings, const std::vector<std::size_t>& ids,
                   const std::vector<Wire>& wires, const std::string& whose, Tally& tally) {
  const std::size_t from = ids.size() - std::min(ids.size(), kFrames);
  for (std::size_t i = from; i < ids.size(); ++i) try_strings(strings, wires[ids[i]], whose, tally);
}

/// Which of the chains of its session a message came on, counted as the device accepted them.
std::size_t chain_of(const Memory& memory, const Wire& wire) {
  const auto& chains = memory.chains.at(wire.session);
  return static_cast<std::size_t>(std::ranges::find(chains, wire.ratchet_key) - chains.begin());
}

/// A chain begins with the pair that the device drew on the chain before it. The first chain after
/// the theft begins with a pair that was stolen; the second does not.
bool healed(const Twin& twin, const Saved& stolen, const Wire& wire) {
  const auto then = stolen.memory.chains.find(wire.session);
  const std::size_t accepted = then == stolen.memory.chains.end() ? 0 : then->second.size();
  return chain_of(twin.memory, wire) > accepted;
}

void steal(Twin& twin, const Saved& stolen, const std::vector<Wire>& wires, Tally& tally) {
  ScriptedStore store;
  store.records() = stolen.records;
  auto thief = must(Core::open(store));
  Entropy& entropy = thief->entropy();
  entropy.inject(Draw::ratchet_private, labelled_bytes("thief ratchet"));
  const std::set<Key> strings =
      size_of(stolen.records) > kLargest ? std::set<Key>{} : strings_of(stolen.records);
  std::size_t tried = 0;
  for (std::size_t i = stolen.memory.opened.size(); i < twin.memory.opened.size(); ++i) {
    const Wire& wire = wires[twin.memory.opened[i]];
    const Identity sender = labelled_identity(wire.from == 0   ? "alice"
                                              : wire.from == 1 ? "bob"
                                                               : "carol");
    const bool opened = thief->receive("peer", sender.keys, wire.envelope, {}).has_value();
    if (!healed(twin, stolen, wire)) {
      tally.thief_opened += opened ? 1U : 0U;
      continue;
    }
    if (opened)
      throw Violation("recovery: a state stolen from " + twin.name() + " opens message " +
                      std::to_string(wire.id) + ", after the ratchet has turned");
    ++tally.thief_failed;
    if (++tried <= kFrames)
      try_strings(strings, wire, "the state stolen from " + twin.name(), tally);
  }
}

}  // namespace

void check_spent(const Twin& twin, Tally& tally) {
  look_for_spent(twin, strings_of(records_in(twin)), tally);
}

void check_secrecy(const Twin& twin, const std::vector<Wire>& wires, Tally& tally) {
  const std::set<Key> strings = strings_of(records_in(twin));
  const std::string whose = "the state of " + twin.name();
  try_on_latest(strings, twin.memory.opened, wires, whose, tally);
  try_on_latest(strings, twin.memory.sent, wires, whose, tally);
  look_for_spent(twin, strings, tally);
}

void check_recovery(Twin& twin, const std::vector<Wire>& wires, Tally& tally) {
  for (const Saved& stolen : twin.saves) {
    // A device that was put back since is no continuation of what was stolen.
    if (stolen.restored == twin.restored) steal(twin, stolen, wires, tally);
  }
}

}  // namespace smx::test
