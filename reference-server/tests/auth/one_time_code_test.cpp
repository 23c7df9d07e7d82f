#include "auth/one_time_code.h"

#include <gtest/gtest.h>

#include <array>
#include <deque>

#include "tests/support/fixed_random.h"

namespace smx::relay::auth {
namespace {

/// Gives these words, big-endian, one after another.
class Words final : public Random {
 public:
  explicit Words(std::deque<std::uint32_t> words) : words_(std::move(words)) {}
  void fill(std::span<std::uint8_t> out) override {
    ASSERT_EQ(out.size(), 4u);
    ASSERT_FALSE(words_.empty());
    for (std::size_t i = 0; i < 4; ++i) {
      out[i] = static_cast<std::uint8_t>(words_.front() >> (8 * (3 - i)));
    }
    words_.pop_front();
  }
  [[nodiscard]] std::size_t left() const { return words_.size(); }

 private:
  std::deque<std::uint32_t> words_;
};

TEST(OneTimeCode, EveryCodeIsAsLikely) {
  // 4,294,000,000 is the largest multiple of a million in 32 bits: above it words are drawn again.
  Words words({4'294'000'000, 4'294'967'295, 4'293'999'999, 7});
  EXPECT_EQ(draw_code(words), "999999");
  EXPECT_EQ(words.left(), 1u);
  EXPECT_EQ(draw_code(words), "000007");

  test::FixedRandom random;
  std::array<int, 10> first{};
  std::array<int, 10> last{};
  constexpr int kDraws = 100'000;
  for (int i = 0; i < kDraws; ++i) {
    const std::string code = draw_code(random);
    ASSERT_TRUE(is_code(code));
    ++first[static_cast<std::size_t>(code.front() - '0')];
    ++last[static_cast<std::size_t>(code.back() - '0')];
  }
  // Six standard deviations (95 each) about a tenth.
  for (std::size_t digit = 0; digit < 10; ++digit) {
    EXPECT_NEAR(first[digit], kDraws / 10, 570);
    EXPECT_NEAR(last[digit], kDraws / 10, 570);
  }
}

TEST(OneTimeCode, Form) {
  EXPECT_TRUE(is_code("000000"));
  for (const char* text : {"", "12345", "1234567", "12345a", " 12345", "-12345", "+12345"}) {
    EXPECT_FALSE(is_code(text)) << text;
  }
}

TEST(OneTimeCode, StoredUnderASecretAndBoundToThePhone) {
  const auto phone = *PhoneNumber::parse("+447700900123");
  const auto other_phone = *PhoneNumber::parse("+447700900124");
  const auto secret = *CodeSecret::from_bytes(Bytes(32, 1));
  const auto other_secret = *CodeSecret::from_bytes(Bytes(32, 2));
  EXPECT_EQ(secret.mac_of_code(phone, "123456"), secret.mac_of_code(phone, "123456"));
  EXPECT_NE(secret.mac_of_code(phone, "123456"), secret.mac_of_code(phone, "123457"));
  EXPECT_NE(secret.mac_of_code(phone, "123456"), secret.mac_of_code(other_phone, "123456"));
  EXPECT_NE(secret.mac_of_code(phone, "123456"), other_secret.mac_of_code(phone, "123456"));
  EXPECT_NE(secret.mac_of_phone(phone), secret.mac_of_phone(other_phone));
  EXPECT_NE(secret.mac_of_phone(phone), other_secret.mac_of_phone(phone));
}

TEST(OneTimeCode, SecretsUnder32BytesAreRefused) {
  EXPECT_FALSE(CodeSecret::from_bytes(Bytes(31, 1)).has_value());
  EXPECT_FALSE(CodeSecret::from_bytes({}).has_value());
}

}  // namespace
}  // namespace smx::relay::auth
