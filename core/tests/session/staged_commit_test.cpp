#include "session/staged_commit.h"

#include <gtest/gtest.h>

#include "support/party.h"

namespace smx {
namespace {

using test::encoding_of;
using test::error_of;
using test::key_id;
using test::labelled_identity;
using test::must;
using test::Party;
using test::ScriptedStore;
using test::view_of;

/// A state of its own, so that what is staged can be seen without a device around it.
struct Staging : testing::Test {
  Party alice{"alice"};
  Party bob{"bob"};
  DeviceState state;
  CommitBuffers buffers;

  void SetUp() override {
    bob.receive(alice, alice.start(bob, "one", "opk 1"));
    reload();
  }
  void reload() { state = must(load_device_state(must(bob.store.load()))); }
  Peer& peer() { return *state.find_peer(alice.keys()); }
  void expect_stored() { EXPECT_TRUE(bob.store.records() == encoding_of(state)); }
};

// [SES-17] Staging changes nothing; a commit that fails neither.
TEST_F(Staging, LeavesTheStateAloneUntilTheStoreSaysYes) {
  const auto before = encoding_of(state);
  const std::uint64_t serial = state.next_serial;
  for (const auto answer : {ScriptedStore::Answer::refuse, ScriptedStore::Answer::lose_race}) {
    StagedCommit staged(state, buffers);
    staged.stage_now(1'000'000);
    staged.stage_peer(labelled_identity("carol").keys);
    staged.stage_label("alice", labelled_identity("carol").keys);
    staged.stage_seen(peer(), key_id("spk 1"), test::counting_key<X25519PublicKey>(1));
    staged.stage_restart(peer(), {1'000'000, 3600});
    staged.stage_erase_one_time_prekey(key_id("opk 2"));
    staged.stage_journal({true, "id"}, {staged.take_serial(), "alice", false, {}, SecretBytes(3)});
    SessionUpdate update{peer().active(), {}, std::nullopt};
    update.change_meta().retired = true;
    staged.stage_update(std::move(update));
    staged.stage_drop(peer(), *peer().active());
    EXPECT_TRUE(encoding_of(state) == before);
    bob.store.answer_next(answer);
    EXPECT_FALSE(staged.commit(bob.store).has_value());
    EXPECT_TRUE(encoding_of(state) == before);
    EXPECT_EQ(state.next_serial, serial);
    EXPECT_TRUE(bob.store.records() == before);
    reload();
  }
}

// The buffers serve commit after commit: what one leaves, refused, given up or done, is nothing.
TEST_F(Staging, LeavesNothingToTheNextCommit) {
  const auto stage = [this](StagedCommit& staged) {
    staged.stage_label("of the first commit", alice.keys());
    SessionUpdate update{peer().active(), {}, std::nullopt};
    update.change_meta().retired = true;
    staged.stage_update(std::move(update));
    EXPECT_EQ(buffers.changes.all().size(), 2u);
    EXPECT_EQ(buffers.updates.size(), 1u);
  };
  {
    StagedCommit refused(state, buffers);
    stage(refused);
    bob.store.answer_next(ScriptedStore::Answer::refuse);
    EXPECT_EQ(error_of(refused.commit(bob.store)), Error::storage_failed);
  }
  EXPECT_TRUE(buffers.changes.all().empty() && buffers.updates.empty());
  {
    StagedCommit given_up(state, buffers);
    stage(given_up);
  }
  EXPECT_TRUE(buffers.changes.all().empty() && buffers.updates.empty());
  StagedCommit next(state, buffers);
  next.stage_label("of the next commit", alice.keys());
  must(next.commit(bob.store));
  EXPECT_EQ(bob.store.last_ids().size(), 1u);
  EXPECT_FALSE(state.labels.contains("of the first commit"));
  EXPECT_FALSE(peer().active()->meta.retired);
  EXPECT_TRUE(buffers.changes.all().empty() && buffers.updates.empty())
      << "at once, not at its end";
  expect_stored();
}

// [STO-03] The generation goes up by one with a commit, and not without one.
TEST_F(Staging, CountsGenerations) {
  const std::uint64_t generation = state.generation;
  StagedCommit staged(state, buffers);
  staged.stage_label("another name", alice.keys());
  must(staged.commit(bob.store));
  EXPECT_EQ(state.generation, generation + 1);
  EXPECT_EQ(bob.store.generation(), generation + 1);
  const std::size_t attempts = bob.store.attempts();
  StagedCommit nothing(state, buffers);
  must(nothing.commit(bob.store));
  EXPECT_EQ(state.generation, generation + 1);
  EXPECT_EQ(bob.store.attempts(), attempts);
}

// [KEY-15] [KEY-17] A label's change is told, its first use and its repetition are not.
TEST_F(Staging, TellsWhenALabelChanges) {
  const DeviceKeys other = labelled_identity("carol").keys;
  {
    StagedCommit staged(state, buffers);
    EXPECT_FALSE(staged.stage_label("alice", alice.keys()));
    EXPECT_FALSE(staged.stage_label("new", other));
    EXPECT_TRUE(staged.stage_label("alice", other));
    must(staged.commit(bob.store));
  }
  EXPECT_EQ(state.labels.at("alice").keys, other);
  EXPECT_EQ(state.labels.at("new").keys, other);
  EXPECT_EQ(bob.store.count("label/"), 2u);
  expect_stored();
}

TEST_F(Staging, ForgetsSeenBootstrapsWithTheirPrekey) {
  {
    StagedCommit staged(state, buffers);
    staged.stage_seen(peer(), key_id("spk 1"), test::counting_key<X25519PublicKey>(1));
    must(staged.commit(bob.store));
  }
  EXPECT_EQ(peer().seen.at(key_id("spk 1")).size(), 2u);
  expect_stored();
  StagedCommit staged(state, buffers);
  staged.stage_forget_seen(key_id("spk 1"));
  staged.stage_forget_seen(key_id("unknown"));
  must(staged.commit(bob.store));
  EXPECT_TRUE(peer().seen.empty());
  EXPECT_EQ(bob.store.count("seen/"), 0u);
  expect_stored();
}

// What is not there is erased by nobody, and writes nothing.
TEST_F(Staging, ErasesOnlyWhatIsThere) {
  const std::size_t attempts = bob.store.attempts();
  StagedCommit staged(state, buffers);
  staged.stage_erase_one_time_prekey(key_id("no such prekey"));
  staged.stage_erase_journal({true, "no such id"});
  must(staged.commit(bob.store));
  EXPECT_EQ(bob.store.attempts(), attempts);
}

TEST_F(Staging, ReplacesAndErasesAJournalEntry) {
  const JournalKey key{false, "id"};
  {
    StagedCommit staged(state, buffers);
    staged.stage_journal(key,
                         {staged.take_serial(), "alice", false, {}, SecretBytes(view_of("x"))});
    must(staged.commit(bob.store));
  }
  expect_stored();
  const std::uint64_t serial = state.journal.at(key).serial;
  {
    StagedCommit staged(state, buffers);
    staged.stage_journal(key, {serial, "alice", true, {}, {}});
    must(staged.commit(bob.store));
  }
  EXPECT_TRUE(state.journal.at(key).acknowledged);
  EXPECT_EQ(bob.store.count("journal/"), 1u);
  expect_stored();
  StagedCommit staged(state, buffers);
  staged.stage_erase_journal(key);
  must(staged.commit(bob.store));
  EXPECT_TRUE(state.journal.empty());
  expect_stored();
}

// [SES-03] [SES-31] A known session becomes active: it goes to the front and loses its stamp.
TEST_F(Staging, MovesASessionToTheFront) {
  bob.restart(alice, "two", 1'000'000);
  bob.purge(1'000'001);
  reload();
  // The archived session is the retired one; without the mark it may become active again.
  Session* archived = peer().sessions[1].get();
  ASSERT_EQ(archived->meta.archived_at, 1'000'001u);
  {
    StagedCommit staged(state, buffers);
    SessionUpdate update{archived, {}, std::nullopt};
    staged.stage_activation(peer(), update);
    EXPECT_FALSE(update.meta.has_value()) << "retired";
    update.change_meta().retired = false;
    staged.stage_activation(peer(), update);
    staged.stage_update(std::move(update));
    must(staged.commit(bob.store));
  }
  EXPECT_EQ(peer().active(), archived);
  EXPECT_FALSE(archived->meta.archived_at.has_value());
  EXPECT_GT(archived->meta.activation, peer().sessions[1]->meta.activation);
  expect_stored();
}

// [SES-33] Being told a time for the first time gives ages to the prekeys, in memory and in the
// store.
TEST_F(Staging, LearnsTheTime) {
  StagedCommit staged(state, buffers);
  staged.stage_now(500);
  must(staged.commit(bob.store));
  EXPECT_EQ(state.highest_now, 500u);
  EXPECT_EQ(state.published_prekey().created_at, 500u);
  expect_stored();
}

}  // namespace
}  // namespace smx
