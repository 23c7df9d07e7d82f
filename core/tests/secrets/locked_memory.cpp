// A device where the system locks no more memory. Not beside a sanitizer, which makes mlock
// do nothing.
#include <gtest/gtest.h>

#include <functional>

#include "crypto/guarded_slot.h"
#include "support/locked_limit.h"
#include "support/party.h"

namespace smx {
namespace {

using test::error_of;
using test::must;
using test::Party;

constexpr std::optional<Error> kRefused = Error::memory_lock_failed;

/// Runs the steps in a process that may lock nothing more and has no free slot left.
void expect_without_locks(const std::function<bool()>& holds) {
  GTEST_FLAG_SET(death_test_style, "fast");
  EXPECT_EXIT(
      {
        test::limit_locked_memory(0);
        std::vector<GuardedSlot> taken;
        while (Result<GuardedSlot> slot = GuardedSlot::take()) taken.push_back(std::move(*slot));
        std::_Exit(holds() && !testing::Test::HasFailure() ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

struct LockedMemoryDeathTest : testing::Test {
  Party alice{"alice"};
  Party bob{"bob"};
  Party carol{"carol"};

  void SetUp() override {
    bob.receive(alice, alice.start(bob, "first"));
    alice.receive(bob, bob.send(alice, "answer"));
  }
};

// [ERR-05] [X3DH-11] Reported, with the state as it was; and what exists goes on, turns included.
TEST_F(LockedMemoryDeathTest, ASessionThatCannotBeLockedIsNotStarted) {
  const Bytes to_bob = carol.start(bob, "hello");
  expect_without_locks([&] {
    const Bundle bundle = carol.bundle();
    const bool refused = alice.unchanged_by([&] {
      return error_of(alice.core().send("carol", test::view_of("x"), {&bundle, {}}));
    }) == kRefused && alice.unchanged_by([&] {
      return error_of(alice.core().restart("bob", bob.bundle(), test::view_of("x"), 1, {}));
    }) == kRefused && bob.unchanged_by([&] {
      return error_of(bob.core().receive("carol", carol.keys(), to_bob, {}));
    }) == kRefused;
    // Nothing is loaded beside it here: that would need locked memory as well.
    alice.check_store = bob.check_store = false;
    for (int turn = 0; turn < 3; ++turn) {
      if (bob.receive(alice, alice.send(bob, "there")) != "there") return false;
      if (alice.receive(bob, bob.send(alice, "back")) != "back") return false;
    }
    return refused;
  });
}

TEST_F(LockedMemoryDeathTest, ADeviceThatCannotBeLockedIsNeitherMadeNorOpened) {
  expect_without_locks([&] {
    test::ScriptedStore fresh;
    return error_of(Device::create(fresh)) == kRefused && fresh.records().empty() &&
           error_of(Device::open(bob.store)) == kRefused &&
           bob.unchanged_by([&] { return error_of(bob.core().reload()); }) == kRefused;
  });
}

}  // namespace
}  // namespace smx
