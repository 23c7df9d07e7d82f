// Recorded TLS is opened with the key log, and what cannot be opened is never taken for empty.

#include "interop/tls_opening.h"

#include <gtest/gtest.h>

#include "interop/absence.h"
#include "interop/base64.h"
#include "interop/draws.h"
#include "interop/opened_traffic.h"
#include "interop/web_socket_frame.h"
#include "tls_pair.h"

namespace smx::interop {
namespace {

using tests::TlsPair;

std::string text_of(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

KeyLog key_log_of(const TlsPair& pair) {
  KeyLog keys;
  keys.add(pair.key_log());
  return keys;
}

class EachSuite : public testing::TestWithParam<const char*> {};

TEST_P(EachSuite, both_directions_open) {
  TlsPair pair(GetParam());
  pair.to_relay("GET / HTTP/1.1\r\n\r\n");
  pair.from_relay(std::string(40'000, 'x') + "end");
  pair.to_relay("again");
  const OpenedStream opened = open_tls(pair.stream(), key_log_of(pair));
  EXPECT_EQ(text_of(opened.to_relay), "GET / HTTP/1.1\r\n\r\nagain");
  EXPECT_EQ(text_of(opened.from_relay), std::string(40'000, 'x') + "end");
  EXPECT_GT(opened.records, 4U);
}

TEST_P(EachSuite, new_keys_are_followed) {
  TlsPair pair(GetParam());
  pair.to_relay("one ");
  pair.update_keys();
  pair.to_relay("two ");
  pair.from_relay("three");
  pair.update_keys();
  pair.to_relay("four");
  pair.from_relay(" five");
  const OpenedStream opened = open_tls(pair.stream(), key_log_of(pair));
  EXPECT_EQ(text_of(opened.to_relay), "one two four");
  EXPECT_EQ(text_of(opened.from_relay), "three five");
}

INSTANTIATE_TEST_SUITE_P(all, EachSuite,
                         testing::Values("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
                                         "TLS_CHACHA20_POLY1305_SHA256"));

TEST(interop_tls_opening, without_the_secrets_of_the_connection_it_fails) {
  TlsPair pair("TLS_AES_128_GCM_SHA256");
  pair.to_relay("secret");
  EXPECT_THROW(open_tls(pair.stream(), KeyLog{}), OpeningError);
  TlsPair other("TLS_AES_128_GCM_SHA256");
  EXPECT_THROW(open_tls(pair.stream(), key_log_of(other)), OpeningError);
}

TEST(interop_tls_opening, a_changed_record_fails) {
  TlsPair pair("TLS_AES_128_GCM_SHA256");
  pair.to_relay("secret");
  TappedStream changed = pair.stream();
  changed.to_relay.back() ^= 1U;
  EXPECT_THROW(open_tls(changed, key_log_of(pair)), OpeningError);
}

TEST(interop_tls_opening, a_record_that_is_left_out_is_noticed) {
  TlsPair pair("TLS_AES_128_GCM_SHA256");
  const std::size_t before = pair.stream().to_relay.size();
  pair.to_relay("one");
  const std::size_t after = pair.stream().to_relay.size();
  pair.to_relay("two");
  TappedStream changed = pair.stream();
  changed.to_relay.erase(changed.to_relay.begin() + static_cast<std::ptrdiff_t>(before),
                         changed.to_relay.begin() + static_cast<std::ptrdiff_t>(after));
  EXPECT_THROW(open_tls(changed, key_log_of(pair)), OpeningError);
}

TEST(interop_tls_opening, a_cut_connection_opens_up_to_the_cut) {
  TlsPair pair("TLS_AES_128_GCM_SHA256");
  pair.to_relay("whole");
  pair.to_relay("cut");
  TappedStream cut = pair.stream();
  cut.to_relay.pop_back();
  EXPECT_EQ(text_of(open_tls(cut, key_log_of(pair)).to_relay), "whole");
}

TEST(interop_opened_traffic, messages_of_a_websocket_are_unmasked_and_put_together) {
  OpenedStream opened;
  const std::string request = "GET /v1/stream HTTP/1.1\r\nUpgrade: websocket\r\n\r\n" +
                              client_frame(WebSocketFrame::kText, "to the relay", {1, 2, 3, 4});
  // One message in two frames, as a server may send it.
  std::string response = "HTTP/1.1 101 Switching Protocols\r\n\r\n";
  response += std::string{0x01, 4} + "from" + std::string{char(0x80), 10} + " the relay";
  opened.to_relay.assign(request.begin(), request.end());
  opened.from_relay.assign(response.begin(), response.end());
  const Traffic traffic = traffic_of(opened);
  EXPECT_NE(traffic.to_relay.find("to the relay\n"), std::string::npos);
  EXPECT_NE(traffic.from_relay.find("from the relay\n"), std::string::npos);
}

/// A pair that carried an envelope each way, in JSON.
struct Carried {
  explicit Carried(const std::string& more_from_relay = {}) {
    Draws draws("seed", "envelopes");
    known.sent.push_back(to_base64(draws.bytes(100)));
    known.delivered.push_back(to_base64(draws.bytes(120)));
    pair.to_relay(R"({"envelope":")" + known.sent[0] + R"("})");
    pair.from_relay(R"({"envelope":")" + known.delivered[0] + R"("})" + more_from_relay);
  }
  TlsPair pair{"TLS_AES_256_GCM_SHA384"};
  KnownCiphertexts known;
};

std::vector<Bytes> one_canary() { return {Draws("seed", "canary").bytes(32)}; }

TEST(interop_absence, traffic_is_clean_only_when_every_known_ciphertext_was_seen) {
  Carried carried;
  const CanarySearch search(one_canary());
  const std::vector<TappedStream> streams{carried.pair.stream()};
  const auto clean = search_traffic(streams, carried.pair.key_log(), carried.known, search);
  EXPECT_TRUE(all_clean(clean));
  EXPECT_EQ(clean[0].note, "1 of 1 known ciphertexts found");

  KnownCiphertexts more = carried.known;
  more.sent.push_back(to_base64(Draws("seed", "not sent").bytes(90)));
  const auto blind = search_traffic(streams, carried.pair.key_log(), more, search);
  EXPECT_EQ(blind[0].result, PlaceSearched::Result::kNotRun);
  EXPECT_EQ(blind[0].why, "the tap does not see all that travels: 1 of 2 known ciphertexts found");

  const auto nothing = search_traffic(streams, carried.pair.key_log(), {}, search);
  EXPECT_EQ(nothing[1].result, PlaceSearched::Result::kNotRun);
  const auto no_keys = search_traffic(streams, "", carried.known, search);
  EXPECT_EQ(no_keys[0].result, PlaceSearched::Result::kNotRun);
  EXPECT_EQ(no_keys[1].result, PlaceSearched::Result::kNotRun);
}

TEST(interop_absence, a_canary_inside_tls_is_found) {
  const std::vector<Bytes> canaries = one_canary();
  Carried carried(R"({"leak":")" + to_base64(canaries[0]) + R"("})");
  const auto found = search_traffic({carried.pair.stream()}, carried.pair.key_log(), carried.known,
                                    CanarySearch(canaries));
  EXPECT_EQ(found[0].result, PlaceSearched::Result::kClean);
  EXPECT_EQ(found[1].result, PlaceSearched::Result::kFound);
}

}  // namespace
}  // namespace smx::interop
