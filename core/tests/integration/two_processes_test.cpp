// Two device objects over one store, as an application and its notification extension have them.
#include <gtest/gtest.h>

#include "smx/device.h"
#include "support/party.h"

namespace smx {
namespace {

using test::encoding_of;
using test::error_of;
using test::must;
using test::ScriptedStore;
using test::to_text;
using test::view_of;

struct TwoProcesses : testing::Test {
  ScriptedStore alice_store;
  ScriptedStore bob_store;
  Device alice = must(Device::create(alice_store, {.now = {}, .one_time_prekeys = 2}));
  Device app = must(Device::create(bob_store, {.now = {}, .one_time_prekeys = 2}));
  Device extension = must(Device::open(bob_store));
  Bundle bundle = app.bundle();

  Bytes from_alice(std::string_view text) {
    return must(alice.send("bob", view_of(text), {.bundle = &bundle, .delivery_id = {}})).envelope;
  }
  Result<Received> receive(Device& device, const Bytes& envelope) {
    return device.receive("alice", alice.keys(), envelope);
  }
};

// [SES-19] [STO-03] [STO-06] The second to commit gets stale_state and nothing of its operation;
// after a reload it goes on from what the first one wrote.
TEST_F(TwoProcesses, OnlyOneWins) {
  const Bytes envelope = from_alice("hello");
  EXPECT_EQ(to_text(must(receive(app, envelope)).plaintext.reveal()), "hello");
  const auto before = encoding_of(extension);
  EXPECT_EQ(error_of(receive(extension, envelope)), Error::stale_state);
  EXPECT_TRUE(encoding_of(extension) == before);
  must(extension.reload());
  EXPECT_TRUE(encoding_of(extension) == encoding_of(app));
  EXPECT_EQ(error_of(receive(extension, envelope)), Error::duplicate_message);
  EXPECT_EQ(to_text(must(receive(extension, from_alice("again"))).plaintext.reveal()), "again");
  EXPECT_EQ(error_of(app.send("alice", view_of("x"))), Error::stale_state);
  must(app.reload());
  must(app.send("alice", view_of("x")));
}

// [SES-18] [SES-19] Both send from one state: one frame leaves, so no message key serves two
// plaintexts.
TEST_F(TwoProcesses, NeverSendUnderOneKey) {
  must(receive(app, from_alice("hello")));
  must(extension.reload());
  const Bytes first = must(app.send("alice", view_of("from the app"))).envelope;
  EXPECT_EQ(error_of(extension.send("alice", view_of("from the extension"))), Error::stale_state);
  must(extension.reload());
  const Bytes second = must(extension.send("alice", view_of("from the extension"))).envelope;
  EXPECT_EQ(must(decode_frame(first)).header.number, 0u);
  EXPECT_EQ(must(decode_frame(second)).header.number, 1u);
}

// [SES-19] The other process commits at the very moment in which this one does.
TEST_F(TwoProcesses, DecideARaceInsideTheCommit) {
  const Bytes one = from_alice("one");
  const Bytes two = from_alice("two");
  bob_store.before_commit = [&] { must(receive(extension, two)); };
  EXPECT_EQ(error_of(receive(app, one)), Error::stale_state);
  must(app.reload());
  EXPECT_EQ(to_text(must(receive(app, one)).plaintext.reveal()), "one");
  EXPECT_EQ(app.one_time_prekey_count(), 2u);
}

// [SES-35] [SES-19] Both ask for one delivery id: one makes it, the other repeats it.
TEST_F(TwoProcesses, ShareTheJournal) {
  must(receive(app, from_alice("hello")));
  must(extension.reload());
  const SendOptions options{.bundle = nullptr, .delivery_id = "id"};
  const Sent sent = must(app.send("alice", view_of("once"), options));
  EXPECT_EQ(error_of(extension.send("alice", view_of("once"), options)), Error::stale_state);
  must(extension.reload());
  const Sent repeated = must(extension.send("alice", view_of("once"), options));
  EXPECT_EQ(repeated.delivery, Delivery::repeated);
  EXPECT_EQ(repeated.envelope, sent.envelope);
}

}  // namespace
}  // namespace smx
