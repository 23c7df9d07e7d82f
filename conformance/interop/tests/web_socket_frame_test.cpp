#include "interop/web_socket_frame.h"

#include <gtest/gtest.h>

#include "interop/web_socket.h"

namespace smx::interop {
namespace {

constexpr std::size_t kLimit = 100'000;

std::string octets(std::initializer_list<int> values) {
  std::string out;
  for (const int value : values) out += static_cast<char>(value);
  return out;
}

TEST(interop_web_socket_frame, comes_back_in_all_three_lengths) {
  for (const std::size_t size : {0U, 1U, 125U, 126U, 65535U, 65536U, 70000U}) {
    const std::string payload(size, 'p');
    std::string bytes = client_frame(WebSocketFrame::kText, payload, {9, 8, 7, 6}) + "rest";
    const auto frame = take_frame(bytes, kLimit);
    ASSERT_TRUE(frame) << size;
    EXPECT_TRUE(frame->masked);
    EXPECT_TRUE(frame->final);
    EXPECT_EQ(frame->payload, payload);
    EXPECT_EQ(bytes, "rest");
  }
}

TEST(interop_web_socket_frame, is_masked_on_the_wire) {
  EXPECT_EQ(client_frame(WebSocketFrame::kText, "Hello", {0x37, 0xfa, 0x21, 0x3d}),
            octets({0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58}));
}

TEST(interop_web_socket_frame, is_taken_when_it_is_whole) {
  const std::string whole =
      client_frame(WebSocketFrame::kText, std::string(300, 'x'), {1, 2, 3, 4});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    std::string part = whole.substr(0, size);
    EXPECT_FALSE(take_frame(part, kLimit)) << size;
  }
}

TEST(interop_web_socket_frame, what_the_rfc_forbids_is_refused) {
  for (std::string bad :
       {octets({0xc1, 0}), octets({0x83, 0}), octets({0x8b, 0}), octets({0x09, 0}),
        octets({0x89, 126, 0, 126}), octets({0x81, 126, 0, 125}),
        octets({0x81, 127, 0, 0, 0, 0, 0, 0, 0xff, 0xff})}) {
    EXPECT_THROW(take_frame(bad, kLimit), LinkFault);
  }
  std::string longer = client_frame(WebSocketFrame::kText, std::string(11, 'x'), {1, 2, 3, 4});
  EXPECT_THROW(take_frame(longer, 10), LinkFault);
}

TEST(interop_web_socket, the_accept_value_is_that_of_the_rfc) {
  EXPECT_EQ(web_socket_accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

}  // namespace
}  // namespace smx::interop
