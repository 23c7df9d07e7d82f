#include "interop/http_message.h"

#include <gtest/gtest.h>

namespace smx::interop {
namespace {

std::optional<HttpHead> head_of(std::string text) { return take_head(text); }

TEST(interop_http_message, a_request_has_host_length_and_headers) {
  const HttpRequest request{"POST", "/v1/messages", {{"authorization", "Bearer t"}}, "{}"};
  EXPECT_EQ(request.text("relay:1"),
            "POST /v1/messages HTTP/1.1\r\nHost: relay:1\r\nauthorization: Bearer t\r\n"
            "content-length: 2\r\n\r\n{}");
}

TEST(interop_http_message, a_response_is_taken_when_it_is_whole) {
  const std::string whole =
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Y:  z \r\n\r\nhelloHTTP/1.1 204 No\r\n\r\n";
  std::string bytes;
  std::optional<HttpHead> head;
  std::optional<std::string> body;
  for (const char c : whole) {
    bytes += c;
    if (!head) head = take_head(bytes);
    if (head && !body) body = take_body(*head, bytes);
  }
  ASSERT_TRUE(head && body);
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->header("x-y"), "z");
  EXPECT_EQ(*body, "hello");
  const std::optional<HttpHead> next = take_head(bytes);
  ASSERT_TRUE(next);
  EXPECT_EQ(take_body(*next, bytes), "");
}

TEST(interop_http_message, chunks_are_put_together) {
  HttpHead head;
  head.headers["transfer-encoding"] = "chunked";
  std::string bytes = "4\r\nfrom\r\nA;x=y\r\n the relay\r\n0\r\n";
  EXPECT_EQ(take_body(head, bytes), std::nullopt);
  bytes += "\r\nrest";
  EXPECT_EQ(take_body(head, bytes), "from the relay");
  EXPECT_EQ(bytes, "rest");
}

TEST(interop_http_message, what_is_no_response_is_refused) {
  for (const char* bad : {"HTTP/1.0 200 OK\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n", "hello\r\n\r\n",
                          "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\n: x\r\n\r\n",
                          "HTTP/1.1 200 OK\r\na: 1\r\nA: 2\r\n\r\n"}) {
    EXPECT_THROW(head_of(bad), LinkFault) << bad;
  }
  std::string endless(kMaxHeadBytes + 1, 'x');
  EXPECT_THROW(take_head(endless), LinkFault);
}

TEST(interop_http_message, a_body_of_no_or_bad_length_is_refused) {
  for (const char* length : {"", "x", "-1", "5 ", "99999999999999999999", "16777217"}) {
    HttpHead head;
    head.status = 200;
    if (*length != '\0') head.headers["content-length"] = length;
    std::string bytes = "hello";
    EXPECT_THROW(take_body(head, bytes), LinkFault) << length;
  }
  HttpHead chunked;
  chunked.headers["transfer-encoding"] = "chunked";
  std::string bytes = "2\r\nabc\r\n0\r\n\r\n";
  EXPECT_THROW(take_body(chunked, bytes), LinkFault);
}

}  // namespace
}  // namespace smx::interop
