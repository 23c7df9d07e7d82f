#include "api/openapi.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "api/attachments_api.h"
#include "api/audit_api.h"
#include "api/auth_api.h"
#include "api/base64.h"
#include "api/devices_api.h"
#include "api/keys_api.h"
#include "api/members_api.h"
#include "api/messages_api.h"
#include "api/organisations_api.h"
#include "api/proofs_api.h"
#include "api/service_api.h"
#include "store/file_blob_store.h"
#include "tests/api/calls.h"

namespace smx::relay::api {
namespace {

using Json = nlohmann::json;

const Json& description() {
  static const Json document = Json::parse(openapi_text());
  return document;
}

/// Whether a value has the form of a schema of the description.
bool fits(const Json& value, const std::string& name) {
  // The library finds definitions in another place than OpenAPI keeps them.
  std::string text = description().at("components").at("schemas").dump();
  const std::string from = "#/components/schemas/";
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), "#/definitions/");
  }
  const Json document{{"allOf", Json::array({{{"$ref", "#/definitions/" + name}}})},
                      {"definitions", Json::parse(text)}};
  using Adapter = valijson::adapters::NlohmannJsonAdapter;
  valijson::Schema schema;
  valijson::SchemaParser().populateSchema(Adapter(document), schema);
  return valijson::Validator().validate(schema, Adapter(value), nullptr);
}

std::string access_name(Access access) {
  switch (access) {
    case Access::anyone:
      return "anyone";
    case Access::device:
      return "device";
    case Access::pending_device:
      return "pending_device";
    case Access::administrator:
      return "administrator";
  }
  return "";
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(c | 0x20);
  return result;
}

class OpenApiTest : public testing::Test {
 protected:
  std::vector<Route> routes() {
    std::vector<Route> all;
    for (auto& part :
         {organisations_routes(*secret_), auth_routes(tokens_, *secret_), members_routes(),
          devices_routes(), keys_routes(), messages_routes(), proofs_routes(tokens_.key()),
          attachments_routes(blobs_), audit_routes(tokens_.key()), service_routes()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }

  test::TemporaryDatabase db_{test::relay_schema()};
  test::Population people_{db_};
  auth::AccessTokens tokens_{*auth::SigningKey::from_pem(auth::SigningKey::generate_pem()),
                             "https://relay.example"};
  std::optional<auth::CodeSecret> secret_ =
      auth::CodeSecret::from_bytes(std::vector<std::uint8_t>(32, 7));
  store::FileBlobStore blobs_{db_.folder().file("blobs")};
};

TEST_F(OpenApiTest, EveryRouteIsDescribedAndNoneInvented) {
  std::set<std::string> served;
  for (const Route& route : routes()) {
    const std::string path(route.pattern);
    const std::string method = lower(method_name(route.method));
    served.insert(method + " " + path);
    ASSERT_TRUE(description().at("paths").contains(path)) << path;
    ASSERT_TRUE(description()["paths"][path].contains(method)) << method << " " << path;
    const Json& operation = description()["paths"][path][method];
    EXPECT_EQ(operation.at("x-access"), access_name(route.access)) << method << " " << path;
    EXPECT_EQ(operation.contains("security"), route.access == Access::anyone) << path;
  }
  std::set<std::string> described;
  for (const auto& [path, methods] : description().at("paths").items()) {
    for (const auto& [method, operation] : methods.items()) described.insert(method + " " + path);
  }
  EXPECT_EQ(described, served);
}

TEST_F(OpenApiTest, EachOperationIsWhole) {
  const std::set<std::string> codes = description()["components"]["schemas"]["Error"]["properties"]
                                                   ["error"]["properties"]["code"]["enum"];
  std::set<std::string> names;
  for (const auto& [path, methods] : description().at("paths").items()) {
    for (const auto& [method, operation] : methods.items()) {
      EXPECT_TRUE(names.insert(operation.at("operationId")).second) << path;
      EXPECT_GE(operation.at("responses").size(), 2u) << path;
      for (const std::string code : operation.at("x-refusals")) EXPECT_TRUE(codes.contains(code));
    }
  }
  // Every code of the relay is one of the interface, and has a status of its own kind.
  std::set<std::string> ours;
  for (int i = 0; i <= static_cast<int>(Problem::unavailable); ++i) {
    ours.emplace(problem_name(static_cast<Problem>(i)));
  }
  EXPECT_EQ(codes, ours);
}

TEST_F(OpenApiTest, EveryReferenceLeadsSomewhere) {
  const std::string text(openapi_text());
  const std::string mark = R"("$ref": "#)";
  std::size_t count = 0;
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    const std::size_t from = at + mark.size();
    const std::string pointer = text.substr(from, text.find('"', from) - from);
    EXPECT_TRUE(description().contains(Json::json_pointer(pointer))) << pointer;
    ++count;
  }
  EXPECT_GT(count, 100u);
}

TEST_F(OpenApiTest, RefusalsHaveTheirForm) {
  for (int i = 0; i <= static_cast<int>(Problem::unavailable); ++i) {
    const Refusal refusal{.problem = static_cast<Problem>(i)};
    EXPECT_TRUE(fits(response_of(refusal).body, "Error")) << i;
  }
  EXPECT_FALSE(
      fits(Json{{"error", {{"code", "other"}, {"message", "x"}, {"detail", nullptr}}}}, "Error"))
      << "the check can fail";
  EXPECT_FALSE(fits(Json{{"error", {{"code", "conflict"}, {"message", "x"}}}}, "Error"));
}

TEST_F(OpenApiTest, RequestsAndAnswersHaveTheirForm) {
  Calls call(db_, routes());
  const OrganisationId organisation = people_.organisation();
  const Caller alice = people_.member(organisation, Role::administrator);
  const Caller bob = people_.member(organisation);
  const auto answer = [&](const Caller& caller, Method method, const std::string& path,
                          const Json& body, const std::string& form) {
    const Response response = call(caller, method, path, body);
    EXPECT_LT(response.status, 300) << path << response.body;
    EXPECT_TRUE(fits(response.body, form)) << path << response.body;
    return response.body;
  };
  const Json message{
      {"idempotency_key", "k"},
      {"recipients",
       {{{"user_id", bob.user.text()},
         {"devices",
          {{{"device_id", bob.device.text()}, {"envelope", encode_base64(people_.frame())}}}}}}}};
  EXPECT_TRUE(fits(message, "NewMessage"));
  const auto sent = answer(alice, Method::post, "/v1/messages", message, "SentMessage");
  const auto fetched = answer(bob, Method::get, "/v1/messages", nullptr, "DeliveryList");
  ASSERT_EQ(fetched.at("deliveries").size(), 1u);
  const Json acknowledgement{
      {"delivery_ids", Json::array({fetched["deliveries"][0].at("delivery_id")})}};
  EXPECT_TRUE(fits(acknowledgement, "Acknowledgement"));
  answer(bob, Method::post, "/v1/messages/acknowledge", acknowledgement, "Acknowledged");
  answer(alice, Method::get, "/v1/messages/" + sent.at("message_id").get<std::string>() + "/proof",
         nullptr, "Proof");
  answer(bob, Method::get, "/v1/keys", nullptr, "KeyState");
  answer(alice, Method::get, "/v1/users/" + bob.user.text() + "/devices", nullptr, "BundleList");
  answer(alice, Method::post, "/v1/users/" + bob.user.text() + "/bundles", Json::object(),
         "BundleList");
  answer(bob, Method::get, "/v1/members", nullptr, "MemberList");
  answer(alice, Method::get, "/v1/members", nullptr, "MemberList");
  answer(bob, Method::get, "/v1/devices/self", nullptr, "OwnDevice");
  answer(alice, Method::get, "/v1/devices", nullptr, "DeviceList");
  const Json attachment{{"size", 1000}, {"sha256", std::string(64, 'a')}};
  EXPECT_TRUE(fits(attachment, "NewAttachment"));
  const auto upload = answer(alice, Method::post, "/v1/attachments", attachment, "Upload");
  answer(alice, Method::get, "/v1/attachments/uploads/" + upload.at("upload_id").get<std::string>(),
         nullptr, "UploadState");
  const Json invitation{{"phone", "+447700900123"}, {"role", "member"}, {"expires_in", 3600}};
  EXPECT_TRUE(fits(invitation, "NewInvitation"));
  answer(alice, Method::post, "/v1/members/invitations", invitation, "Invitation");
  answer(alice, Method::post, "/v1/devices/" + bob.device.text() + "/revoke", Json::object(),
         "Device");
  answer(alice, Method::get, "/v1/audit", nullptr, "AuditPage");
}

}  // namespace
}  // namespace smx::relay::api
