// Results that the caller uses again: what they hold, and what they hold after an error.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/party.h"

namespace smx {
namespace {

using test::encoding_of;
using test::error_of;
using test::must;
using test::ScriptedStore;
using test::to_text;
using test::view_of;

struct Into : testing::Test {
  ScriptedStore alice_store;
  ScriptedStore bob_store;
  Device alice = must(Device::create(alice_store, {.now = {}, .one_time_prekeys = 2}));
  Device bob = must(Device::create(bob_store, {.now = {}, .one_time_prekeys = 2}));
  Sent sent;
  Received received;

  void SetUp() override {
    const Bundle bundle = must(bob.bundle_with_one_time_prekey());
    must(alice.send_into(sent, "bob", view_of("hello"), {.bundle = &bundle, .delivery_id = {}}));
    EXPECT_TRUE(sent.session_started && sent.one_time_prekey_used);
    must(bob.receive_into(received, "alice", alice.keys(), sent.envelope));
    EXPECT_TRUE(received.session_started && received.one_time_prekey_used);
    EXPECT_EQ(text(), "hello");
    must(bob.send_into(sent, "alice", view_of("hello yourself")));
    must(alice.receive_into(received, "bob", bob.keys(), sent.envelope));
  }

  [[nodiscard]] std::string text() const { return to_text(received.plaintext.reveal()); }

  void expect_empty_sent() const {
    EXPECT_TRUE(sent.envelope.empty());
    EXPECT_EQ(sent.peer, DeviceKeys());
    EXPECT_FALSE(sent.session_started || sent.one_time_prekey_used || sent.peer_keys_changed);
    EXPECT_EQ(sent.delivery, Delivery::fresh);
  }
  void expect_empty_received() const {
    EXPECT_TRUE(received.plaintext.empty());
    EXPECT_FALSE(received.session_started || received.session_replaced ||
                 received.one_time_prekey_used || received.peer_keys_changed);
    EXPECT_EQ(received.delivery, Delivery::fresh);
  }
};

// Every member is of the last call, whatever the one before it left.
TEST_F(Into, FillsTheResultAnew) {
  sent.session_started = sent.peer_keys_changed = true;
  sent.delivery = Delivery::done;
  must(alice.send_into(sent, "bob", view_of("a longer message than the next")));
  EXPECT_EQ(sent.envelope.size(), limits::kMinFrameSize + 30);
  EXPECT_EQ(sent.peer, bob.keys());
  EXPECT_FALSE(sent.session_started || sent.peer_keys_changed);
  EXPECT_TRUE(sent.one_time_prekey_used);
  EXPECT_EQ(sent.delivery, Delivery::fresh);

  received.session_started = received.session_replaced = received.peer_keys_changed = true;
  received.delivery = Delivery::repeated;
  must(bob.receive_into(received, "alice", alice.keys(), sent.envelope));
  EXPECT_EQ(text(), "a longer message than the next");
  EXPECT_FALSE(received.session_started || received.session_replaced || received.peer_keys_changed);
  EXPECT_EQ(received.delivery, Delivery::fresh);

  must(alice.send_into(sent, "bob", view_of("short")));
  EXPECT_EQ(sent.envelope.size(), limits::kMinFrameSize + 5);
  must(bob.receive_into(received, "alice", alice.keys(), sent.envelope));
  EXPECT_EQ(text(), "short");
  must(alice.send_into(sent, "bob", {}));
  must(bob.receive_into(received, "alice", alice.keys(), sent.envelope));
  EXPECT_EQ(text(), "");
}

// [SES-34] The journal answers into them as well.
TEST_F(Into, RepeatsFromTheJournal) {
  const SendOptions options{.bundle = nullptr, .delivery_id = "id"};
  must(alice.send_into(sent, "bob", view_of("words"), options));
  const Bytes envelope = sent.envelope;
  must(bob.receive_into(received, "alice", alice.keys(), envelope, {.delivery_id = "in"}));
  must(alice.send_into(sent, "bob", view_of("other"), options));
  EXPECT_EQ(sent.envelope, envelope);
  EXPECT_EQ(sent.delivery, Delivery::repeated);
  must(bob.receive_into(received, "alice", alice.keys(), envelope, {.delivery_id = "in"}));
  EXPECT_EQ(text(), "words");
  EXPECT_EQ(received.delivery, Delivery::repeated);
  must(bob.acknowledge("in", false));
  must(bob.receive_into(received, "alice", alice.keys(), envelope, {.delivery_id = "in"}));
  EXPECT_TRUE(received.plaintext.empty());
  EXPECT_EQ(received.delivery, Delivery::done);
}

// [STO-05] [DR-04] A frame whose commit failed is not handed out: the next one is made with its
// key and nonce. Nor are its bytes left in the memory that stays with the caller.
TEST_F(Into, ReleasesNoEnvelopeWithoutACommit) {
  for (const auto answer : {ScriptedStore::Answer::refuse, ScriptedStore::Answer::write_and_fail}) {
    must(alice.send_into(sent, "bob", view_of("a longer message than the one that fails")));
    const std::uint8_t* const memory = sent.envelope.data();
    const std::size_t size = sent.envelope.size();
    const auto before = encoding_of(alice);
    alice_store.answer_next(answer);
    EXPECT_EQ(error_of(alice.send_into(sent, "bob", view_of("it fails: nobody may see it..."))),
              Error::storage_failed);
    expect_empty_sent();
    EXPECT_TRUE(encoding_of(alice) == before);
    ASSERT_EQ(sent.envelope.data(), memory) << "it is still this vector's memory";
    ASSERT_GE(sent.envelope.capacity(), size);
    std::size_t left = 0;
    for (std::size_t i = 0; i < limits::kMinFrameSize + 30; ++i) left += memory[i] != 0 ? 1 : 0;
    EXPECT_EQ(left, 0u);
    must(alice.reload());
  }
}

// [STO-05] The same for a plaintext.
TEST_F(Into, ReleasesNoPlaintextWithoutACommit) {
  must(alice.send_into(sent, "bob", view_of("words")));
  for (const auto answer : {ScriptedStore::Answer::refuse, ScriptedStore::Answer::lose_race}) {
    const auto before = encoding_of(bob);
    bob_store.answer_next(answer);
    EXPECT_FALSE(bob.receive_into(received, "alice", alice.keys(), sent.envelope).has_value());
    expect_empty_received();
    EXPECT_TRUE(encoding_of(bob) == before);
    must(bob.reload());
  }
  must(bob.receive_into(received, "alice", alice.keys(), sent.envelope));
  EXPECT_EQ(text(), "words");
}

// [ERR-05] Every refusal leaves the state as it was and the result empty.
TEST_F(Into, EmptiesTheResultOfAnError) {
  const std::string long_label(limits::kMaxLabelSize + 1, 'x');
  const Bytes too_large(limits::kMaxPlaintextSize + 1);
  const auto alices = encoding_of(alice);
  for (const auto& [label, plaintext, error] :
       std::initializer_list<std::tuple<std::string_view, ByteView, Error>>{
           {"nobody", view_of("x"), Error::no_session},
           {"bob", too_large, Error::too_large},
           {long_label, view_of("x"), Error::invalid_argument}}) {
    sent.envelope = Bytes(100, 7);
    sent.session_started = sent.peer_keys_changed = true;
    EXPECT_EQ(error_of(alice.send_into(sent, label, plaintext)), error);
    expect_empty_sent();
  }
  EXPECT_TRUE(encoding_of(alice) == alices);

  must(alice.send_into(sent, "bob", view_of("words")));
  Bytes forged = sent.envelope;
  forged.back() ^= 1;
  const Bytes cut(forged.begin(), forged.begin() + 50);
  const auto bobs = encoding_of(bob);
  for (const auto& [label, envelope, error] :
       std::initializer_list<std::tuple<std::string_view, ByteView, Error>>{
           {"alice", forged, Error::decryption_failed},
           {"alice", cut, Error::malformed},
           {"alice", {}, Error::malformed},
           {long_label, sent.envelope, Error::invalid_argument}}) {
    received.plaintext = SecretBytes(view_of("the last message"));
    received.session_started = received.peer_keys_changed = true;
    EXPECT_EQ(error_of(bob.receive_into(received, label, alice.keys(), envelope)), error);
    expect_empty_received();
  }
  EXPECT_TRUE(encoding_of(bob) == bobs);
  must(bob.receive_into(received, "alice", alice.keys(), sent.envelope));
  received.plaintext = SecretBytes(view_of("the last message"));
  EXPECT_EQ(error_of(bob.receive_into(received, "alice", alice.keys(), sent.envelope)),
            Error::duplicate_message);
  expect_empty_received();
}

// What is read must not lie where the result is written; such a call is refused before anything.
TEST_F(Into, RefusesInputThatLiesInTheResult) {
  const auto before = encoding_of(alice);
  must(bob.send_into(sent, "alice", view_of("words")));
  const Bytes envelope = sent.envelope;
  for (const auto& [first, size] :
       std::initializer_list<std::pair<std::size_t, std::size_t>>{{0, 1}, {10, 5}, {60, 6}}) {
    EXPECT_EQ(error_of(alice.send_into(sent, "bob", ByteView(sent.envelope).subspan(first, size))),
              Error::invalid_argument);
    EXPECT_EQ(sent.envelope, envelope) << "left alone";
  }
  received.plaintext = SecretBytes(ByteView(envelope));
  EXPECT_EQ(error_of(alice.receive_into(received, "bob", bob.keys(), received.plaintext.reveal())),
            Error::invalid_argument);
  EXPECT_TRUE(std::ranges::equal(received.plaintext.reveal(), envelope));
  EXPECT_TRUE(encoding_of(alice) == before);
  must(alice.receive_into(received, "bob", bob.keys(), envelope));
  EXPECT_EQ(text(), "words");
  must(alice.send_into(sent, "bob", received.plaintext.reveal()));
}

// The memory of the last plaintext holds nothing of it.
TEST_F(Into, OverwritesTheLastPlaintext) {
  must(alice.send_into(sent, "bob", Bytes(64, 0xAB)));
  must(bob.receive_into(received, "alice", alice.keys(), sent.envelope));
  const std::uint8_t* const memory = received.plaintext.reveal().data();
  must(alice.send_into(sent, "bob", Bytes(8, 0xCD)));
  must(bob.receive_into(received, "alice", alice.keys(), sent.envelope));
  received.plaintext.resize_for_overwrite(64);
  ASSERT_EQ(received.plaintext.reveal().data(), memory);
  EXPECT_EQ(std::ranges::count(received.plaintext.reveal(), 0xCD), 8);
  EXPECT_EQ(std::ranges::count(received.plaintext.reveal(), 0), 56);
}

}  // namespace
}  // namespace smx
