#include <gtest/gtest.h>

#include "session/device_core.h"
#include "session/session_record.h"
#include "support/party.h"
#include "support/ratchet_pair.h"
#include "support/trace_steps.h"

namespace smx {
namespace {

using test::error_of;
using test::header_of;
using test::must;
using test::Party;
using test::to_bytes;
using test::view_of;
using test::with_flipped_bit;
using test::with_header;

struct DeviceReceive : testing::Test {
  Party alice{"alice"};
  Party bob{"bob"};

  void converse() {
    bob.receive(alice, alice.start(bob, "hello", "opk 1"));
    alice.receive(bob, bob.send(alice, "hello yourself"));
  }
};

// [SES-09] Neither magic, or not even four bytes; whoever it is said to be from.
TEST_F(DeviceReceive, RefusesWhatIsNeither) {
  for (const bool with_session : {false, true}) {
    if (with_session) converse();
    for (const std::string_view bytes :
         {"", "S", "SMX", "DRV", "SMX2aaaa", "DRV2aaaa", "smx1", "SMXB"})
      EXPECT_EQ(alice.refusal(bob, view_of(bytes)), Error::malformed);
  }
}

// [SES-11] Form before no_session; a sender that was never heard of has no session.
TEST_F(DeviceReceive, ChecksAFramesFormFirst) {
  test::RatchetPair pair;
  const Bytes frame = pair.alice.send("well-formed");
  EXPECT_EQ(alice.refusal(bob, frame), Error::no_session);
  EXPECT_EQ(alice.refusal(bob, with_flipped_bit(frame, 4)), Error::malformed);
  EXPECT_EQ(alice.refusal(bob, ByteView(frame).first(60)), Error::malformed);
  // [KEY-16] A peer that is known under another pair has no session either.
  converse();
  Party carol("carol");
  EXPECT_EQ(alice.refusal(carol, bob.send(alice, "from bob")), Error::no_session);
}

// [KEY-14] [SES-11] [SMX1-12] Reflection: one equal half of the sender is enough, before the
// session is looked for.
TEST_F(DeviceReceive, RefusesItsOwnKeysAsSender) {
  const Bytes envelope = bob.start(alice, "x");
  const DeviceKeys own = alice.keys();
  for (const DeviceKeys& sender : {own, DeviceKeys{own.identity_key, bob.keys().signing_key},
                                   DeviceKeys{bob.keys().identity_key, own.signing_key}}) {
    for (const Bytes& bytes : {envelope, test::RatchetPair().alice.send("frame")})
      EXPECT_EQ(
          alice.unchanged_by([&] { return error_of(alice.try_receive("bob", sender, bytes)); }),
          Error::malformed);
  }
  alice.receive(bob, envelope);
}

// [SES-17] What a receipt writes is one commit, and the plaintext comes after it.
TEST_F(DeviceReceive, CommitsOnce) {
  const Bytes envelope = alice.start(bob, "hello", "opk 1");
  const std::size_t attempts = bob.store.attempts();
  EXPECT_EQ(bob.receive(alice, envelope), "hello");
  EXPECT_EQ(bob.store.attempts(), attempts + 1);
  const std::vector<std::string>& ids = bob.store.last_ids();
  const auto writes = [&](std::string_view kind) {
    return std::ranges::count_if(ids, [&](const auto& id) { return id.starts_with(kind); });
  };
  EXPECT_EQ(writes("peer/"), 1);
  EXPECT_EQ(writes("label/"), 1);
  EXPECT_EQ(writes("seen/"), 1);
  EXPECT_EQ(writes("opk/"), 1);
  EXPECT_EQ(writes("session/"), 1);
  EXPECT_EQ(ids.size(), 5u);
  EXPECT_EQ(bob.store.count("opk/"), 2u);
}

// [KEY-15] [KEY-16] [KEY-17] A label goes over to another sender with a message that opens, and
// only then.
TEST_F(DeviceReceive, MovesALabelWithAGoodMessage) {
  converse();
  Party new_alice("new alice");
  const Bytes envelope = new_alice.start(bob, "a new phone");
  const auto receive = [&](ByteView bytes) {
    return bob.try_receive("alice", new_alice.keys(), bytes);
  };
  EXPECT_EQ(bob.unchanged_by(
                [&] { return error_of(receive(with_flipped_bit(envelope, envelope.size() - 1))); }),
            Error::decryption_failed);
  const Received received = must(receive(envelope));
  EXPECT_TRUE(received.peer_keys_changed);
  EXPECT_FALSE(received.session_replaced) << "the new pair had no session";
  EXPECT_EQ(bob.state().labels.at("alice").keys, new_alice.keys());
  EXPECT_EQ(bob.sessions_with(alice), 1u);
  // The old pair's session goes on, and takes the label back.
  const Received old = must(bob.try_receive(alice, alice.send(bob, "the old phone")));
  EXPECT_TRUE(old.peer_keys_changed);
  EXPECT_FALSE(must(bob.try_receive(alice, alice.send(bob, "again"))).peer_keys_changed);
}

// [SES-12] A frame whose ratchet key a session knows is tried there and nowhere else.
TEST_F(DeviceReceive, TriesTheSessionThatKnowsTheKey) {
  converse();
  Bytes frame = bob.send(alice, "on the first session");
  bob.restart(alice, "second", 1'000'000);
  alice.receive(bob, bob.send(alice, "second, again"));
  ASSERT_EQ(alice.sessions_with(bob), 2u);
  ASSERT_EQ(alice.active(bob).meta.role, Role::responder);
  const internal::TraceRecorder recorder;
  EXPECT_EQ(alice.refusal(bob, with_flipped_bit(frame, frame.size() - 1)),
            Error::decryption_failed);
  EXPECT_EQ(test::count_agreements(recorder), 0u) << "the active session would have turned";
  EXPECT_EQ(alice.receive(bob, frame), "on the first session");
  EXPECT_EQ(alice.refusal(bob, frame), Error::duplicate_message);
}

// [SES-13] [SES-14] [SES-03] A frame with a key that no session knows is tried on all, active
// first; the one that opens it becomes active.
TEST_F(DeviceReceive, TriesEverySessionForANewKey) {
  converse();
  // Bob turns his ratchet of the first session, so that its next frame has a new key.
  bob.receive(alice, alice.send(bob, "turns bob"));
  const Bytes new_key = bob.send(alice, "a new key on the first session");
  Party& restarter = alice;
  const Bytes second = bob.restart(alice, "second", 1'000'000);
  restarter.receive(bob, second);
  ASSERT_EQ(alice.active(bob).meta.role, Role::responder);
  const std::uint64_t first_id = alice.peer(bob).sessions[1]->meta.id;
  const internal::TraceRecorder recorder;
  EXPECT_EQ(alice.receive(bob, new_key), "a new key on the first session");
  EXPECT_EQ(test::count_agreements(recorder), 4u) << "both sessions turned";
  EXPECT_EQ(alice.active(bob).meta.id, first_id);
  EXPECT_EQ(alice.sessions_with(bob), 2u);
}

// [SES-15] If all fail the error is that of the first one tried, the active one.
TEST_F(DeviceReceive, NamesTheErrorOfTheFirstSession) {
  converse();
  bob.receive(alice, alice.send(bob, "turns bob"));
  FrameHeader header = header_of(bob.send(alice, "a new key"));
  const Bytes shape = bob.send(alice, "shape");
  const Bytes second = bob.restart(alice, "second", 1'000'000);
  alice.receive(bob, second);
  // A stranger's key with a PN that is too far for the session with Nr = 1, and fine for both if
  // it is small.
  header.ratchet_key = test::labelled_pair("stranger").public_key;
  header.previous_count = 2002;
  EXPECT_EQ(alice.refusal(bob, with_header(shape, header)), Error::too_many_skipped);
  header.previous_count = 0;
  EXPECT_EQ(alice.refusal(bob, with_header(shape, header)), Error::decryption_failed);
  // Only the archived session has too far to go: the active one's error is the answer.
  for (int i = 0; i < 3; ++i) alice.receive(bob, bob.send(alice, "Nr of the active is higher"));
  ASSERT_EQ(alice.active(bob).ratchet.head().received, 4u);
  ASSERT_LT(alice.peer(bob).sessions[1]->ratchet.head().received, 4u);
  header.previous_count = 2003;
  EXPECT_EQ(alice.refusal(bob, with_header(shape, header)), Error::decryption_failed);
}

// [SES-16] Crossed initiations: both sessions stay on both sides, both open, each side answers on
// the one it last decrypted on, and they agree as soon as one receives before it sends.
TEST_F(DeviceReceive, SurvivesCrossedInitiations) {
  const Bytes from_alice = alice.start(bob, "a0", "opk 1");
  const Bytes from_bob = bob.start(alice, "b0", "opk 1");
  EXPECT_EQ(bob.receive(alice, from_alice), "a0");
  EXPECT_EQ(alice.receive(bob, from_bob), "b0");
  EXPECT_EQ(alice.sessions_with(bob), 2u);
  EXPECT_EQ(bob.sessions_with(alice), 2u);
  // Each has the other's session as the active one, so both send bare frames, and both open.
  const Bytes a1 = alice.send(bob, "a1");
  const Bytes b1 = bob.send(alice, "b1");
  EXPECT_TRUE(is_dr_frame(a1) && is_dr_frame(b1));
  EXPECT_EQ(bob.receive(alice, a1), "a1");
  EXPECT_EQ(alice.receive(bob, b1), "b1");
  // One of them receives before it sends.
  const Bytes a2 = alice.send(bob, "a2");
  EXPECT_EQ(bob.receive(alice, a2), "a2");
  const Bytes b2 = bob.send(alice, "b2");
  EXPECT_EQ(alice.receive(bob, b2), "b2");
  EXPECT_EQ(alice.active(bob).meta.ephemeral_key, bob.active(alice).meta.ephemeral_key);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(bob.receive(alice, alice.send(bob, "x")), "x");
    EXPECT_EQ(alice.receive(bob, bob.send(alice, "y")), "y");
  }
  EXPECT_EQ(alice.sessions_with(bob), 2u);
}

// [ERR-03] Two runs that differ only in what went wrong send the same bytes afterwards.
TEST(DeviceReceiveErrors, DoNotShowInWhatIsSent) {
  std::vector<Bytes> sent;
  for (int fault = 0; fault < 6; ++fault) {
    Party alice("alice");
    Party bob("bob");
    const Bytes first = alice.start(bob, "hello", "opk 1");
    const Bytes second = alice.send(bob, "again");
    bob.receive(alice, first);
    const Bytes reply = bob.send(alice, "reply");
    alice.receive(bob, reply);
    FrameHeader far = header_of(reply);
    far.number = 3000;
    FrameHeader low = header_of(reply);
    low.ratchet_key = test::low_order_keys()[2];
    const Bytes inputs[] = {reply,
                            with_flipped_bit(bob.send(alice, "damaged"), 60),
                            with_header(reply, far),
                            with_header(reply, low),
                            with_flipped_bit(reply, 0),
                            with_flipped_bit(second, 40)};
    EXPECT_TRUE(alice.refusal(bob, inputs[fault]).has_value());
    sent.push_back(alice.send(bob, "the same words"));
  }
  for (const Bytes& bytes : sent) EXPECT_EQ(bytes, sent[0]);
}

TEST_F(DeviceReceive, RefusesArgumentsOutOfBounds) {
  const Bytes envelope = bob.start(alice, "x");
  const std::string longest(limits::kMaxLabelSize, 'l');
  EXPECT_EQ(error_of(alice.try_receive(longest + "l", bob.keys(), envelope)),
            Error::invalid_argument);
  EXPECT_EQ(error_of(alice.try_receive(bob, envelope, {.delivery_id = std::string(65, 'd')})),
            Error::invalid_argument);
  must(alice.try_receive(longest, bob.keys(), envelope));
}

/// As many sessions of bob with alice as there can be, each from a bootstrap of hers.
struct ManySessions : DeviceReceive {
  std::vector<Bytes> late;
  std::vector<std::uint64_t> ids;

  void add_session(int i) {
    const Bytes first = alice.restart(bob, "first " + std::to_string(i),
                                      1'000'000 + std::uint64_t(i) * limits::kMaxRestartInterval);
    bob.receive(alice, first);
    late.push_back(alice.send(bob, "late " + std::to_string(i)));
    ids.push_back(bob.active(alice).meta.id);
  }
};

// [SES-01] [SES-02] 40 archived sessions; with the 41st the one that was active longest ago goes,
// with its skipped keys, and what is late for it is a replay [SMX1-20].
TEST_F(ManySessions, FortyAreArchived) {
  for (int i = 0; i <= 40; ++i) {
    add_session(i);
    if (i == 0) bob.receive(alice, alice.send(bob, "over a gap"));
  }
  ASSERT_EQ(bob.sessions_with(alice), 41u);
  EXPECT_EQ(bob.store.count("skipped/"), 1u);
  // The second session becomes active again: now the first is the last in order.
  EXPECT_EQ(bob.receive(alice, late[1]), "late 1");
  EXPECT_EQ(bob.active(alice).meta.id, ids[1]);
  add_session(41);
  EXPECT_EQ(bob.sessions_with(alice), 41u);
  EXPECT_EQ(bob.store.count("session/"), 41u);
  EXPECT_EQ(bob.store.count("skipped/"), 0u);
  EXPECT_EQ(bob.refusal(alice, late[0]), Error::replayed_bootstrap);
  // The next in order is the third, not the second.
  add_session(42);
  EXPECT_EQ(bob.refusal(alice, late[2]), Error::replayed_bootstrap);
  EXPECT_EQ(bob.receive(alice, late[3]), "late 3");
  EXPECT_EQ(bob.store.count("seen/"), 43u);
  // The order is the same after a reload.
  std::vector<std::uint64_t> before;
  for (const auto& session : bob.peer(alice).sessions) before.push_back(session->meta.id);
  bob.reopen();
  std::vector<std::uint64_t> after;
  for (const auto& session : bob.peer(alice).sessions) after.push_back(session->meta.id);
  EXPECT_EQ(after, before);
}

struct Ages : DeviceReceive {
  static constexpr std::uint64_t kStart = 1'700'000'000;
  static constexpr std::uint64_t kMonth = limits::kArchivedSessionLifetime;
};

// [SES-30] [SES-31] An archived session goes 30 days after the purge that first saw it, to the
// second; one that became active meanwhile begins anew.
TEST_F(Ages, ArchivedSessionsLiveThirtyDays) {
  const Bytes first = alice.start(bob, "first");
  const Bytes late = alice.send(bob, "late on the first");
  bob.receive(alice, first);
  const Bytes second = alice.restart(bob, "second", kStart);
  bob.receive(alice, second);
  bob.purge(kStart);
  EXPECT_EQ(bob.peer(alice).sessions[1]->meta.archived_at, kStart);
  EXPECT_FALSE(bob.active(alice).meta.archived_at.has_value());
  bob.purge(kStart + kMonth - 1);
  EXPECT_EQ(bob.sessions_with(alice), 2u);
  // Active again: the stamp is gone, and the other one is archived without one.
  EXPECT_EQ(bob.receive(alice, late), "late on the first");
  EXPECT_FALSE(bob.active(alice).meta.archived_at.has_value());
  EXPECT_FALSE(bob.peer(alice).sessions[1]->meta.archived_at.has_value());
  bob.purge(kStart + kMonth);
  EXPECT_EQ(bob.sessions_with(alice), 2u);
  bob.purge(kStart + 2 * kMonth - 1);
  EXPECT_EQ(bob.sessions_with(alice), 2u);
  bob.purge(kStart + 2 * kMonth);
  EXPECT_EQ(bob.sessions_with(alice), 1u);
  // [SES-31] The active one is never too old.
  bob.purge(kStart + 100 * kMonth);
  EXPECT_EQ(bob.sessions_with(alice), 1u);
}

// [SES-30] A purge that stamps does not delete at once, even if called only after a long time.
TEST_F(Ages, BeginWithTheFirstPurge) {
  bob.receive(alice, alice.start(bob, "first"));
  bob.receive(alice, alice.restart(bob, "second", kStart));
  bob.purge(kStart + 10 * kMonth);
  EXPECT_EQ(bob.sessions_with(alice), 2u);
  bob.purge(kStart + 11 * kMonth);
  EXPECT_EQ(bob.sessions_with(alice), 1u);
}

// [SES-30] Skipped keys of all sessions, archived ones too: 7 days after the purge that first saw
// them, to the second; stored stamps and all.
TEST_F(Ages, SkippedKeysLiveSevenDays) {
  alice.start(bob, "lost 1");
  bob.receive(alice, alice.send(bob, "found"));
  const Bytes restarted = alice.restart(bob, "lost 2", kStart);
  bob.receive(alice, alice.send(bob, "found"));
  EXPECT_EQ(bob.store.count("skipped/"), 2u);
  bob.purge(kStart);
  bob.reopen();
  bob.purge(kStart + limits::kSkippedKeyLifetime - 1);
  EXPECT_EQ(bob.store.count("skipped/"), 2u);
  bob.purge(kStart + limits::kSkippedKeyLifetime);
  EXPECT_EQ(bob.store.count("skipped/"), 0u);
  EXPECT_EQ(bob.sessions_with(alice), 2u);
  EXPECT_EQ(bob.refusal(alice, restarted), Error::duplicate_message);
}

}  // namespace
}  // namespace smx
