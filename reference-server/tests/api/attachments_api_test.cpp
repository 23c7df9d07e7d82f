#include "api/attachments_api.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "auth/digest.h"
#include "store/file_blob_store.h"
#include "tests/api/calls.h"

namespace smx::relay::api {
namespace {

using Json = nlohmann::json;

std::string header(const Response& response, std::string_view name) {
  const auto found =
      std::ranges::find(response.headers, name, &std::pair<std::string, std::string>::first);
  return found == response.headers.end() ? "" : found->second;
}

class AttachmentsApiTest : public testing::Test {
 protected:
  AttachmentsApiTest() { db_.random.fill({reinterpret_cast<std::uint8_t*>(bytes_.data()), 100}); }

  Response announce() {
    return call_(alice_, Method::post, "/v1/attachments", {{"size", 100}, {"sha256", digest_()}});
  }
  Response patch(const std::string& upload, const std::string& offset, const std::string& body) {
    Request request;
    request.method = Method::patch;
    request.path = "/v1/attachments/uploads/" + upload;
    if (offset != "none") request.headers["upload-offset"] = offset;
    request.body = body;
    return call_(alice_, std::move(request));
  }
  Response read(const std::string& range = "") {
    Request request;
    request.path = "/v1/attachments/" + digest_();
    if (!range.empty()) request.headers["range"] = range;
    return call_(alice_, std::move(request));
  }
  [[nodiscard]] std::string digest_() const { return auth::sha256_hex(auth::bytes_of(bytes_)); }

  test::TemporaryDatabase db_{test::relay_schema()};
  store::FileBlobStore blobs_{db_.folder().file("attachments")};
  test::Population people_{db_};
  Caller alice_ = people_.member(people_.organisation());
  Calls call_{db_, attachments_routes(blobs_)};
  std::string bytes_ = std::string(100, '\0');
};

TEST_F(AttachmentsApiTest, IsUploadedAndRead) {
  const Response announced = announce();
  EXPECT_EQ(announced.status, 201);
  EXPECT_EQ(announced.body.at("offset"), 0);
  EXPECT_EQ(announced.body.at("expires_at"), db_.clock.now().seconds() + db_.policy.upload_seconds);
  const auto upload = announced.body.at("upload_id").get<std::string>();
  EXPECT_EQ(patch(upload, "0", bytes_.substr(0, 60)).body, (Json{{"offset", 60}}));
  EXPECT_EQ(call_(alice_, Method::get, "/v1/attachments/uploads/" + upload).body,
            (Json{{"offset", 60}, {"size", 100}}));
  const Response mismatch = patch(upload, "0", bytes_);
  EXPECT_EQ(mismatch.status, 409);
  EXPECT_EQ(mismatch.body.at("error").at("detail"), (Json{{"offset", 60}}));
  EXPECT_EQ(read().status, 404);
  EXPECT_EQ(patch(upload, "60", bytes_.substr(60)).body,
            (Json{{"offset", 100}, {"attachment_id", digest_()}}));
  const Response again = announce();
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body, (Json{{"attachment_id", digest_()}}));

  const Response whole = read();
  EXPECT_EQ(whole.status, 200);
  EXPECT_EQ(whole.octets, bytes_);
  EXPECT_EQ(whole.content_type, "application/octet-stream");
  EXPECT_EQ(header(whole, "Content-Range"), "");
  const Response part = read("bytes=10-19");
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.octets, bytes_.substr(10, 10));
  EXPECT_EQ(header(part, "Content-Range"), "bytes 10-19/100");
  const Response none = read("bytes=100-");
  EXPECT_EQ(none.status, 416);
  EXPECT_EQ(header(none, "Content-Range"), "bytes */100");
}

TEST_F(AttachmentsApiTest, RequestsAreReadStrictly) {
  const auto upload = announce().body.at("upload_id").get<std::string>();
  for (const char* offset : {"none", "", "-1", "x", "0x0", "1 ", "99999999999999999999"}) {
    EXPECT_EQ(fault_of(patch(upload, offset, "x")), "Upload-Offset not_an_integer") << offset;
  }
  EXPECT_EQ(patch("upl_x", "0", "x").status, 404);
  const auto refused = [&](const Json& body) {
    return fault_of(call_(alice_, Method::post, "/v1/attachments", body));
  };
  EXPECT_EQ(refused({{"size", 0}, {"sha256", digest_()}}), "size out_of_range");
  EXPECT_EQ(refused({{"size", 1}, {"sha256", digest_().substr(1)}}), "sha256 length");
  EXPECT_EQ(refused({{"size", 1}, {"sha256", digest_()}, {"name", "x"}}), " unknown_member");
  Request request;
  request.path = "/v1/attachments/..";
  EXPECT_EQ(call_(alice_, std::move(request)).status, 404);
}

TEST(Range, AnythingButOneRangeOfOctetsIsNone) {
  const auto is = [](std::string_view text, std::optional<std::uint64_t> first,
                     std::optional<std::uint64_t> last, std::uint64_t suffix) {
    const auto range = parse_range(text);
    return range && range->first == first && range->last == last && range->suffix == suffix;
  };
  EXPECT_TRUE(is("bytes=0-0", 0, 0, 0));
  EXPECT_TRUE(is("bytes=5-", 5, std::nullopt, 0));
  EXPECT_TRUE(is("bytes=-7", std::nullopt, std::nullopt, 7));
  for (const char* text :
       {"", "bytes", "bytes=", "bytes=-", "bytes=1", "bytes=2-1", "bytes=0-1,3-4", "bytes= 0-1",
        "octets=0-1", "bytes=a-b", "bytes=0-99999999999999999999", "bytes=+1-2"}) {
    EXPECT_FALSE(parse_range(text)) << text;
  }
}

}  // namespace
}  // namespace smx::relay::api
