#include "crypto/entropy.h"

#include <gtest/gtest.h>

#include <array>

#include "test_data.h"

namespace smx {
namespace {

using test::bytes_of;

using Sample = std::array<std::uint8_t, 32>;

// [PRIM-22] without injection every draw is the system's.
TEST(Entropy, DrawsFromTheSystemByDefault) {
  Entropy entropy;
  Sample a{};
  Sample b{};
  EXPECT_TRUE(entropy.fill(Draw::ek_private, a).has_value());
  EXPECT_TRUE(entropy.fill(Draw::ek_private, b).has_value());
  EXPECT_NE(a, b);
  EXPECT_NE(a, Sample{});
}

TEST(Entropy, GivesAnInjectedValueAsOftenAsItIsDrawn) {
  Entropy entropy;
  entropy.inject(Draw::nonce, bytes_of("0102"));
  entropy.inject(Draw::key_id, bytes_of("09"));
  std::array<std::uint8_t, 2> out{};
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(entropy.fill(Draw::nonce, out).has_value());
    EXPECT_EQ(out, (std::array<std::uint8_t, 2>{1, 2}));
  }
  entropy.inject(Draw::nonce, bytes_of("0304"));
  EXPECT_TRUE(entropy.fill(Draw::nonce, out).has_value());
  EXPECT_EQ(out, (std::array<std::uint8_t, 2>{3, 4}));
}

// [PRIM-22] a draw that has no value fails.
TEST(Entropy, WithInjectionOnADrawWithoutAValueFails) {
  Entropy entropy;
  entropy.inject_only();
  entropy.inject(Draw::nonce, bytes_of("0102"));
  Sample out{};
  EXPECT_EQ(entropy.fill(Draw::ek_private, out).error(), Error::random_failed);
  EXPECT_EQ(entropy.fill(Draw::nonce, out).error(), Error::random_failed);  // another size
  EXPECT_EQ(out, Sample{});
  EXPECT_TRUE(entropy.fill(Draw::storage, out).has_value());
  EXPECT_NE(out, Sample{});
}

TEST(Entropy, ForgetsInjectedValues) {
  Entropy entropy;
  entropy.inject_only();
  entropy.inject(Draw::ek_private, Bytes(32, 0x11));
  entropy.clear_injected();
  Sample out{};
  EXPECT_TRUE(entropy.fill(Draw::ek_private, out).has_value());
  Sample injected;
  injected.fill(0x11);
  EXPECT_NE(out, injected);
}

}  // namespace
}  // namespace smx
