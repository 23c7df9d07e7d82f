// Invariant: a body of a request to the relay is taken exactly when a second reading of RFC 8259
// takes it: one object, no member twice, no deeper than the bound. What was taken is written and
// read again as the same value. Members are read strictly: what is taken is what the body holds and
// nothing else is in it, and a refusal names a member that the reader knows, never the client's
// text.
//
// Input: the body.
#include <set>
#include <string>

#include "api/base64.h"
#include "api/json_fields.h"
#include "api/json_text.h"
#include "api/request.h"
#include "auth/strict_json.h"
#include "reference/json.h"
#include "support/target.h"

namespace smx::fuzz {
namespace {

using Json = nlohmann::json;
using relay::api::JsonFields;

/// Members that a made-up route has: of every kind one that must be there and one that may.
void read_members(const Json& body) {
  JsonFields fields(body);
  const std::string text = fields.text("text", {1, 8});
  const auto note = fields.optional_text("note", {0, 4});
  const std::int64_t number = fields.integer("number", {0, 1000});
  const auto size = fields.optional_integer("size", {-5, 5});
  const Bytes key = fields.bytes("key", {0, 5});
  const std::vector<std::string> ids = fields.texts("ids", {0, 3}, {1, 4});
  const Json& inner = fields.object("inner");
  const Json* const more = fields.optional_object("more");
  const Json* const extra = fields.optional_array("extra", {0, 2});
  if (text == "refused") fields.refuse_field("text", "of_our_own");
  std::size_t of_inner = 0;
  for (const Json& item : fields.array("items", {0, 2})) {
    JsonFields inside(item, fields.place("items", of_inner++));
    static_cast<void>(inside.integer("n", {0, 9}));
    if (const auto read = inside.finish(); !read) {
      const auto place = read.error().detail.at("field").get<std::string>();
      require(place.starts_with("items["), "a refusal says where");
    }
  }
  const auto read = fields.finish();
  require(read.has_value() == !fields.failed(), "a reader failed or did not");
  if (!read) {
    static const std::set<std::string> known = {
        "",       "text",   "note",  "number", "size",  "key",   "ids",      "ids[0]",
        "ids[1]", "ids[2]", "inner", "more",   "extra", "items", "items[0]", "items[1]"};
    require(read.error().problem == relay::Problem::malformed_request, "a refusal is one");
    require(known.contains(read.error().detail.at("field").get<std::string>()),
            "a refusal names what the reader knows");
    return;
  }
  std::size_t members = 6;
  if (note) ++members;
  if (size) ++members;
  if (more != nullptr) ++members;
  if (extra != nullptr) ++members;
  require(body.size() == members, "no member is left unread");
  require(body.at("text") == text && body.at("number") == number && body.at("inner") == inner,
          "what was read is what is there");
  require(relay::api::encode_base64(key) == body.at("key").get<std::string>(),
          "bytes have one spelling");
  require(body.at("ids") == Json(ids), "texts are what is there");
  require(!note || body.at("note") == *note, "an optional text is what is there");
  require(!size || body.at("size") == *size, "an optional number is what is there");
}

/// A request has its body as text, or as a value that was read before.
void same_of_a_request(const std::string& text, const Json& body) {
  relay::api::Request request;
  request.body = text;
  const auto read = relay::api::body_of(request);
  require(read && **read == body, "a request's body is what its text says");
  request.body.clear();
  request.json = *read;
  const auto known = relay::api::body_of(request);
  require(known && *known == *read, "what was read before is not read again");
}

}  // namespace
}  // namespace smx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace smx::fuzz;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto body = smx::relay::api::parse_object(text);
  const bool good = is_strict_object(text, smx::relay::auth::kJsonDepth);
  require(body.has_value() == good, "the two readings agree");
  smx::relay::api::Request request;
  request.body = text;
  require(smx::relay::api::body_of(request).has_value() == good,
          "a request is refused like its text");
  if (!body) {
    require(body.error().problem == smx::relay::Problem::malformed_request, "a refusal is one");
    return 0;
  }
  require(body->is_object(), "a body is an object");
  same_of_a_request(text, *body);
  const auto again = smx::relay::api::parse_object(body->dump());
  require(again && *again == *body, "what was read is written and read the same");
  read_members(*body);
  return 0;
}
