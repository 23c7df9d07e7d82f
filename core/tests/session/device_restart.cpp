// Recovery: when a restart is suggested, how often it is allowed, what it leaves behind.
#include <gtest/gtest.h>

#include "session/device_core.h"
#include "support/party.h"
#include "support/ratchet_pair.h"
#include "support/trace_steps.h"

namespace smx {
namespace {

using test::error_of;
using test::key_id;
using test::must;
using test::Party;
using test::ScriptedStore;
using test::view_of;

struct Restart : testing::Test {
  static constexpr std::uint64_t kStart = 1'700'000'000;
  Party alice{"alice"};
  Party bob{"bob"};

  void converse() {
    bob.receive(alice, alice.start(bob, "hello"));
    alice.receive(bob, bob.send(alice, "hello yourself"));
  }
  std::optional<Error> refused(const Bundle& bundle, std::uint64_t now,
                               std::string_view text = "x") {
    return alice.unchanged_by(
        [&] { return error_of(alice.core().restart("bob", bundle, view_of(text), now, {})); });
  }
};

// [SES-24] [SES-26] [SES-28] The new session is active and the old one retired, on both sides told.
TEST_F(Restart, ReplacesTheSession) {
  converse();
  const Bytes late = bob.send(alice, "from before");
  const Sent sent = must(alice.try_restart(bob, "again", kStart));
  EXPECT_TRUE(sent.session_started);
  EXPECT_TRUE(is_smx1(sent.envelope));
  EXPECT_EQ(alice.sessions_with(bob), 2u);
  EXPECT_FALSE(alice.active(bob).meta.retired);
  EXPECT_TRUE(alice.peer(bob).sessions[1]->meta.retired);
  EXPECT_EQ(alice.peer(bob).restart, (RestartRecord{kStart, 3600}));
  EXPECT_EQ(alice.state().highest_now, kStart);

  // The retired session still decrypts, and never becomes active again.
  EXPECT_EQ(alice.receive(bob, late), "from before");
  EXPECT_FALSE(alice.active(bob).meta.retired);
  EXPECT_TRUE(is_smx1(alice.send(bob, "on the new one")));

  const Received received = must(bob.try_receive(alice, sent.envelope));
  EXPECT_TRUE(received.session_started);
  EXPECT_TRUE(received.session_replaced);
  EXPECT_FALSE(bob.peer(alice).sessions[1]->meta.retired) << "retired on this device only";
  EXPECT_EQ(alice.receive(bob, bob.send(alice, "fine")), "fine");
  // The mark survives a reload.
  alice.reopen();
  EXPECT_TRUE(alice.peer(bob).sessions[1]->meta.retired);
}

// [SMX1-13] [SES-24] A late envelope of a session that this device accepted and then retired.
TEST_F(Restart, NeverActivatesARetiredSessionThroughAnEnvelope) {
  const Bytes first = alice.start(bob, "0");
  const Bytes late = alice.send(bob, "1");
  bob.receive(alice, first);
  bob.restart(alice, "again", kStart);
  EXPECT_EQ(bob.receive(alice, late), "1");
  EXPECT_EQ(bob.active(alice).meta.role, Role::initiator);
  EXPECT_TRUE(bob.peer(alice).sessions[1]->meta.retired);
}

// [SES-23] [SES-26] The budget in the life of a device, to the second; written with the restart.
TEST_F(Restart, IsLimited) {
  converse();
  std::uint64_t last = kStart;
  alice.restart(bob, "1", last);
  for (const std::uint64_t interval : {3600U, 7200U, 14400U, 28800U, 57600U, 86400U, 86400U}) {
    EXPECT_EQ(alice.peer(bob).restart->interval, interval);
    EXPECT_EQ(refused(bob.bundle(), last + interval - 1), Error::restart_limited);
    // [SES-29] A clock that goes back does not help, and a refusal does not move it.
    EXPECT_EQ(refused(bob.bundle(), 0), Error::restart_limited);
    last += interval;
    alice.restart(bob, "next", last);
    alice.reopen();
  }
  last += limits::kRestartIntervalReset;
  alice.restart(bob, "a week later", last);
  EXPECT_EQ(alice.peer(bob).restart, (RestartRecord{last, 3600}));
  EXPECT_EQ(refused(bob.bundle(), last + 3599), Error::restart_limited);
  alice.restart(bob, "one second more than needed", last + 3601);
}

// [SES-23] [KEY-12] Each peer has a budget of its own.
TEST_F(Restart, IsLimitedForEachPeerAlone) {
  Party carol("carol");
  converse();
  alice.restart(bob, "x", kStart);
  alice.restart(carol, "x", kStart);
  EXPECT_EQ(refused(bob.bundle(), kStart + 1), Error::restart_limited);
  EXPECT_EQ(refused(carol.bundle(), kStart + 1), Error::restart_limited);
}

// [SES-25] Form, signature, limit, Diffie-Hellmans, errors of sending.
TEST_F(Restart, ChecksInItsOrder) {
  const std::string too_long(limits::kMaxPlaintextSize + 1, 'x');
  converse();
  alice.restart(bob, "the first is free", kStart);
  const auto now = kStart + 10;
  EXPECT_EQ(refused(alice.bundle(), now, too_long), Error::malformed);
  Bundle bundle = bob.bundle();
  bundle.signed_prekey.public_key = test::low_order_keys()[0];
  EXPECT_EQ(refused(bundle, now, too_long), Error::bad_signature);
  bundle.signed_prekey =
      test::sign_prekey(bob.identity(), test::low_order_keys()[0], key_id("spk 1"));
  {
    const internal::TraceRecorder recorder;
    EXPECT_EQ(refused(bundle, now, too_long), Error::restart_limited);
    EXPECT_EQ(test::count_agreements(recorder), 0u);
  }
  EXPECT_EQ(refused(bundle, kStart + 3600, too_long), Error::low_order_point);
  EXPECT_EQ(refused(bob.bundle(), kStart + 3600, too_long), Error::too_large);
  // [SES-26] [SES-29] None of these spent anything or moved the clock.
  EXPECT_EQ(alice.state().highest_now, kStart);
  alice.restart(bob, "and now", kStart + 3600);
}

// [SES-26] A commit that fails leaves the budget, the clock and the old session as they were.
TEST_F(Restart, SpendsNothingWhenItFails) {
  converse();
  for (const auto answer : {ScriptedStore::Answer::refuse, ScriptedStore::Answer::refuse}) {
    alice.store.answer_next(answer);
    EXPECT_EQ(refused(bob.bundle(), kStart), Error::storage_failed);
  }
  EXPECT_FALSE(alice.peer(bob).restart.has_value());
  EXPECT_FALSE(alice.active(bob).meta.retired);
  alice.restart(bob, "works", kStart);
}

// [SES-27] Without a session to replace it is allowed, and counts.
TEST_F(Restart, CountsWithoutASession) {
  alice.restart(bob, "hello", kStart);
  EXPECT_EQ(alice.sessions_with(bob), 1u);
  EXPECT_EQ(refused(bob.bundle(), kStart + 3599), Error::restart_limited);
}

// [KEY-17] The label of a restart goes over to the bundle's pair.
TEST_F(Restart, TellsWhenKeysChange) {
  converse();
  Party new_bob("new bob");
  const Sent sent = must(alice.try_restart("bob", new_bob.bundle(), "x", kStart));
  EXPECT_TRUE(sent.peer_keys_changed);
  EXPECT_FALSE(alice.active(bob).meta.retired) << "another pair's session";
}

struct Failures : Restart {
  Bytes forged() {
    Bytes frame = bob.send(alice, "genuine");
    frame.back() ^= 1;
    return frame;
  }
  std::uint32_t count() { return alice.core().failures_of(bob.keys()); }
};

// [SES-20] [SES-21] [SES-22] Two kinds of failure count, success sets the count to 0.
TEST_F(Failures, AreCountedInARow) {
  converse();
  EXPECT_EQ(count(), 0u);
  EXPECT_EQ(alice.refusal(bob, forged()), Error::decryption_failed);
  EXPECT_EQ(count(), 1u);
  FrameHeader header = test::header_of(bob.send(alice, "far"));
  header.number += 2001;
  EXPECT_EQ(alice.refusal(bob, test::with_header(bob.send(alice, "shape"), header)),
            Error::too_many_skipped);
  EXPECT_EQ(count(), 2u);
  EXPECT_EQ(alice.refusal(bob, forged()), Error::decryption_failed);
  EXPECT_EQ(count(), 3u);
  alice.receive(bob, bob.send(alice, "genuine"));
  EXPECT_EQ(count(), 0u);
}

// [SES-22] Errors of any other kind neither add nor hide: a relay can make them at will.
TEST_F(Failures, AreNotCountedForOtherErrors) {
  converse();
  const Bytes used = bob.send(alice, "used");
  alice.receive(bob, used);
  EXPECT_EQ(alice.refusal(bob, forged()), Error::decryption_failed);
  EXPECT_EQ(alice.refusal(bob, used), Error::duplicate_message);
  EXPECT_EQ(alice.refusal(bob, view_of("junk")), Error::malformed);
  Party carol("carol");
  EXPECT_EQ(alice.refusal(bob, carol.start(alice, "unknown", "opk 1")), Error::decryption_failed);
  EXPECT_EQ(count(), 2u);
  Bundle bundle = alice.bundle();
  bundle.signed_prekey = test::sign_prekey(alice.identity(), bundle.signed_prekey.public_key,
                                           key_id("no such prekey"));
  const Bytes strange = must(bob.try_restart("alice", bundle, "x", kStart)).envelope;
  EXPECT_EQ(alice.refusal(bob, strange), Error::unknown_prekey);
  EXPECT_EQ(count(), 2u);
  EXPECT_EQ(alice.core().failures_of(carol.keys()), 0u);
}

// [SES-22] Only a receipt that succeeds and a restart set the count to 0: a first message is
// neither.
TEST_F(Failures, AreNotForgottenByAFirstMessage) {
  Bytes envelope = bob.start(alice, "hello");
  envelope.back() ^= 1;
  EXPECT_EQ(alice.refusal(bob, envelope), Error::decryption_failed);
  alice.start(bob, "first");
  EXPECT_EQ(count(), 1u);
  alice.restart(bob, "restart", kStart);
  EXPECT_EQ(count(), 0u);
}

// [SES-22] A receipt that tried several sessions counts once, and by the pair.
TEST_F(Failures, AreCountedOnceForSeveralSessions) {
  converse();
  alice.restart(bob, "second session", kStart);
  Bytes frame = forged();
  FrameHeader header = test::header_of(frame);
  header.ratchet_key = test::labelled_pair("stranger").public_key;
  header.previous_count = 0;
  frame = test::with_header(frame, header);
  const internal::TraceRecorder recorder;
  EXPECT_EQ(alice.refusal(bob, frame), Error::decryption_failed);
  EXPECT_EQ(test::count_agreements(recorder), 4u) << "both sessions were tried";
  EXPECT_EQ(count(), 1u);
}

// [SES-22] In memory only: not stored, not in the digest, gone with the process.
TEST_F(Failures, AreNotPartOfTheState) {
  converse();
  const auto before = alice.encoding();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(alice.refusal(bob, forged()), Error::decryption_failed);
  EXPECT_EQ(count(), 3u);
  EXPECT_TRUE(alice.encoding() == before);
  alice.reopen();
  EXPECT_EQ(count(), 0u);
}

}  // namespace
}  // namespace smx
