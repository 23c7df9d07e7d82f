#include "crypto/guarded.h"

#include <gtest/gtest.h>

#include <type_traits>

#include "test_data.h"

namespace smx {
namespace {

using test::bytes_of;
using TestSecret = Secret<struct GuardedTestTag, 5>;
using Guarded = GuardedSecret<struct GuardedTestTag, 5>;

static_assert(!std::is_copy_constructible_v<Guarded>);
static_assert(!std::is_copy_assignable_v<Guarded>);
static_assert(std::is_nothrow_move_constructible_v<Guarded>);

Bytes revealed(const auto& secret) {
  const auto bytes = secret.reveal();
  return {bytes.begin(), bytes.end()};
}

TEST(Guarded, StartsAsZerosAndHoldsWhatIsWritten) {
  Result<Guarded> secret = Guarded::make();
  ASSERT_TRUE(secret.has_value());
  EXPECT_EQ(revealed(*secret), bytes_of("0000000000"));
  secret->writable()[4] = 9;
  EXPECT_EQ(revealed(*secret), bytes_of("0000000009"));
  const Guarded moved = std::move(*secret);
  EXPECT_EQ(revealed(moved), bytes_of("0000000009"));
}

TEST(Guarded, CopiesOnlyWhenAsked) {
  const TestSecret plain(std::array<std::uint8_t, 5>{1, 2, 3, 4, 5});
  const Result<Guarded> secret = Guarded::copy_of(plain);
  ASSERT_TRUE(secret.has_value());
  Result<Guarded> copy = secret->duplicate();
  ASSERT_TRUE(copy.has_value());
  copy->writable()[0] = 7;
  EXPECT_EQ(revealed(*secret), bytes_of("0102030405"));
  EXPECT_EQ(revealed(*copy), bytes_of("0702030405"));
  EXPECT_EQ(revealed(secret->unguarded()), bytes_of("0102030405"));
}

TEST(GuardedDeathTest, ReadingPastTheEndEndsTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const Result<Guarded> secret = Guarded::make();
  ASSERT_TRUE(secret.has_value());
  const volatile std::uint8_t* end = secret->reveal().data() + Guarded::kSize;
  EXPECT_DEATH(static_cast<void>(*end), "");
}

TEST(Guarded, MemoryThatCannotBeHadIsReported) {
  const Result<std::uint8_t*> memory = allocate_guarded(SIZE_MAX / 2);
  ASSERT_FALSE(memory.has_value());
  EXPECT_EQ(memory.error(), Error::out_of_memory);
}

}  // namespace
}  // namespace smx
