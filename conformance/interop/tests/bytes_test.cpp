#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "interop/base64.h"
#include "interop/canaries.h"
#include "interop/draws.h"

namespace smx::interop {
namespace {

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

TEST(interop_base64, gives_the_vectors_of_rfc_4648) {
  EXPECT_EQ(to_base64(bytes_of("")), "");
  EXPECT_EQ(to_base64(bytes_of("f")), "Zg==");
  EXPECT_EQ(to_base64(bytes_of("fo")), "Zm8=");
  EXPECT_EQ(to_base64(bytes_of("foobar")), "Zm9vYmFy");
  EXPECT_EQ(to_base64(Bytes{0xfb, 0xff}, Base64Alphabet::kUrl), "-_8=");
}

TEST(interop_base64, reads_back_what_it_wrote_and_nothing_else) {
  for (std::size_t size = 0; size < 20; ++size) {
    const Bytes bytes = Draws("seed", "base64").bytes(size);
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
  }
  for (const char* bad :
       {"Zg", "Zg=", "Zh==", "Zm9=", "Z m8=", "-_8=", "====", "Zg==Zg==", "A==="}) {
    EXPECT_EQ(from_base64(bad), std::nullopt) << bad;
  }
}

TEST(interop_draws, follow_from_seed_and_label) {
  EXPECT_EQ(Draws("a", "b").bytes(50), Draws("a", "b").bytes(50));
  EXPECT_NE(Draws("a", "b").bytes(50), Draws("a", "c").bytes(50));
  EXPECT_NE(Draws("a", "b").bytes(50), Draws("b", "b").bytes(50));
  Draws draws("a", "b");
  EXPECT_NE(draws.bytes(32), draws.bytes(32));
  for (int i = 0; i < 100; ++i) EXPECT_LT(draws.below(7), 7U);
}

TEST(interop_canaries, are_in_the_plaintext_and_all_different) {
  Canaries canaries("seed", 3);
  const Bytes text = canaries.plaintext("a message", 10);
  ASSERT_EQ(canaries.all().size(), 3U);
  for (const Bytes& canary : canaries.all()) {
    EXPECT_NE(std::search(text.begin(), text.end(), canary.begin(), canary.end()), text.end());
  }
  canaries.plaintext("another");
  EXPECT_EQ(std::set<Bytes>(canaries.all().begin(), canaries.all().end()).size(), 6U);
}

}  // namespace
}  // namespace smx::interop
