// The bounded form in one process: whatever is sent, fetched, acknowledged, lost and repeated,
// every device gets all that was sent to it, in order, and again only under the same id.

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <set>

#include "relay/messages.h"
#include "tests/support/population.h"

namespace smx::relay {
namespace {

constexpr std::size_t kUsers = 3;
constexpr std::size_t kDevicesPerUser = 2;
constexpr std::size_t kSteps = 600;

/// A client that believes nothing: it checks each delivery against what was sent.
struct Client {
  Caller caller;
  std::deque<Bytes> expected;           // sent to it and not seen yet, in order
  std::map<DeliveryId, Bytes> seen;     // by id, with what it carried
  std::set<DeliveryId> unacknowledged;  // seen, and the relay may still have it
  std::set<std::int64_t> sequences;     // of what was seen
  std::int64_t after = 0;               // where it reads on; 0 after a reconnection
};

class DeliveryOrderTest : public testing::TestWithParam<std::uint64_t> {
 protected:
  DeliveryOrderTest() {
    const OrganisationId organisation = people_.organisation();
    for (std::size_t i = 0; i < kUsers; ++i) {
      const UserId user = people_.user(organisation);
      for (std::size_t k = 0; k < kDevicesPerUser; ++k) {
        clients_.emplace_back().caller = people_.device(organisation, user);
      }
    }
  }

  /// To one or all of the users. Some requests are repeated, as after an answer that was lost.
  void send(Client& from) {
    Outgoing outgoing{.idempotency_key = std::to_string(++keys_), .recipients = {}};
    const std::uint64_t only = random_.below(kUsers + 1);
    std::vector<std::pair<Client*, Bytes>> envelopes;
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      Client& to = clients_[i];
      const bool own = to.caller.user == from.caller.user;
      if (&to == &from || (!own && only < kUsers && i / kDevicesPerUser != only)) continue;
      const Bytes envelope = people_.frame(61 + random_.below(200));
      if (outgoing.recipients.empty() || outgoing.recipients.back().user != to.caller.user) {
        outgoing.recipients.push_back({to.caller.user, {}});
      }
      outgoing.recipients.back().devices.push_back({to.caller.device, envelope});
      envelopes.emplace_back(&to, envelope);
    }
    const auto first = request(from, outgoing);
    ASSERT_TRUE(first);
    for (auto& [to, envelope] : envelopes) to->expected.push_back(envelope);
    for (std::uint64_t n = random_.below(3); n > 0; --n) {
      const auto again = request(from, outgoing);
      ASSERT_TRUE(again && again->repeated);
      EXPECT_EQ(again->message, first->message);
    }
  }
  Outcome<Sent> request(const Client& from, const Outgoing& outgoing) {
    return test::call(
        db_, [&](Context& context) { return send_message(context, from.caller, outgoing); });
  }

  void fetch(Client& client) {
    Fetched fetched;
    test::run(db_, [&](Context& context) {
      fetched = fetch_deliveries(context, client.caller, client.after, 1 + random_.below(5));
    });
    for (const Delivery& delivery : fetched.deliveries) {
      EXPECT_GT(delivery.sequence, client.after);
      client.after = delivery.sequence;
      const auto known = client.seen.find(delivery.id);
      if (known != client.seen.end()) {
        EXPECT_EQ(known->second, delivery.envelope);
        EXPECT_TRUE(client.unacknowledged.contains(delivery.id)) << "after its acknowledgement";
        continue;
      }
      ASSERT_FALSE(client.expected.empty()) << "nothing was sent";
      EXPECT_EQ(delivery.envelope, client.expected.front()) << "out of order, or lost before it";
      client.expected.pop_front();
      EXPECT_TRUE(client.sequences.empty() || delivery.sequence > *client.sequences.rbegin());
      client.sequences.insert(delivery.sequence);
      client.seen.emplace(delivery.id, delivery.envelope);
      client.unacknowledged.insert(delivery.id);
    }
  }

  /// Some of what it has seen, in any order, with ids that are nobody's.
  void acknowledge(Client& client) {
    std::vector<DeliveryId> ids;
    for (const DeliveryId& id : client.unacknowledged) {
      if (random_.below(2) == 0) ids.push_back(id);
    }
    const std::size_t known = ids.size();
    ids.push_back(DeliveryId::draw(random_));
    test::run(db_, [&](Context& context) {
      EXPECT_EQ(acknowledge_deliveries(context, client.caller, ids),
                static_cast<std::int64_t>(known));
    });
    for (const DeliveryId& id : ids) client.unacknowledged.erase(id);
  }

  void step() {
    Client& client = clients_[random_.below(clients_.size())];
    switch (random_.below(10)) {
      case 0:
      case 1:
      case 2:
        return send(client);
      case 3:
        client.after = 0;  // a new connection: all that is not acknowledged comes again
        return;
      case 4:
        return db_.reopen();  // a new start of the relay
      case 5:
      case 6:
        return acknowledge(client);
      default:
        return fetch(client);
    }
  }

  void read_all(Client& client) {
    client.after = 0;
    for (std::int64_t before = -1; before != client.after;) {
      before = client.after;
      fetch(client);
    }
  }

  test::FixedRandom random_{GetParam()};  // not the relay's, which has another seed
  test::TemporaryDatabase db_{test::relay_schema()};
  test::Population people_{db_};
  std::vector<Client> clients_;
  int keys_ = 0;
};

TEST_P(DeliveryOrderTest, NothingIsLostOrOutOfOrderAndDuplicatesHaveTheSameId) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  for (std::size_t i = 0; i < kSteps && !HasFailure(); ++i) step();
  std::size_t seen = 0;
  for (Client& client : clients_) {
    read_all(client);
    EXPECT_TRUE(client.expected.empty()) << client.expected.size() << " lost";
    seen += client.seen.size();
    const auto left = client.unacknowledged;
    test::run(db_, [&](Context& context) {
      EXPECT_EQ(acknowledge_deliveries(context, client.caller, {left.begin(), left.end()}),
                static_cast<std::int64_t>(left.size()));
    });
  }
  EXPECT_GT(seen, kSteps / 4);
  EXPECT_EQ(test::number(db_, "SELECT count(*) FROM queue"), 0);
  EXPECT_EQ(test::number(db_, "SELECT sum(messages) + sum(bytes) FROM queues"), 0);
}

INSTANTIATE_TEST_SUITE_P(Seeds, DeliveryOrderTest, testing::Values(1u, 2u, 77u));

}  // namespace
}  // namespace smx::relay
