#include "relay/proof.h"

#include <gtest/gtest.h>

#include "auth/digest.h"
#include "relay/audit.h"
#include "relay/audit_export.h"
#include "relay/messages.h"
#include "tests/support/population.h"

namespace smx::relay {
namespace {

const auth::SigningKey& signing_key() {
  static const auth::SigningKey key =
      auth::SigningKey::from_pem(auth::SigningKey::generate_pem()).value();
  return key;
}

bool signature_fits(nlohmann::json object, std::string_view label) {
  const auto text = object.at("signature").get<std::string>();
  object.erase("signature");
  // Verified as a third party would: over the label and the canonical form of what is there.
  const std::string bytes = std::string(label) + object.dump();
  const auto signature = signing_key().sign(auth::bytes_of(bytes));
  return auth::to_base64(signature) == text &&
         signing_key().verifying_key().verify(auth::bytes_of(bytes), signature);
}

bool hash_fits(nlohmann::json entry) {
  const auto hash = entry.at("hash").get<std::string>();
  entry.erase("hash");
  return auth::sha256_hex(auth::bytes_of(entry.dump())) == hash;
}

class ProofTest : public testing::Test {
 protected:
  MessageId send(const Caller& from, const Caller& to, const Bytes& envelope) {
    const Outgoing outgoing{.idempotency_key = std::to_string(++keys_),
                            .recipients = {{to.user, {{to.device, envelope}}}}};
    return test::call(db_, [&](Context& context) { return send_message(context, from, outgoing); })
        ->message;
  }
  void acknowledge(const Caller& device) {
    test::run(db_, [&](Context& context) {
      for (const Delivery& delivery : fetch_deliveries(context, device, 0, 0).deliveries) {
        EXPECT_EQ(acknowledge_deliveries(context, device, {delivery.id}), 1);
      }
    });
  }
  Outcome<nlohmann::json> proof(const Caller& caller, const MessageId& message) {
    return test::call(db_, [&](Context& context) {
      return message_proof(context, signing_key(), caller, message);
    });
  }

  test::TemporaryDatabase db_{test::relay_schema()};
  test::Population people_{db_};
  OrganisationId organisation_ = people_.organisation();
  Caller admin_ = people_.member(organisation_, Role::administrator);
  Caller alice_ = people_.member(organisation_);
  Caller bob_ = people_.member(organisation_);
  Caller carol_ = people_.member(organisation_);
  int keys_ = 0;
};

TEST_F(ProofTest, ShowsTheEnvelopeAndWhenItWasConfirmed) {
  const Bytes envelope = people_.frame();
  const std::int64_t stored_at = db_.clock.now().seconds();
  const MessageId message = send(alice_, bob_, envelope);
  EXPECT_EQ(proof(alice_, message)->at("deliveries").at(0).at("delivered_at"), nullptr);
  db_.clock.advance_seconds(30);
  acknowledge(bob_);
  const auto shown = proof(alice_, message);
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->at("organisation_id"), organisation_.text());
  EXPECT_EQ(shown->at("message_id"), message.text());
  const auto& delivery = shown->at("deliveries").at(0);
  EXPECT_EQ(delivery.at("envelope_sha256"), auth::sha256_hex(envelope));
  EXPECT_EQ(delivery.at("stored_at"), stored_at);
  EXPECT_EQ(delivery.at("delivered_at"), stored_at + 30);
  ASSERT_EQ(shown->at("entries").size(), 2u);
  const auto& stored = shown->at("entries").at(0);
  EXPECT_EQ(stored.at("type"), "message_stored");
  EXPECT_EQ(stored.at("at"), stored_at);
  EXPECT_EQ(stored.at("data").at("deliveries").at(0).at("envelope_sha256"),
            delivery.at("envelope_sha256"));
  EXPECT_EQ(shown->at("entries").at(1).at("data").at("delivery_id"), delivery.at("delivery_id"));
  for (const auto& entry : shown->at("entries")) EXPECT_TRUE(hash_fits(entry));
  EXPECT_TRUE(signature_fits(*shown, kProofLabel));
  EXPECT_TRUE(signature_fits(shown->at("checkpoint"), audit::kCheckpointLabel));
  EXPECT_EQ(shown->at("checkpoint").at("hash"), shown->at("entries").at(1).at("hash"));
}

TEST_F(ProofTest, TheChainIsWholeForAdministratorsAndTellsNobodyElseOfOthers) {
  const MessageId message = send(alice_, bob_, people_.frame());
  const MessageId others = send(carol_, admin_, people_.frame());
  acknowledge(bob_);
  const auto whole = proof(admin_, message);
  ASSERT_TRUE(whole);
  ASSERT_EQ(whole->at("chain").size(), 3u);
  std::string previous = whole->at("chain").at(0).at("previous").get<std::string>();
  for (const auto& entry : whole->at("chain")) {
    EXPECT_TRUE(hash_fits(entry));
    EXPECT_EQ(entry.at("previous"), previous);
    previous = entry.at("hash").get<std::string>();
  }
  EXPECT_EQ(whole->at("checkpoint").at("hash"), previous);
  EXPECT_EQ(whole->at("chain").at(0), whole->at("entries").at(0));
  EXPECT_EQ(whole->at("chain").at(2), whole->at("entries").at(1));

  const auto senders = proof(alice_, message);
  EXPECT_EQ(senders->at("chain"), nlohmann::json::array());
  const std::string text = senders->dump();
  for (const std::string& secret : {others.text(), carol_.user.text(), admin_.user.text()}) {
    EXPECT_EQ(text.find(secret), std::string::npos);
  }
  EXPECT_TRUE(signature_fits(*senders, kProofLabel));
}

TEST_F(ProofTest, IsForTheSenderAndAdministratorsOfTheOrganisationOnly) {
  const MessageId message = send(alice_, bob_, people_.frame());
  const Caller laptop = people_.device(organisation_, alice_.user);
  EXPECT_TRUE(proof(laptop, message));  // the sender is a user
  for (const Caller& caller : {bob_, carol_, people_.member(people_.organisation()),
                               people_.member(people_.organisation(), Role::administrator)}) {
    EXPECT_EQ(proof(caller, message).error().problem, Problem::not_found);
  }
  EXPECT_EQ(proof(admin_, MessageId::draw(db_.random)).error().problem, Problem::not_found);
}

}  // namespace
}  // namespace smx::relay
