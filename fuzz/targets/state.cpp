// Invariant: a record of a device's state that decodes encodes to the same bytes, and one that does
// not is `state_unreadable` or `state_too_new`. A whole state with records replaced, added or taken
// away by the input either fails to load with one of these two, or gives exactly its records back
// and makes a device that works: a refused frame and a purge leave it storable.
//
// Input: a byte that chooses the kind of record (below), then the record; for a whole state any
// number of changes: u8 kind of id, u16 length, value.
#include <array>

#include "session/device_records.h"
#include "session/session_record.h"
#include "support/busy_device.h"
#include "support/ready.h"
#include "support/target.h"

namespace smx::fuzz {
namespace {

/// What a decoder says of a record, and the encoding of what it read.
template <class T, class Encode>
void judge(ByteView record, const Result<T>& decoded, const Encode& encode) {
  if (!decoded) {
    require(decoded.error() == Error::state_unreadable || decoded.error() == Error::state_too_new,
            "damage has one of two names");
    return;
  }
  const SecretBytes again = encode(*decoded);
  require(std::ranges::equal(again.reveal(), record), "encoding gives the same record");
}

void one_record(std::uint8_t kind, ByteView record) {
  switch (kind) {
    case 0:
      return judge(record, decode_identity(record),
                   [](const LocalKeys& keys) { return encode_identity(keys); });
    case 1:
      return judge(record, decode_clock(record),
                   [](std::uint64_t now) { return encode_clock(now); });
    case 2:
      return judge(record, decode_signed_prekey(1, record),
                   [](const SignedPrekeyEntry& entry) { return encode_signed_prekey(entry); });
    case 3:
      return judge(record, decode_one_time_prekey(1, record),
                   [](const OneTimePrekeyEntry& entry) { return encode_one_time_prekey(entry); });
    case 4:
      return judge(record, decode_peer(1, record),
                   [](const Peer& peer) { return encode_peer(peer.keys, peer.restart); });
    case 5:
      return judge(record, decode_seen(record),
                   [](const SeenRecord& seen) { return encode_seen(seen); });
    case 6:
      return judge(record, decode_label(record),
                   [](const LabelRecord& label) { return encode_label(label.label, label.keys); });
    case 7:
      return judge(record, decode_journal(1, record), [](const JournalRecord& journal) {
        return encode_journal(journal.key, journal.entry);
      });
    case 8:
      return judge(record, decode_session(record), [](const DecodedSession& session) {
        return encode_session(session.meta, NextHead(session.root_key.reveal(), session.head));
      });
    default:
      return judge(record, decode_skipped_key(record),
                   [](const SkippedKey& key) { return encode_skipped_key(key); });
  }
}

/// An id that parses is spelt as this library spells it.
void record_name(std::string_view id) {
  const Result<ParsedRecordId> parsed = parse_record_id(id);
  if (!parsed) {
    require(parsed.error() == Error::state_unreadable, "no other name for a strange id");
    return;
  }
  const bool bare = id.find('/') == std::string_view::npos;
  const std::string again = parsed->kind == record_kind::kSkipped
                                ? skipped_record_id(parsed->serial, parsed->sequence)
                            : bare ? std::string(parsed->kind)
                                   : record_id(parsed->kind, parsed->serial);
  require(again == id, "one id has one spelling");
}

const Encoding& sound_state() {
  static const Encoding state = BusyDevice().bob.encoding();
  return state;
}

/// The id of a record that is there, or of a new one of some kind.
std::string chosen_id(std::uint8_t choice, Input& input) {
  const Encoding& state = sound_state();
  if (choice < state.size()) return std::next(state.begin(), choice)->first;
  constexpr std::array kinds = {record_kind::kSignedPrekey, record_kind::kOneTimePrekey,
                                record_kind::kPeer,         record_kind::kSession,
                                record_kind::kSeen,         record_kind::kLabel,
                                record_kind::kJournal};
  const std::uint64_t serial = input.u16();
  const std::size_t kind = (choice - state.size()) % (kinds.size() + 2);
  if (kind < kinds.size()) return record_id(kinds[kind], serial);
  if (kind == kinds.size()) return skipped_record_id(serial, input.u16());
  const ByteView id = input.take_short();
  return {id.begin(), id.end()};
}

void whole_state(Input input) {
  Encoding records = sound_state();
  while (!input.empty()) {
    const std::string id = chosen_id(input.u8(), input);
    const std::uint16_t size = input.u16();
    if (size == 0xFFFF) {
      records.erase(id);
    } else if (size >= 0x8000) {
      // One byte changed, where it stands: a whole record is much for a fuzzer to keep right.
      Bytes& record = records[id];
      if (!record.empty()) record[(size - 0x8000U) % record.size()] = input.u8();
    } else {
      records[id] = to_bytes(input.take(size));
    }
  }
  test::ScriptedStore store;
  require(store.commit(0, {}).has_value(), "an empty commit succeeds");
  store.records() = records;
  const Snapshot snapshot = must(store.load(), "the store gives its records");
  const Result<DeviceState> loaded = load_device_state(snapshot);
  if (!loaded) {
    const Error error = loaded.error();
    require(records.empty() ? error == Error::invalid_argument
                            : error == Error::state_unreadable || error == Error::state_too_new,
            "damage has one of two names");
    return;
  }
  require(encoding_of(*loaded) == records, "what loads is exactly what was stored");

  const std::unique_ptr<Core> core = must(Core::open(store), "what loads opens");
  static const BusyDevice busy;
  static const DeviceKeys alice = test::labelled_identity("alice").keys;
  core->entropy().inject(Draw::ratchet_private, test::labelled_bytes("ratchet"));
  const Result<Received> received = core->receive("alice", alice, busy.pending.front(), {});
  if (!received) require(encoding_of(core->state()) == records, "a refusal changes nothing");
  const std::uint64_t highest = core->state().highest_now.value_or(kStart);
  const Result<void> purged = core->purge(highest);
  require(purged.has_value(), "a loaded state can be purged");
  require(store.records() == encoding_of(core->state()), "the store follows the state");
  require(load_device_state(must(store.load(), "the store gives its records")).has_value(),
          "what a loaded state becomes loads again");
}

}  // namespace
}  // namespace smx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace smx::fuzz;
  make_ready();
  Input input(data, size);
  const std::uint8_t kind = input.u8();
  if (kind < 10) {
    one_record(kind, input.rest());
  } else if (kind == 10) {
    const smx::ByteView id = input.rest();
    record_name({reinterpret_cast<const char*>(id.data()), id.size()});
  } else {
    whole_state(input);
  }
  return 0;
}
