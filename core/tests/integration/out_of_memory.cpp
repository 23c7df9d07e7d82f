// Every allocation of every operation fails once. This executable has an operator new of its own.
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <new>

#include "smx/device.h"
#include "support/party.h"

namespace {

/// Allocations until one fails; none fails while it is negative.
long allocations_left = -1;
bool fails_for_good = false;
bool has_failed = false;

void* allocate(std::size_t size) {
  if (allocations_left == 0) {
    has_failed = true;
    if (!fails_for_good) allocations_left = -1;
    throw std::bad_alloc();
  }
  if (allocations_left > 0) --allocations_left;
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace smx {
namespace {

using test::encoding_of;
using test::error_of;
using test::must;
using test::ScriptedStore;
using test::view_of;

constexpr std::uint64_t kStart = 1'700'000'000;

/// What an operation works on, made anew for each failing allocation from the same stored states.
struct World {
  ScriptedStore& store;
  Device& bob;
  const Bundle& carols_bundle;
  const DeviceKeys& alice;
  const DeviceKeys& carol;
  const Bundle& alices_bundle;
  const Bytes& over_a_gap;
  const Bytes& turning;
  const Bytes& bootstrap;
  const Bytes& forged;
};

struct Operation {
  const char* name;
  std::function<std::optional<Error>(World&)> run;
  std::optional<Error> outcome = std::nullopt;
};
void PrintTo(const Operation& operation, std::ostream* out) { *out << operation.name; }

const Operation kOperations[] = {
    {"Send", [](World& w) { return error_of(w.bob.send("alice", view_of("words"))); }},
    {"SendAndJournal",
     [](World& w) {
       return error_of(
           w.bob.send("alice", view_of("words"), {.bundle = nullptr, .delivery_id = "id-9"}));
     }},
    {"RepeatFromJournal",
     [](World& w) {
       return error_of(
           w.bob.send("alice", view_of("words"), {.bundle = nullptr, .delivery_id = "pending"}));
     }},
    {"StartSession",
     [](World& w) {
       return error_of(w.bob.send("carol, who has a name too long to be kept inside a string",
                                  view_of("words"),
                                  {.bundle = &w.carols_bundle, .delivery_id = "id-9"}));
     }},
    {"Restart",
     [](World& w) {
       return error_of(w.bob.restart("alice", w.alices_bundle, view_of("words"), kStart + 20));
     }},
    {"ReceiveOverAGap",
     [](World& w) { return error_of(w.bob.receive("alice", w.alice, w.over_a_gap)); }},
    {"ReceiveTurning",
     [](World& w) {
       return error_of(w.bob.receive("alice", w.alice, w.turning, {.delivery_id = "in-9"}));
     }},
    {"ReceiveBootstrap",
     [](World& w) {
       return error_of(w.bob.receive("carol", w.carol, w.bootstrap, {.delivery_id = "in-9"}));
     }},
    {"ReceiveForged", [](World& w) { return error_of(w.bob.receive("alice", w.alice, w.forged)); },
     Error::decryption_failed},
    {"Rotate", [](World& w) { return error_of(w.bob.rotate(kStart + 20)); }},
    {"Replenish", [](World& w) { return error_of(w.bob.replenish(3)); }},
    {"BundleWithOneTimePrekey",
     [](World& w) { return error_of(w.bob.bundle_with_one_time_prekey()); }},
    {"PurgeStamps", [](World& w) { return error_of(w.bob.purge(kStart + 20)); }},
    {"PurgeDeletes",
     [](World& w) {
       return error_of(w.bob.purge(kStart + 20 + limits::kArchivedSessionLifetime));
     }},
    {"Acknowledge", [](World& w) { return error_of(w.bob.acknowledge("pending", true)); }},
    {"Reload", [](World& w) { return error_of(w.bob.reload()); }},
    {"Open", [](World& w) { return error_of(Device::open(w.store)); }},
    {"Create",
     [](World&) {
       ScriptedStore fresh;
       const std::optional<Error> error =
           error_of(Device::create(fresh, {.now = kStart, .one_time_prekeys = 2}));
       if (error && !fresh.records().empty()) std::abort();
       return error;
     }},
};

struct OutOfMemory : testing::TestWithParam<Operation> {
  ScriptedStore stored;
  std::optional<Bundle> carols_bundle;
  std::optional<Bundle> alices_bundle;
  DeviceKeys alice;
  DeviceKeys carol;
  Bytes over_a_gap;
  Bytes turning;
  Bytes bootstrap;
  Bytes forged;

  void SetUp() override {
    test::Party alice_party("alice");
    test::Party carol_party("carol");
    test::Party bob("bob", {.now = kStart});
    alice = alice_party.keys();
    carol = carol_party.keys();
    carols_bundle = carol_party.bundle("opk 1");
    alices_bundle = alice_party.bundle();
    alice_party.start(bob, "lost", "opk 1");
    bob.receive(alice_party, alice_party.send(bob, "hello"));
    bob.receive(alice_party, alice_party.restart(bob, "second session", kStart));
    bob.rotate(kStart + 1, "spk 2");
    bob.purge(kStart + 2);
    must(bob.try_send(alice_party, "x", {.bundle = nullptr, .delivery_id = "old"}));
    must(bob.core().acknowledge("old", true));
    const Bytes reply =
        must(bob.try_send(alice_party, "y", {.bundle = nullptr, .delivery_id = "pending"}))
            .envelope;
    alice_party.send(bob, "skipped");
    over_a_gap = alice_party.send(bob, "over a gap");
    alice_party.receive(bob, reply);
    alice_party.send(bob, "skipped in the new chain");
    turning = alice_party.send(bob, "turns the ratchet");
    forged = turning;
    forged.back() ^= 1;
    bootstrap = carol_party.start(bob, "first", "opk 2");
    stored.records() = bob.store.records();
  }

  /// Runs the operation with its n-th allocation failing; true when it has none so many.
  bool run(long n, bool for_good) {
    ScriptedStore store;
    store.records() = stored.records();
    Device bob = must(Device::open(store));
    World world{store,          bob,        *carols_bundle, alice,     carol,
                *alices_bundle, over_a_gap, turning,        bootstrap, forged};
    const auto before = encoding_of(bob);
    fails_for_good = for_good;
    has_failed = false;
    allocations_left = n;
    const std::optional<Error> error = GetParam().run(world);
    allocations_left = -1;
    if (!has_failed) {
      EXPECT_EQ(error, GetParam().outcome);
      return true;
    }
    // [ERR-05] Memory and store are what they were, and the operation works when there is memory.
    EXPECT_EQ(error, Error::out_of_memory) << "allocation " << n;
    EXPECT_TRUE(encoding_of(bob) == before) << "allocation " << n;
    EXPECT_TRUE(store.records() == stored.records()) << "allocation " << n;
    EXPECT_EQ(GetParam().run(world), GetParam().outcome) << "allocation " << n;
    return HasFailure();
  }
};

// [ERR-05] [SES-17] [SES-18]
TEST_P(OutOfMemory, ChangesNothing) {
  long n = 0;
  while (!run(n, false)) ++n;
  EXPECT_GT(n, 0) << "it allocates nothing, so nothing was tried";
  RecordProperty("allocations", static_cast<int>(n));
}

// The same when memory does not come back: also what handles the error has none.
TEST_P(OutOfMemory, ChangesNothingWhenItLasts) {
  for (long n = 0; !run(n, true);) ++n;
}

INSTANTIATE_TEST_SUITE_P(EveryOperation, OutOfMemory, testing::ValuesIn(kOperations),
                         [](const auto& instance) { return std::string(instance.param.name); });

}  // namespace
}  // namespace smx
