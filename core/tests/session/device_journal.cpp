// The delivery journal: what a delivery id keeps, repeats and forgets.
#include <gtest/gtest.h>

#include "session/device_core.h"
#include "support/party.h"

namespace smx {
namespace {

using test::error_of;
using test::must;
using test::Party;
using test::ScriptedStore;
using test::to_text;

struct Journal : testing::Test {
  static constexpr std::uint64_t kStart = 1'700'000'000;
  Party alice{"alice"};
  Party bob{"bob"};

  void SetUp() override { bob.receive(alice, alice.start(bob, "hello")); }
  Result<Sent> send(std::string_view text, std::string_view id) {
    return alice.try_send(bob, text, {.bundle = nullptr, .delivery_id = id});
  }
  Result<Received> receive(ByteView envelope, std::string_view id) {
    return bob.try_receive(alice, envelope, {.delivery_id = id});
  }
};

// [SES-34] The output is in the same commit as the session's change.
TEST_F(Journal, KeepsWhatWasSent) {
  const std::size_t attempts = alice.store.attempts();
  const Sent sent = must(send("words", "id-1"));
  EXPECT_EQ(sent.delivery, Delivery::fresh);
  EXPECT_EQ(alice.store.attempts(), attempts + 1);
  EXPECT_EQ(alice.store.last_ids().size(), 2u);
  EXPECT_EQ(alice.store.count("journal/"), 1u);
  alice.send(bob, "without an id nothing is kept");
  EXPECT_EQ(alice.store.count("journal/"), 1u);
}

// [SES-35] Asked again: the same bytes, nothing moves, also after a crash.
TEST_F(Journal, RepeatsWhatWasSent) {
  const Sent sent = must(send("words", "id-1"));
  for (int i = 0; i < 2; ++i) {
    const auto before = alice.encoding();
    const std::size_t attempts = alice.store.attempts();
    const Sent again = must(send("other words", "id-1"));
    EXPECT_EQ(again.delivery, Delivery::repeated);
    EXPECT_EQ(again.envelope, sent.envelope);
    EXPECT_EQ(again.peer, bob.keys());
    EXPECT_TRUE(alice.encoding() == before);
    EXPECT_EQ(alice.store.attempts(), attempts);
    alice.reopen();
  }
  EXPECT_EQ(bob.receive(alice, sent.envelope), "words");
}

// [SES-34] [SES-35] The same for receipts, of envelopes and of frames; sent and received ids are
// apart.
TEST_F(Journal, RepeatsWhatWasReceived) {
  const Bytes envelope = alice.send(bob, "words");
  const Received received = must(receive(envelope, "id-1"));
  EXPECT_EQ(received.delivery, Delivery::fresh);
  bob.reopen();
  const auto before = bob.encoding();
  const Received again = must(receive(envelope, "id-1"));
  EXPECT_EQ(again.delivery, Delivery::repeated);
  EXPECT_EQ(to_text(again.plaintext.reveal()), "words");
  EXPECT_TRUE(bob.encoding() == before);
  const Sent sent = must(bob.try_send(alice, "reply", {.bundle = nullptr, .delivery_id = "id-1"}));
  EXPECT_EQ(sent.delivery, Delivery::fresh);
  alice.receive(bob, sent.envelope);
  EXPECT_EQ(to_text(must(receive(alice.send(bob, "bare"), "id-2")).plaintext.reveal()), "bare");
  EXPECT_EQ(bob.store.count("journal/"), 3u);
}

// [SES-34] A first message and a restart are kept as well, and repeated without spending anything.
TEST_F(Journal, KeepsSessionStarts) {
  Party carol("carol");
  const Bundle bundle = bob.bundle("opk 1");
  const Sent first = must(carol.try_send(bob, "hi", {.bundle = &bundle, .delivery_id = "first"}));
  const Sent again = must(carol.try_send(bob, "hi", {.bundle = &bundle, .delivery_id = "first"}));
  EXPECT_EQ(again.delivery, Delivery::repeated);
  EXPECT_EQ(again.envelope, first.envelope);
  EXPECT_EQ(carol.sessions_with(bob), 1u);
  const Received received = must(bob.try_receive(carol, first.envelope, {.delivery_id = "r"}));
  EXPECT_EQ(received.delivery, Delivery::fresh);
  EXPECT_EQ(must(bob.try_receive(carol, first.envelope, {.delivery_id = "r"})).delivery,
            Delivery::repeated);

  const SendOptions options{.bundle = nullptr, .delivery_id = "restart"};
  const Sent restarted = must(alice.try_restart(bob, "again", kStart, options));
  const Sent repeated = must(alice.try_restart(bob, "again", kStart, options));
  EXPECT_EQ(repeated.delivery, Delivery::repeated);
  EXPECT_EQ(repeated.envelope, restarted.envelope);
  EXPECT_EQ(alice.sessions_with(bob), 2u);
}

// [SES-36] Acknowledged: the content is gone at once, the id is answered for 7 days, to the second.
TEST_F(Journal, ForgetsAcknowledgedIdsAfterSevenDays) {
  const Bytes envelope = alice.send(bob, "words");
  must(receive(envelope, "id-1"));
  must(bob.core().acknowledge("id-1", false));
  const Bytes record = bob.store.records().lower_bound("journal/")->second;
  EXPECT_EQ(to_text(record).find("words"), std::string::npos);
  const std::size_t attempts = bob.store.attempts();
  must(bob.core().acknowledge("id-1", false));
  EXPECT_EQ(bob.store.attempts(), attempts) << "acknowledged twice";
  bob.reopen();
  const auto expect_done = [&] {
    const Received done = must(receive(envelope, "id-1"));
    EXPECT_EQ(done.delivery, Delivery::done);
    EXPECT_TRUE(done.plaintext.empty());
  };
  expect_done();
  bob.purge(kStart);
  bob.purge(kStart + limits::kDeliveryIdLifetime - 1);
  expect_done();
  bob.purge(kStart + limits::kDeliveryIdLifetime);
  EXPECT_EQ(bob.store.count("journal/"), 0u);
  EXPECT_EQ(error_of(receive(envelope, "id-1")), Error::duplicate_message);
}

TEST_F(Journal, ForgetsAcknowledgedSendings) {
  must(send("words", "id-1"));
  must(alice.core().acknowledge("id-1", true));
  const Sent done = must(send("words", "id-1"));
  EXPECT_EQ(done.delivery, Delivery::done);
  EXPECT_TRUE(done.envelope.empty());
}

// [SES-35] What was not acknowledged is kept for as long as it takes.
TEST_F(Journal, KeepsWhatIsPending) {
  must(send("words", "id-1"));
  alice.purge(kStart);
  alice.purge(kStart + 100 * limits::kDeliveryIdLifetime);
  EXPECT_EQ(must(send("words", "id-1")).delivery, Delivery::repeated);
}

TEST_F(Journal, MindsNoUnknownId) {
  must(send("words", "id-1"));
  const std::size_t attempts = alice.store.attempts();
  must(alice.core().acknowledge("id-2", true));
  must(alice.core().acknowledge("id-1", false));
  must(alice.core().acknowledge("", true));
  EXPECT_EQ(alice.store.attempts(), attempts);
  EXPECT_EQ(must(send("words", "id-1")).delivery, Delivery::repeated);
}

// [SES-34] A failed operation journals nothing: its id is fresh afterwards.
TEST_F(Journal, KeepsNothingOfAFailure) {
  alice.store.answer_next(ScriptedStore::Answer::refuse);
  EXPECT_EQ(alice.unchanged_by([&] { return error_of(send("words", "id-1")); }),
            Error::storage_failed);
  EXPECT_EQ(must(send("words", "id-1")).delivery, Delivery::fresh);
  Bytes envelope = alice.send(bob, "words");
  envelope.back() ^= 1;
  EXPECT_EQ(bob.unchanged_by([&] { return error_of(receive(envelope, "id-2")); }),
            Error::decryption_failed);
  envelope.back() ^= 1;
  EXPECT_EQ(must(receive(envelope, "id-2")).delivery, Delivery::fresh);
  // An acknowledgement that fails changes nothing either.
  bob.store.answer_next(ScriptedStore::Answer::refuse);
  EXPECT_EQ(bob.unchanged_by([&] { return error_of(bob.core().acknowledge("id-2", false)); }),
            Error::storage_failed);
  EXPECT_EQ(must(receive(envelope, "id-2")).delivery, Delivery::repeated);
}

}  // namespace
}  // namespace smx
