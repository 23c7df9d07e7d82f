#include "smx/secret.h"

#include <gtest/gtest.h>

#include <type_traits>

#include "crypto/secret_types.h"
#include "test_data.h"

namespace smx {
namespace {

using test::bytes_of;
using TestSecret = Secret<struct TestSecretTag, 4>;

// A secret has no copy, no comparison and no way into a stream; two roles do not mix.
template <class T>
concept Comparable = requires(const T& a, const T& b) { a == b; };
template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

static_assert(!std::is_copy_constructible_v<TestSecret>);
static_assert(!std::is_copy_assignable_v<TestSecret>);
static_assert(!std::is_copy_constructible_v<SecretBytes>);
static_assert(!std::is_copy_assignable_v<SecretBytes>);
static_assert(!Comparable<TestSecret> && !Printable<TestSecret>);
static_assert(!Comparable<SecretBytes> && !Printable<SecretBytes>);
static_assert(!std::is_convertible_v<ChainKey, MessageKey>);
static_assert(!std::is_constructible_v<ChainKey, MessageKey>);
static_assert(!std::is_constructible_v<MessageKey, ChainKey&&>);

TestSecret make_secret() { return TestSecret(std::array<std::uint8_t, 4>{1, 2, 3, 4}); }

Bytes revealed(const auto& secret) {
  const auto bytes = secret.reveal();
  return {bytes.begin(), bytes.end()};
}

TEST(Secret, IsWipedWhenMovedFrom) {
  TestSecret from = make_secret();
  TestSecret to(std::move(from));
  EXPECT_EQ(revealed(to), bytes_of("01020304"));
  EXPECT_EQ(revealed(from), bytes_of("00000000"));  // NOLINT(bugprone-use-after-move)
  from = std::move(to);
  EXPECT_EQ(revealed(from), bytes_of("01020304"));
  EXPECT_EQ(revealed(to), bytes_of("00000000"));  // NOLINT(bugprone-use-after-move)
}

TEST(Secret, MovingOntoItselfKeepsIt) {
  TestSecret secret = make_secret();
  TestSecret& same = secret;
  secret = std::move(same);
  EXPECT_EQ(revealed(secret), bytes_of("01020304"));
}

TEST(Secret, IsWipedWhenDestroyed) {
  alignas(TestSecret) std::array<std::uint8_t, sizeof(TestSecret)> memory{};
  auto* secret = new (memory.data()) TestSecret(std::array<std::uint8_t, 4>{1, 2, 3, 4});
  EXPECT_EQ(memory[0], 1);
  secret->~TestSecret();
  for (const std::uint8_t byte : memory) EXPECT_EQ(byte, 0);
}

TEST(Secret, DuplicatesOnlyWhenAsked) {
  const TestSecret secret = make_secret();
  TestSecret copy = secret.duplicate();
  copy.wipe();
  EXPECT_EQ(revealed(copy), bytes_of("00000000"));
  EXPECT_EQ(revealed(secret), bytes_of("01020304"));
}

TEST(Secret, StartsAsZeros) { EXPECT_EQ(revealed(TestSecret()), bytes_of("00000000")); }

TEST(SecretBytes, MovesAndLeavesNothingBehind) {
  SecretBytes from(bytes_of("0a0b0c"));
  EXPECT_EQ(from.size(), 3u);
  SecretBytes to(std::move(from));
  EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(revealed(to), bytes_of("0a0b0c"));
  SecretBytes other(bytes_of("ff"));
  other = std::move(to);
  EXPECT_EQ(revealed(other), bytes_of("0a0b0c"));
  SecretBytes& same = other;
  other = std::move(same);
  EXPECT_EQ(revealed(other), bytes_of("0a0b0c"));
  other.writable()[0] = 7;
  EXPECT_EQ(revealed(other), bytes_of("070b0c"));
}

TEST(SecretBytes, MayBeEmpty) {
  EXPECT_TRUE(SecretBytes().empty());
  EXPECT_TRUE(SecretBytes(0).reveal().empty());
  EXPECT_TRUE(SecretBytes(ByteView{}).empty());
  EXPECT_EQ(revealed(SecretBytes(2)), bytes_of("0000"));
}

TEST(SecretBytes, KeepsItsMemoryAndNothingElse) {
  SecretBytes bytes(bytes_of("0a0b0c0d"));
  const std::uint8_t* const memory = bytes.reveal().data();
  bytes.resize_for_overwrite(2);
  EXPECT_EQ(revealed(bytes), bytes_of("0a0b"));
  bytes.resize_for_overwrite(4);
  EXPECT_EQ(revealed(bytes), bytes_of("0a0b0000")) << "what was given up is overwritten";
  bytes.clear();
  EXPECT_TRUE(bytes.empty());
  EXPECT_EQ(revealed(bytes), Bytes());
  bytes.resize_for_overwrite(4);
  EXPECT_EQ(revealed(bytes), bytes_of("00000000"));
  EXPECT_EQ(bytes.reveal().data(), memory);
}

TEST(SecretBytes, TakesNewMemoryWhenItsOwnIsTooSmall) {
  SecretBytes bytes(bytes_of("0a0b"));
  bytes.resize_for_overwrite(3);
  EXPECT_EQ(revealed(bytes), bytes_of("000000"));
  SecretBytes moved(std::move(bytes));
  bytes.resize_for_overwrite(1);  // NOLINT(bugprone-use-after-move): it has no memory any more
  EXPECT_EQ(revealed(bytes), bytes_of("00"));
  moved.clear();
  bytes = std::move(moved);
  bytes.resize_for_overwrite(3);
  EXPECT_EQ(revealed(bytes), bytes_of("000000"));
  SecretBytes none;
  none.clear();
  none.resize_for_overwrite(0);
  EXPECT_TRUE(none.empty());
}

// [PRIM-20] the comparison that is constant in time gives the answer of the other one.
TEST(EqualInConstantTime, SaysWhetherBytesAreEqual) {
  const Bytes bytes = test::counting_bytes(40, 3);
  EXPECT_TRUE(equal_in_constant_time(bytes, Bytes(bytes)));
  EXPECT_TRUE(equal_in_constant_time({}, {}));
  EXPECT_FALSE(equal_in_constant_time(bytes, ByteView(bytes).first(39)));
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    Bytes other = bytes;
    other[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    EXPECT_FALSE(equal_in_constant_time(bytes, other)) << bit;
  }
}

TEST(SecureWipe, OverwritesExactlyTheBytes) {
  Bytes bytes = test::counting_bytes(6, 1);
  secure_wipe(bytes.data() + 1, 4);
  EXPECT_EQ(bytes, bytes_of("010000000006"));
}

}  // namespace
}  // namespace smx
