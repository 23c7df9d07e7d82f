// Every operation that commits, with every way in which a commit can fail.
#include <gtest/gtest.h>

#include <functional>

#include "support/party.h"

namespace smx {
namespace {

using test::encoding_of;
using test::error_of;
using test::must;
using test::Party;
using test::ScriptedStore;
using test::view_of;

constexpr std::uint64_t kStart = 1'700'000'000;

/// A conversation with something for every operation to do: bob has a session with alice, skipped
/// keys, an archived session, an acknowledged and a pending delivery, a replaced prekey.
struct World {
  Party alice{"alice"};
  Party bob{"bob", {.now = kStart}};
  Party carol{"carol"};
  Bytes from_alice;
  Bytes first_of_carol;
  Bundle carols_bundle;

  World() : carols_bundle(carol.bundle("opk 1")) {
    alice.start(bob, "lost", "opk 1");
    bob.receive(alice, alice.send(bob, "hello"));
    bob.receive(alice, alice.restart(bob, "second session", kStart));
    bob.rotate(kStart + 1, "spk 2");
    bob.purge(kStart + 2);
    must(bob.try_send(alice, "x", {.bundle = nullptr, .delivery_id = "acknowledged"}));
    must(bob.core().acknowledge("acknowledged", true));
    must(bob.try_send(alice, "y", {.bundle = nullptr, .delivery_id = "pending"}));
    alice.send(bob, "skipped");
    from_alice = alice.send(bob, "on the way");
    first_of_carol = carol.start(bob, "first", "opk 2");
  }
};

struct Operation {
  const char* name;
  std::function<std::optional<Error>(World&)> run;
};

void PrintTo(const Operation& operation, std::ostream* out) { *out << operation.name; }

const Operation kOperations[] = {
    {"Send", [](World& w) { return error_of(w.bob.try_send(w.alice, "x")); }},
    {"SendAndJournal",
     [](World& w) {
       return error_of(w.bob.try_send(w.alice, "x", {.bundle = nullptr, .delivery_id = "new"}));
     }},
    {"StartSession",
     [](World& w) {
       return error_of(
           w.bob.try_send(w.carol, "x", {.bundle = &w.carols_bundle, .delivery_id = {}}));
     }},
    {"Restart", [](World& w) { return error_of(w.bob.try_restart(w.alice, "x", kStart + 10)); }},
    {"Receive", [](World& w) { return error_of(w.bob.try_receive(w.alice, w.from_alice)); }},
    {"ReceiveAndJournal",
     [](World& w) {
       return error_of(w.bob.try_receive(w.alice, w.from_alice, {.delivery_id = "new"}));
     }},
    {"ReceiveBootstrap",
     [](World& w) { return error_of(w.bob.try_receive(w.carol, w.first_of_carol)); }},
    {"Rotate",
     [](World& w) { return error_of(w.bob.core().rotate(kStart + 10, w.bob.material("spk 3"))); }},
    {"Replenish",
     [](World& w) {
       std::vector<PrekeyMaterial> materials;
       materials.push_back(w.bob.material("opk 8"));
       materials.push_back(w.bob.material("opk 9"));
       return error_of(w.bob.core().replenish(std::move(materials)));
     }},
    {"PurgeStamps", [](World& w) { return error_of(w.bob.core().purge(kStart + 3)); }},
    {"PurgeDeletes",
     [](World& w) {
       return error_of(w.bob.core().purge(kStart + 3 + limits::kArchivedSessionLifetime));
     }},
    {"Acknowledge", [](World& w) { return error_of(w.bob.core().acknowledge("pending", true)); }},
};

struct CommitFailures : testing::TestWithParam<Operation> {};

// [SES-17] [SES-18] [ERR-05] Nothing written: an error, the same state in memory and in the store,
// and the operation works the next time.
TEST_P(CommitFailures, ChangeNothingWhenRefused) {
  World world;
  for (int i = 0; i < 2; ++i) {
    world.bob.store.answer_next(ScriptedStore::Answer::refuse);
    EXPECT_EQ(world.bob.unchanged_by([&] { return GetParam().run(world); }), Error::storage_failed);
  }
  EXPECT_EQ(GetParam().run(world), std::nullopt);
  EXPECT_TRUE(world.bob.store.records() == world.bob.encoding());
}

// [SES-19] [STO-03] [STO-06] Another process was faster: stale_state until the state is read again.
TEST_P(CommitFailures, AreStaleWhenTheRaceIsLost) {
  World world;
  const auto before = world.bob.encoding();
  world.bob.store.answer_next(ScriptedStore::Answer::lose_race);
  EXPECT_EQ(GetParam().run(world), Error::stale_state);
  EXPECT_TRUE(world.bob.encoding() == before);
  EXPECT_EQ(world.bob.unchanged_by([&] { return GetParam().run(world); }), Error::stale_state)
      << "and stays so";
  must(world.bob.core().reload());
  EXPECT_TRUE(world.bob.encoding() == before);
  EXPECT_EQ(GetParam().run(world), std::nullopt);
}

// [STO-05] [STO-06] Written, but the reply was lost: nothing is released, the old object is of no
// use any more, and reading again gives what was written.
TEST_P(CommitFailures, ReleaseNothingWhenTheReplyIsLost) {
  World world;
  const auto before = world.bob.encoding();
  world.bob.store.answer_next(ScriptedStore::Answer::write_and_fail);
  EXPECT_EQ(GetParam().run(world), Error::storage_failed);
  EXPECT_TRUE(world.bob.encoding() == before);
  EXPECT_TRUE(world.bob.store.records() != before);
  EXPECT_EQ(error_of(world.bob.try_send(world.alice, "x")), Error::stale_state);
  must(world.bob.core().reload());
  EXPECT_TRUE(world.bob.encoding() == world.bob.store.records());
  EXPECT_EQ(world.alice.receive(world.bob, world.bob.send(world.alice, "goes on")), "goes on");
}

INSTANTIATE_TEST_SUITE_P(EveryOperation, CommitFailures, testing::ValuesIn(kOperations),
                         [](const auto& instance) { return std::string(instance.param.name); });

// [SES-18] [DR-04] A frame that was not released after a refused commit used up nothing, and one
// whose commit was written is never made again: no message key serves twice.
TEST(CommitFailure, NeverUsesAMessageKeyTwice) {
  World world;
  world.bob.store.answer_next(ScriptedStore::Answer::write_and_fail);
  EXPECT_EQ(error_of(world.bob.try_send(world.alice, "never released")), Error::storage_failed);
  const std::uint32_t used = world.bob.active(world.alice).ratchet.head().sent;
  must(world.bob.core().reload());
  EXPECT_EQ(world.bob.active(world.alice).ratchet.head().sent, used + 1);
  const Bytes next = world.bob.send(world.alice, "the next number");
  EXPECT_EQ(must(decode_frame(next)).header.number, used + 1);
}

// [SES-34] [SES-35] With a delivery id the lost reply is repaired: the same envelope, once.
TEST(CommitFailure, IsRepairedByTheJournal) {
  World world;
  const SendOptions options{.bundle = nullptr, .delivery_id = "id"};
  world.bob.store.answer_next(ScriptedStore::Answer::write_and_fail);
  EXPECT_EQ(error_of(world.bob.try_send(world.alice, "once", options)), Error::storage_failed);
  must(world.bob.core().reload());
  const Sent sent = must(world.bob.try_send(world.alice, "once", options));
  EXPECT_EQ(sent.delivery, Delivery::repeated);
  EXPECT_EQ(world.alice.receive(world.bob, sent.envelope), "once");

  world.bob.store.answer_next(ScriptedStore::Answer::write_and_fail);
  EXPECT_EQ(error_of(world.bob.try_receive(world.alice, world.from_alice, {.delivery_id = "in"})),
            Error::storage_failed);
  must(world.bob.core().reload());
  const Received received =
      must(world.bob.try_receive(world.alice, world.from_alice, {.delivery_id = "in"}));
  EXPECT_EQ(received.delivery, Delivery::repeated);
  EXPECT_EQ(test::to_text(received.plaintext.reveal()), "on the way");
}

}  // namespace
}  // namespace smx
