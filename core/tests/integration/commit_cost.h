#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "smx/device.h"
#include "smx/memory_store.h"
#include "support/results.h"

namespace smx::test {

/// What one commit gave to a store.
struct CommitCost {
  std::size_t written = 0;
  std::size_t deleted = 0;
  /// Of all values written, without ids.
  std::size_t bytes = 0;

  friend bool operator==(const CommitCost&, const CommitCost&) = default;
};

inline void PrintTo(const CommitCost& cost, std::ostream* out) {
  *out << cost.written << " written, " << cost.deleted << " deleted, " << cost.bytes << " bytes";
}

/// Hands everything on and counts it.
class CountingStore : public Store {
 public:
  explicit CountingStore(Store& inner) : inner_(inner) {}

  Result<Snapshot> load() override { return inner_.load(); }
  Result<void> commit(std::uint64_t expected_generation,
                      std::span<const RecordChange> changes) override {
    last_ = {};
    for (const RecordChange& change : changes) {
      (change.value ? last_.written : last_.deleted) += 1;
      last_.bytes += change.value ? change.value->size() : 0;
    }
    return inner_.commit(expected_generation, changes);
  }

  /// Of the last commit that was tried.
  [[nodiscard]] const CommitCost& last() const { return last_; }

 private:
  Store& inner_;
  CommitCost last_;
};

/// A device that sends and one that receives into a store of the test's choice.
class Correspondence {
 public:
  explicit Correspondence(Store& bobs_store) : bobs_store_(&bobs_store) {
    const Bundle bundle = bob.bundle();
    receive(must(alice.send("bob", Bytes(1), {.bundle = &bundle, .delivery_id = {}})).envelope);
    turn();
  }

  Bytes send() { return must(alice.send("bob", Bytes(64))).envelope; }
  void receive(const Bytes& envelope) { must(bob.receive("alice", alice.keys(), envelope)); }
  Bytes answer() { return must(bob.send("alice", Bytes(64))).envelope; }
  /// Bob answers, so that alice's next message turns his ratchet.
  void turn() { must(alice.receive("bob", bob.keys(), answer())); }
  /// Alice sends so many messages that bob does not get, and one that he gets. The lost ones.
  std::vector<Bytes> skip(std::size_t count) {
    std::vector<Bytes> lost;
    for (std::size_t i = 0; i < count; ++i) lost.push_back(send());
    receive(send());
    return lost;
  }
  /// The same state in a new device object, as after a restart of the process.
  void reopen_bob(Store& store) { bob = must(Device::open(store)); }

 private:
  Store* bobs_store_;
  MemoryStore alices_store_;

 public:
  Device alice = must(Device::create(alices_store_, {.now = {}, .one_time_prekeys = 1}));
  Device bob = must(Device::create(*bobs_store_, {.now = {}, .one_time_prekeys = 1}));
};

}  // namespace smx::test
