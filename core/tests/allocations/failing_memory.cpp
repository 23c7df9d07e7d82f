// Every allocation of every call of the public interface fails: each alone, and from each on. It is
// the libraries that applications link, with malloc itself failing, so that also OpenSSL, libsodium
// and SQLite are refused.
//
//   smx-failing-memory memory|sealed|sqlite|sealed-sqlite|planted
#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <new>
#include <string>
#include <string_view>

#include "allocations/counted_memory.h"
#include "allocations/failing_operations.h"
#include "smx/init.h"

namespace {

using namespace smx;
using namespace smx::test;

/// Everything of a device that can be seen from outside, and its store's records.
struct Seen {
  std::uint64_t generation = 0;
  std::map<std::string, Bytes> records;
  std::size_t prekeys = 0;
  std::size_t pending = 0;
  std::size_t sessions = 0;
  friend bool operator==(const Seen&, const Seen&) = default;
};

Seen look(Shelf& shelf, Device& device) {
  Seen seen;
  const Snapshot snapshot = shelf.store().load().value();
  seen.generation = snapshot.generation;
  for (const Record& record : snapshot.records) {
    const ByteView value = record.value.reveal();
    seen.records.emplace(record.id, Bytes(value.begin(), value.end()));
  }
  seen.prekeys = device.one_time_prekey_count();
  seen.pending = device.pending_deliveries().size();
  for (const PeerStatus& peer : device.peers()) seen.sessions += peer.sessions;
  return seen;
}

std::optional<Error> run(const FailingOperation& operation, Trial& trial) {
  try {
    return operation.run(trial);
  } catch (const std::bad_alloc&) {
    return Error::out_of_memory;
  }
}

struct Totals {
  std::size_t operations = 0;
  std::size_t failures = 0;
  std::size_t survived = 0;
  std::size_t problems = 0;

  void problem(const FailingOperation& operation, std::size_t n, std::string_view what) {
    ++problems;
    std::printf("  %s, allocation %zu: %.*s\n", operation.name, n, static_cast<int>(what.size()),
                what.data());
  }
};

/// After the failure: nothing changed, and the call works now.
void check_state(const FailingOperation& operation, Trial& trial, const Seen& before, std::size_t n,
                 std::optional<Error> error, Totals& totals) {
  // Of a store that could not say what it did, nothing may be assumed: it is loaded again.
  if (error == Error::storage_failed && !trial.bob.reload()) {
    totals.problem(operation, n, "the state cannot be loaded again");
    return;
  }
  const Seen after = look(trial.shelf, trial.bob);
  if (error == Error::storage_failed && after.generation == before.generation + 1) return;
  if (after != before) totals.problem(operation, n, "the state changed");
  if (run(operation, trial) != operation.outcome)
    totals.problem(operation, n, "the call does not work afterwards");
}

/// One trial with allocation n failing; false when the operation has none so many.
bool try_once(const FailingOperation& operation, const Story& story, ShelfKind kind, std::size_t n,
              bool for_good, Totals& totals) {
  Shelf shelf(kind);
  if (!operation.fits(shelf)) return false;
  std::vector<RecordChange> changes;
  for (const Record& record : story.bobs_state.records)
    changes.push_back({record.id, SecretBytes(record.value.reveal())});
  const std::uint64_t empty = shelf.store().load().value().generation;
  shelf.store().commit(empty, changes).value();
  Device bob = Device::open(shelf.store()).value();
  Trial trial{story, shelf, bob};
  const Seen before = look(shelf, bob);

  fail_allocation(n, for_good);
  const std::optional<Error> error = run(operation, trial);
  if (!allow_allocations()) {
    if (error != operation.outcome) totals.problem(operation, n, "fails without a reason");
    return false;
  }
  ++totals.failures;
  if (error == operation.outcome) {
    // Whoever was refused did without.
    ++totals.survived;
    return true;
  }
  const bool expected =
      error == Error::out_of_memory || (shelf.on_disk() && error == Error::storage_failed);
  if (!expected) totals.problem(operation, n, error ? error_name(*error) : "no error");
  check_state(operation, trial, before, n, error, totals);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  constexpr std::array<std::pair<std::string_view, ShelfKind>, 5> kKinds{{
      {"memory", ShelfKind::memory},
      {"sealed", ShelfKind::sealed},
      {"sqlite", ShelfKind::sqlite},
      {"sealed-sqlite", ShelfKind::sealed_sqlite},
      {"planted", ShelfKind::hasty},
  }};
  const auto* kind = kKinds.end();
  if (argc == 2)
    kind = std::ranges::find(kKinds, argv[1], &std::pair<std::string_view, ShelfKind>::first);
  if (kind == kKinds.end()) {
    std::fputs("usage: smx-failing-memory memory|sealed|sqlite|sealed-sqlite|planted\n", stderr);
    return 2;
  }
  if (!init({.accept_variable_time_aes = true})) return 2;
  const Story story;
  Totals totals;
  for (const FailingOperation& operation : failing_operations()) {
    const std::size_t before = totals.failures;
    for (const bool for_good : {false, true})
      for (std::size_t n = 0; try_once(operation, story, kind->second, n, for_good, totals); ++n) {
      }
    if (totals.failures != before) ++totals.operations;
  }
  std::printf(
      "%s: %zu calls, %zu failed allocations (%zu of them made no difference), %zu problems\n",
      argv[1], totals.operations, totals.failures, totals.survived, totals.problems);
  return totals.problems == 0 ? 0 : 1;
}
