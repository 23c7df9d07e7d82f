#include "relay/messages.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "auth/digest.h"
#include "smx/limits.h"
#include "tests/support/population.h"

namespace smx::relay {
namespace {

class MessagesTest : public testing::Test {
 protected:
  Outcome<Sent> send(const Caller& caller, const Outgoing& outgoing) {
    return test::call(db_, &effects_,
                      [&](Context& context) { return send_message(context, caller, outgoing); });
  }
  Outgoing outgoing(const std::string& key, const std::vector<Caller>& to, std::size_t size = 100) {
    Outgoing result{.idempotency_key = key, .recipients = {}};
    for (const Caller& device : to) {
      const auto known = std::ranges::find(result.recipients, device.user, &Recipient::user);
      Recipient& recipient = known == result.recipients.end()
                                 ? result.recipients.emplace_back(Recipient{device.user, {}})
                                 : *known;
      recipient.devices.push_back({device.device, people_.frame(size)});
    }
    return result;
  }
  Fetched fetch(const Caller& caller, std::int64_t after = 0, std::size_t limit = 0) {
    Fetched fetched;
    test::run(db_,
              [&](Context& context) { fetched = fetch_deliveries(context, caller, after, limit); });
    return fetched;
  }
  std::int64_t acknowledge(const Caller& caller, const std::vector<DeliveryId>& deliveries) {
    std::int64_t count = 0;
    effects_ = test::run(db_, [&](Context& context) {
      count = acknowledge_deliveries(context, caller, deliveries);
    });
    return count;
  }
  std::size_t purge(std::size_t limit = 100) {
    std::size_t removed = 0;
    effects_ = test::run(db_, [&](Context& context) { removed = purge_messages(context, limit); });
    return removed;
  }
  std::size_t logged(log::EventType type) const {
    return static_cast<std::size_t>(std::ranges::count(effects_.events, type, &log::Event::type));
  }
  /// No table of messages has a row of anything.
  void expect_nothing_stored() {
    for (const char* sql :
         {"SELECT count(*) FROM messages", "SELECT count(*) FROM deliveries",
          "SELECT count(*) FROM queue", "SELECT count(*) FROM idempotency_keys",
          "SELECT coalesce(sum(messages), 0) FROM queues", "SELECT count(*) FROM audit"}) {
      EXPECT_EQ(test::number(db_, sql), 0) << sql;
    }
    EXPECT_TRUE(effects_.wake.empty());
    EXPECT_TRUE(effects_.pushes.empty());
    EXPECT_EQ(logged(log::EventType::message_stored), 0u);
  }

  test::TemporaryDatabase db_{test::relay_schema()};
  test::Population people_{db_};
  OrganisationId organisation_ = people_.organisation();
  Caller alice_ = people_.member(organisation_);
  Caller bob_ = people_.member(organisation_);
  Caller tablet_ = people_.device(organisation_, bob_.user);
  Effects effects_;
};

TEST_F(MessagesTest, AMessageReachesEachDeviceWithItsOwnEnvelope) {
  const Outgoing message = outgoing("k", {bob_, tablet_});
  const auto sent = send(alice_, message);
  ASSERT_TRUE(sent);
  EXPECT_FALSE(sent->repeated);
  EXPECT_EQ(sent->stored_at.seconds(), db_.clock.now().seconds());
  ASSERT_EQ(sent->deliveries.size(), 2u);
  EXPECT_TRUE(std::ranges::is_sorted(sent->deliveries, {}, &Receipt::device));
  for (std::size_t i = 0; i < 2; ++i) {
    const Caller& device = i == 0 ? bob_ : tablet_;
    const Fetched fetched = fetch(device);
    ASSERT_EQ(fetched.deliveries.size(), 1u);
    EXPECT_FALSE(fetched.more);
    const Delivery& delivery = fetched.deliveries[0];
    EXPECT_EQ(delivery.id,
              std::ranges::find(sent->deliveries, device.device, &Receipt::device)->delivery);
    EXPECT_EQ(delivery.message, sent->message);
    EXPECT_EQ(delivery.sender, alice_.user);
    EXPECT_EQ(delivery.sender_device, alice_.device);
    EXPECT_EQ(delivery.sender_keys, people_.keys(alice_.device));
    EXPECT_EQ(delivery.envelope, message.recipients[0].devices[i].envelope);
  }
  EXPECT_TRUE(fetch(alice_).deliveries.empty());
}

TEST_F(MessagesTest, WhatFollowsACommitNamesDevicesAndNoContent) {
  const auto sent = send(alice_, outgoing("k", {bob_, tablet_}));
  EXPECT_EQ(effects_.wake.size(), 2u);
  ASSERT_EQ(effects_.pushes.size(), 2u);
  EXPECT_EQ(effects_.pushes[0].message, sent->message);
  ASSERT_EQ(effects_.events.size(), 1u);
  for (const log::FieldValue& value : effects_.events[0].fields) {
    EXPECT_TRUE(value.text.empty() || value.text == organisation_.text() ||
                value.text == sent->message.text())
        << value.text;
  }
}

TEST_F(MessagesTest, DevicesHaveToBeThoseOfTheRecipientsAndOfTheSender) {
  const Caller pending = people_.device(organisation_, bob_.user, DeviceStatus::pending);
  const Caller revoked = people_.device(organisation_, bob_.user, DeviceStatus::revoked);
  const Caller laptop = people_.device(organisation_, alice_.user);
  const Caller carol = people_.member(organisation_);
  struct Case {
    const char* name;
    std::vector<Caller> to;
    const Caller* user;
    std::vector<Caller> missing, extra, stale;
  };
  const std::vector<Case> cases = {
      {"one missing", {bob_, laptop}, &bob_, {tablet_}, {}, {}},
      {"sender's other device missing", {bob_, tablet_}, &alice_, {laptop}, {}, {}},
      {"revoked", {bob_, tablet_, revoked, laptop}, &bob_, {}, {}, {revoked}},
      {"not approved", {bob_, tablet_, pending, laptop}, &bob_, {}, {pending}, {}},
      {"the sending device", {bob_, tablet_, laptop, alice_}, &alice_, {}, {alice_}, {}},
      {"all three", {bob_, pending, revoked, laptop}, &bob_, {tablet_}, {pending}, {revoked}},
  };
  const auto ids = [](const std::vector<Caller>& devices) {
    nlohmann::json list = nlohmann::json::array();
    for (const Caller& device : devices) list.push_back(device.device.text());
    return list;
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    const auto sent = send(alice_, outgoing("k", test.to));
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().problem, Problem::device_mismatch);
    EXPECT_EQ(sent.error().detail, (nlohmann::json{{"users",
                                                    {{{"user_id", test.user->user.text()},
                                                      {"missing", ids(test.missing)},
                                                      {"extra", ids(test.extra)},
                                                      {"stale", ids(test.stale)}}}}}));
    expect_nothing_stored();
  }
  // Another user's device under this one's name; two users at once.
  Outgoing wrong = outgoing("k", {bob_, tablet_, laptop});
  wrong.recipients[0].devices.push_back({carol.device, people_.frame()});
  wrong.recipients.push_back({carol.user, {}});
  const auto refused = send(alice_, wrong);
  ASSERT_EQ(refused.error().problem, Problem::device_mismatch);
  EXPECT_EQ(refused.error().detail.at("users").size(), 2u);
  expect_nothing_stored();
  EXPECT_TRUE(send(alice_, outgoing("k", {bob_, tablet_, laptop})));
}

TEST_F(MessagesTest, OneRecipientThatFailsMeansThatNothingIsStored) {
  const Caller carol = people_.member(organisation_);
  const Caller stranger = people_.member(people_.organisation());
  EXPECT_EQ(send(alice_, outgoing("k", {bob_, tablet_, stranger})).error().problem,
            Problem::not_found);
  expect_nothing_stored();
  Outgoing broken = outgoing("k", {bob_, tablet_, carol});
  broken.recipients[1].devices[0].envelope[0] ^= 1;
  EXPECT_EQ(send(alice_, broken).error().detail.dump(),
            R"({"field":"recipients[1].devices[0].envelope"})");
  expect_nothing_stored();
  people_.remove_user(carol.user);
  EXPECT_EQ(send(alice_, outgoing("k", {bob_, tablet_, carol})).error().problem,
            Problem::not_found);
  expect_nothing_stored();
}

TEST_F(MessagesTest, ARequestOfTheWrongFormIsRefused) {
  const auto problem = [&](const Outgoing& message) {
    return send(alice_, message).error().problem;
  };
  EXPECT_EQ(problem(outgoing("", {bob_, tablet_})), Problem::malformed_request);
  EXPECT_EQ(problem(outgoing(std::string(257, 'k'), {bob_, tablet_})), Problem::malformed_request);
  EXPECT_EQ(problem({.idempotency_key = "k", .recipients = {}}), Problem::malformed_request);
  EXPECT_EQ(problem({.idempotency_key = "k", .recipients = {{bob_.user, {}}}}),
            Problem::malformed_request);
  EXPECT_EQ(problem(outgoing("k", {bob_, tablet_, tablet_})), Problem::malformed_request);
  Outgoing twice = outgoing("k", {bob_, tablet_});
  twice.recipients.push_back(twice.recipients[0]);
  EXPECT_EQ(problem(twice), Problem::malformed_request);
  db_.policy.recipients_per_message = 1;
  EXPECT_EQ(problem(outgoing("k", {bob_, tablet_})), Problem::too_large);
  expect_nothing_stored();
}

TEST_F(MessagesTest, SizesOfEnvelopesAreThoseOfTheProtocol) {
  auto accepted = [&, n = 0](std::size_t size) mutable {
    return send(alice_, outgoing("k" + std::to_string(n++), {bob_, tablet_}, size)).has_value();
  };
  EXPECT_FALSE(accepted(limits::kMinFrameSize - 1));
  EXPECT_TRUE(accepted(limits::kMinFrameSize));
  EXPECT_TRUE(accepted(limits::kMaxFrameSize));
  EXPECT_FALSE(accepted(limits::kMaxFrameSize + 1));
}

TEST_F(MessagesTest, TheSameKeyAndContentIsTheSameMessage) {
  const Outgoing message = outgoing("k", {bob_, tablet_});
  const auto first = send(alice_, message);
  db_.clock.advance_seconds(60);
  Outgoing reordered = message;
  std::ranges::reverse(reordered.recipients[0].devices);
  // Also when the recipient's devices are others by now.
  people_.set_status(tablet_.device, DeviceStatus::revoked);
  for (const Outgoing& repeat : {message, reordered}) {
    const auto again = send(alice_, repeat);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->message, first->message);
    EXPECT_EQ(again->stored_at, first->stored_at);
    ASSERT_EQ(again->deliveries.size(), 2u);
    EXPECT_EQ(again->deliveries[0].delivery, first->deliveries[0].delivery);
    EXPECT_EQ(again->deliveries[1].delivery, first->deliveries[1].delivery);
    EXPECT_TRUE(effects_.wake.empty());
  }
  EXPECT_EQ(fetch(bob_).deliveries.size(), 1u);
  Outgoing other = message;
  other.recipients[0].devices[1].envelope.back() ^= 1;
  EXPECT_EQ(send(alice_, other).error().problem, Problem::conflict);
  people_.set_status(tablet_.device, DeviceStatus::active);
  // The key is the device's own.
  const Caller laptop = people_.device(organisation_, alice_.user);
  EXPECT_FALSE(send(laptop, outgoing("k", {bob_, tablet_, alice_}))->repeated);
}

TEST_F(MessagesTest, AnIdempotencyKeyServesADayExactly) {
  const Outgoing message = outgoing("k", {bob_, tablet_});
  const auto first = send(alice_, message);
  db_.clock.advance_seconds(db_.policy.idempotency_seconds - 1);
  EXPECT_TRUE(send(alice_, message)->repeated);
  EXPECT_EQ(purge(), 0u);
  db_.clock.advance_seconds(1);
  const auto second = send(alice_, message);
  EXPECT_FALSE(second->repeated);
  EXPECT_NE(second->message, first->message);
  EXPECT_TRUE(send(alice_, message)->repeated);  // of the second
  db_.clock.advance_seconds(db_.policy.idempotency_seconds);
  EXPECT_EQ(purge(), 1u);
  EXPECT_EQ(test::number(db_, "SELECT count(*) FROM idempotency_keys"), 0);
}

TEST_F(MessagesTest, DeliveriesComeInOrderInPagesUntilTheyAreAcknowledged) {
  std::vector<DeliveryId> expected;
  for (int i = 0; i < 7; ++i) {
    const auto sent = send(alice_, outgoing("k" + std::to_string(i), {bob_, tablet_}));
    expected.push_back(
        std::ranges::find(sent->deliveries, bob_.device, &Receipt::device)->delivery);
  }
  std::vector<DeliveryId> seen;
  std::int64_t after = 0;
  for (bool more = true; more;) {
    const Fetched page = fetch(bob_, after, 3);
    more = page.more;
    for (const Delivery& delivery : page.deliveries) {
      EXPECT_GT(delivery.sequence, after);
      after = delivery.sequence;
      seen.push_back(delivery.id);
    }
  }
  EXPECT_EQ(seen, expected);
  EXPECT_EQ(fetch(bob_, 0, 7).more, false);
  EXPECT_EQ(fetch(bob_, 0, 6).more, true);
  // In any order; what is left keeps its own.
  EXPECT_EQ(acknowledge(bob_, {expected[4], expected[0]}), 2);
  const Fetched rest = fetch(bob_);
  ASSERT_EQ(rest.deliveries.size(), 5u);
  EXPECT_EQ(rest.deliveries[0].id, expected[1]);
  EXPECT_EQ(rest.deliveries[3].id, expected[5]);
  EXPECT_EQ(fetch(tablet_).deliveries.size(), 7u);
}

TEST_F(MessagesTest, APageHasNoMoreBytesThanThePolicySaysButOneDeliveryAlways) {
  db_.policy.bytes_per_fetch = 250;
  for (int i = 0; i < 3; ++i) send(alice_, outgoing("k" + std::to_string(i), {bob_, tablet_}));
  EXPECT_EQ(fetch(bob_).deliveries.size(), 2u);
  EXPECT_TRUE(fetch(bob_).more);
  db_.policy.bytes_per_fetch = 50;
  EXPECT_EQ(fetch(bob_).deliveries.size(), 1u);
  EXPECT_TRUE(fetch(bob_).more);
}

TEST_F(MessagesTest, AnAcknowledgementCountsTheSameTwiceAndTouchesNobodyElses) {
  send(alice_, outgoing("k", {bob_, tablet_}));
  const DeliveryId own = fetch(bob_).deliveries[0].id;
  const DeliveryId others = fetch(tablet_).deliveries[0].id;
  const DeliveryId unknown = DeliveryId::draw(db_.random);
  db_.clock.advance_seconds(10);
  const std::int64_t at = db_.clock.now().seconds();
  EXPECT_EQ(acknowledge(bob_, {own, own, others, unknown}), 1);
  EXPECT_EQ(logged(log::EventType::message_delivered), 1u);
  db_.clock.advance_seconds(10);
  EXPECT_EQ(acknowledge(bob_, {own}), 1);
  EXPECT_EQ(logged(log::EventType::message_delivered), 0u);
  EXPECT_TRUE(fetch(bob_).deliveries.empty());
  EXPECT_EQ(fetch(tablet_).deliveries.size(), 1u);
  // The envelope is gone, its hash and times stay.
  EXPECT_EQ(test::number(db_, "SELECT count(*) FROM queue"), 1);
  EXPECT_EQ(test::number(db_, "SELECT delivered_at FROM deliveries WHERE delivered_at IS NOT NULL"),
            at);
  EXPECT_EQ(test::column(db_, "SELECT type FROM audit ORDER BY sequence"),
            (std::vector<std::string>{"message_stored", "message_delivered"}));
}

TEST_F(MessagesTest, SequencesOfADeviceNeverComeTwice) {
  send(alice_, outgoing("k1", {bob_, tablet_}));
  const Delivery first = fetch(bob_).deliveries[0];
  acknowledge(bob_, {first.id});
  send(alice_, outgoing("k2", {bob_, tablet_}));
  const Delivery second = fetch(bob_).deliveries[0];
  EXPECT_GT(second.sequence, first.sequence);
  test::run(db_, [&](Context& context) { drop_queue(context, bob_.device); });
  EXPECT_TRUE(fetch(bob_).deliveries.empty());
  EXPECT_EQ(fetch(tablet_).deliveries.size(), 2u);
  send(alice_, outgoing("k3", {bob_, tablet_}));
  const Delivery third = fetch(bob_).deliveries[0];
  EXPECT_GT(third.sequence, second.sequence);
  // A restored store begins above what the lost one can have given, for new devices, too.
  test::run(db_, [](Context& context) { skip_sequences(context.transaction); });
  const Caller carol = people_.member(organisation_);
  send(alice_, outgoing("k4", {bob_, tablet_, carol}));
  EXPECT_GT(fetch(bob_).deliveries[1].sequence, std::int64_t{1} << 32);
  EXPECT_GT(fetch(carol).deliveries[0].sequence, std::int64_t{1} << 32);
}

TEST_F(MessagesTest, QuotasAreExactAndFreedByAcknowledgement) {
  db_.policy.queue_messages = 3;
  auto try_send = [&, n = 0](std::size_t size) mutable {
    return send(alice_, outgoing("k" + std::to_string(n++), {bob_, tablet_}, size));
  };
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(try_send(100));
  acknowledge(tablet_, {fetch(tablet_).deliveries[0].id});
  const auto full = try_send(100);
  EXPECT_EQ(full.error().problem, Problem::quota_exceeded);
  EXPECT_EQ(full.error().detail,
            (nlohmann::json{{"devices", nlohmann::json::array({bob_.device.text()})}}));
  EXPECT_EQ(fetch(tablet_).deliveries.size(), 2u);  // not even the device that has room
  acknowledge(bob_, {fetch(bob_).deliveries[0].id});
  EXPECT_TRUE(try_send(100));
  EXPECT_FALSE(try_send(100));

  test::run(db_, [&](Context& context) {
    drop_queue(context, bob_.device);
    drop_queue(context, tablet_.device);
  });
  db_.policy.queue_bytes = 500;
  EXPECT_TRUE(try_send(300));
  EXPECT_FALSE(try_send(201));
  EXPECT_TRUE(try_send(199));
  EXPECT_FALSE(try_send(61));
  acknowledge(bob_, {fetch(bob_).deliveries[1].id});
  acknowledge(tablet_, {fetch(tablet_).deliveries[1].id});
  EXPECT_TRUE(try_send(200));
}

TEST_F(MessagesTest, AnEnvelopeWaitsThirtyDaysExactly) {
  send(alice_, outgoing("k1", {bob_, tablet_}));
  const DeliveryId delivery = fetch(bob_).deliveries[0].id;
  db_.policy.queue_messages = 1;
  db_.clock.advance_seconds(db_.policy.queue_seconds - 1);
  EXPECT_EQ(fetch(bob_).deliveries.size(), 1u);
  EXPECT_EQ(purge(), 1u);  // the idempotency key
  EXPECT_EQ(send(alice_, outgoing("k2", {bob_, tablet_})).error().problem, Problem::quota_exceeded);
  db_.clock.advance_seconds(1);
  // Over at once, for readers and for the quota, whether or not it was removed.
  EXPECT_TRUE(fetch(bob_).deliveries.empty());
  EXPECT_TRUE(send(alice_, outgoing("k2", {bob_, tablet_})));
  EXPECT_EQ(test::number(db_, "SELECT count(*) FROM queue"), 4);
  EXPECT_EQ(purge(1), 1u);
  EXPECT_EQ(purge(), 1u);
  EXPECT_EQ(logged(log::EventType::message_expired), 1u);
  EXPECT_EQ(purge(), 0u);
  EXPECT_EQ(test::number(db_, "SELECT count(*) FROM queue"), 2);
  EXPECT_EQ(test::number(db_, "SELECT sum(messages) FROM queues"), 2);
  EXPECT_EQ(test::number(db_, "SELECT sum(bytes) FROM queues"), 200);
  EXPECT_EQ(test::number(db_, "SELECT count(*) FROM audit WHERE type = 'message_expired'"), 2);
  // A device that had fetched it says so late.
  EXPECT_EQ(acknowledge(bob_, {delivery}), 1);
  EXPECT_EQ(test::number(db_, "SELECT count(*) FROM deliveries WHERE delivered_at NOT NULL"), 1);
  EXPECT_EQ(test::number(db_, "SELECT sum(messages) FROM queues"), 2);
}

TEST_F(MessagesTest, WhatProofsAreMadeOfGoesWithTheRecordsTime) {
  send(alice_, outgoing("k", {bob_, tablet_}));
  acknowledge(bob_, {fetch(bob_).deliveries[0].id});
  acknowledge(tablet_, {fetch(tablet_).deliveries[0].id});
  db_.clock.advance_seconds(db_.policy.audit_seconds - 1);
  purge();
  EXPECT_EQ(test::number(db_, "SELECT count(*) FROM deliveries"), 2);
  db_.clock.advance_seconds(1);
  EXPECT_EQ(purge(), 1u);
  EXPECT_EQ(test::number(db_, "SELECT count(*) FROM deliveries"), 0);
  EXPECT_EQ(test::number(db_, "SELECT count(*) FROM messages"), 0);
}

TEST_F(MessagesTest, AMessageOfWhichSomethingWaitsIsKept) {
  db_.policy.audit_seconds = 100;
  send(alice_, outgoing("k", {bob_, tablet_}));
  acknowledge(bob_, {fetch(bob_).deliveries[0].id});
  db_.clock.advance_seconds(100);
  EXPECT_EQ(purge(), 0u);
  EXPECT_EQ(fetch(tablet_).deliveries.size(), 1u);
  acknowledge(tablet_, {fetch(tablet_).deliveries[0].id});
  EXPECT_EQ(purge(), 1u);
}

}  // namespace
}  // namespace smx::relay
