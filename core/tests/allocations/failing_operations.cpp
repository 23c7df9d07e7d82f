#include "allocations/failing_operations.h"

#include <stdexcept>
#include <string>

namespace smx::test {
namespace {

void must(const Result<void>& result) {
  if (!result) throw std::runtime_error(std::string(error_name(result.error())));
}

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(std::string(error_name(result.error())));
  return *std::move(result);
}

template <class T>
std::optional<Error> error_of(const Result<T>& result) {
  if (result) return std::nullopt;
  return result.error();
}

ByteView view_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// For what returns its value: it can only throw.
template <class T>
std::optional<Error> made(const T&) {
  return std::nullopt;
}

struct Other {
  explicit Other(std::uint64_t now)
      : device(must(Device::create(store, {.now = now, .one_time_prekeys = 1}))) {}
  MemoryStore store;
  Device device;
};

constexpr std::string_view kLongName = "carol, who has a name too long to be kept inside a string";

const FailingOperation kOperations[] = {
    {"send", [](Trial& t) { return error_of(t.bob.send("alice", view_of("words"))); }},
    {"send_into",
     [](Trial& t) {
       Sent sent;
       return error_of(t.bob.send_into(sent, "alice", view_of("words")));
     }},
    {"send with a delivery id",
     [](Trial& t) {
       return error_of(
           t.bob.send("alice", view_of("words"), {.bundle = nullptr, .delivery_id = "id-9"}));
     }},
    {"send again",
     [](Trial& t) {
       return error_of(
           t.bob.send("alice", view_of("words"), {.bundle = nullptr, .delivery_id = "pending"}));
     }},
    {"start a session",
     [](Trial& t) {
       return error_of(t.bob.send(kLongName, view_of("words"),
                                  {.bundle = &*t.story.carols_bundle, .delivery_id = "id-9"}));
     }},
    {"restart",
     [](Trial& t) {
       return error_of(
           t.bob.restart("alice", *t.story.alices_bundle, view_of("words"), kFailingStart + 20));
     }},
    {"receive in order",
     [](Trial& t) { return error_of(t.bob.receive("alice", t.story.alice, t.story.next)); }},
    {"receive_into over a gap",
     [](Trial& t) {
       Received received;
       return error_of(t.bob.receive_into(received, "alice", t.story.alice, t.story.over_a_gap));
     }},
    {"receive what turns the ratchet",
     [](Trial& t) {
       return error_of(
           t.bob.receive("alice", t.story.alice, t.story.turning, {.delivery_id = "in-9"}));
     }},
    {"receive a bootstrap",
     [](Trial& t) {
       return error_of(
           t.bob.receive(kLongName, t.story.carol, t.story.bootstrap, {.delivery_id = "in-9"}));
     }},
    {"receive a forgery",
     [](Trial& t) { return error_of(t.bob.receive("alice", t.story.alice, t.story.forged)); },
     Error::decryption_failed},
    {"rotate", [](Trial& t) { return error_of(t.bob.rotate(kFailingStart + 20)); }},
    {"replenish", [](Trial& t) { return error_of(t.bob.replenish(3)); }},
    {"bundle with a one-time prekey",
     [](Trial& t) { return error_of(t.bob.bundle_with_one_time_prekey()); }},
    {"purge", [](Trial& t) { return error_of(t.bob.purge(kFailingStart + 20)); }},
    {"purge what is old",
     [](Trial& t) {
       return error_of(t.bob.purge(kFailingStart + 20 + limits::kArchivedSessionLifetime));
     }},
    {"acknowledge", [](Trial& t) { return error_of(t.bob.acknowledge("pending", true)); }},
    {"reload", [](Trial& t) { return error_of(t.bob.reload()); }},
    {"open a device", [](Trial& t) { return error_of(Device::open(t.shelf.store())); }},
    {"create a device",
     [](Trial&) {
       MemoryStore empty;
       const auto error =
           error_of(Device::create(empty, {.now = kFailingStart, .one_time_prekeys = 2}));
       return error;
     }},
    {"list peers", [](Trial& t) { return made(t.bob.peers()); }},
    {"list prekeys", [](Trial& t) { return made(t.bob.one_time_prekeys()); }},
    {"list deliveries", [](Trial& t) { return made(t.bob.pending_deliveries()); }},
    {"encode a bundle", [](Trial& t) { return made(encode_bundle(t.bob.bundle())); }},
    {"decode a bundle",
     [](Trial& t) { return error_of(decode_bundle(t.story.carols_bundle_bytes)); }},
    {"load a store", [](Trial& t) { return error_of(t.shelf.store().load()); }},
    {"open a sealed store", [](Trial& t) { return error_of(t.shelf.open_sealed()); }, std::nullopt,
     [](const Shelf& shelf) { return shelf.is_sealed(); }},
    {"give a store a new key", [](Trial& t) { return error_of(t.shelf.sealed().rekey()); },
     std::nullopt, [](const Shelf& shelf) { return shelf.is_sealed(); }},
    {"open a file", [](Trial& t) { return error_of(t.shelf.open_file()); }, std::nullopt,
     [](const Shelf& shelf) { return shelf.on_disk(); }},
};

}  // namespace

Story::Story() {
  Other alice_side(kFailingStart);
  Other carol_side(kFailingStart);
  Other bob_side(kFailingStart);
  Device& a = alice_side.device;
  Device& b = bob_side.device;
  alice = a.keys();
  carol = carol_side.device.keys();
  alices_bundle = a.bundle();
  carols_bundle = must(carol_side.device.bundle_with_one_time_prekey());
  carols_bundle_bytes = encode_bundle(*carols_bundle);
  const auto to_bob = [&] { return must(a.send("bob", view_of("to bob"))).envelope; };
  const Bundle bundle = must(b.bundle_with_one_time_prekey());
  const SendOptions with_bundle{.bundle = &bundle, .delivery_id = {}};
  must(b.receive("alice", alice, must(a.send("bob", view_of("first"), with_bundle)).envelope));
  must(b.receive("alice", alice,
                 must(a.restart("bob", b.bundle(), view_of("second"), kFailingStart)).envelope));
  must(b.rotate(kFailingStart + 1));
  must(b.purge(kFailingStart + 2));
  const SendOptions pending{.bundle = nullptr, .delivery_id = "pending"};
  const Bytes reply = must(b.send("alice", view_of("reply"), pending)).envelope;
  next = to_bob();
  static_cast<void>(to_bob());
  over_a_gap = to_bob();
  must(a.receive("bob", b.keys(), reply));
  static_cast<void>(to_bob());
  turning = to_bob();
  forged = turning;
  forged.back() ^= 1;
  const Bundle without = b.bundle();
  const SendOptions start{.bundle = &without, .delivery_id = {}};
  bootstrap = must(carol_side.device.send("bob", view_of("hello"), start)).envelope;
  bobs_state = must(bob_side.store.load());
}

std::span<const FailingOperation> failing_operations() { return kOperations; }

}  // namespace smx::test
