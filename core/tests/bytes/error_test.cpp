#include "smx/error.h"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>

#include "bytes/try.h"

namespace smx {
namespace {

struct Row {
  int number;
  std::string_view name;
};

// docs/spec/errors.md, both tables.
constexpr std::array<Row, 29> kTable = {{
    {1, "malformed"},         {2, "bad_signature"},       {3, "low_order_point"},
    {4, "unknown_prekey"},    {5, "decryption_failed"},   {6, "duplicate_message"},
    {7, "too_many_skipped"},  {8, "replayed_bootstrap"},  {9, "no_session"},
    {10, "no_sending_chain"}, {11, "chain_exhausted"},    {12, "too_large"},
    {13, "stale_state"},      {14, "restart_limited"},    {64, "invalid_argument"},
    {65, "not_initialised"},  {66, "cpu_unsupported"},    {67, "random_failed"},
    {68, "out_of_memory"},    {69, "memory_lock_failed"}, {70, "storage_failed"},
    {71, "storage_corrupt"},  {72, "state_unreadable"},   {73, "state_too_new"},
    {74, "key_unavailable"},  {75, "seal_limit"},         {76, "counter_failed"},
    {77, "buffer_too_small"}, {78, "clock_failed"},
}};

// [ERR-01] names and numbers of the protocol, [ERR-06] none of them moves.
TEST(Error, NamesAndNumbersAreThoseOfTheSpecification) {
  for (const Row& row : kTable) {
    EXPECT_EQ(error_name(static_cast<Error>(row.number)), row.name) << row.number;
  }
}

// [ERR-02] what is ours is numbered from 64 up, and no number between has a name.
TEST(Error, NoOtherNumberHasAName) {
  std::set<int> known;
  for (const Row& row : kTable) known.insert(row.number);
  for (int number = 0; number < 256; ++number) {
    if (known.contains(number)) continue;
    EXPECT_EQ(error_name(static_cast<Error>(number)), "unknown_error") << number;
    EXPECT_EQ(error_description(static_cast<Error>(number)), "An error of no known number.");
  }
}

// [ERR-02] no name is used twice.
TEST(Error, NamesAreUnique) {
  std::set<std::string_view> names;
  for (const Row& row : kTable) names.insert(row.name);
  EXPECT_EQ(names.size(), kTable.size());
}

// [ERR-04] a description is fixed text: it depends on nothing but the number.
TEST(Error, EveryDescriptionIsOneSentenceOfItsOwn) {
  std::set<std::string_view> texts;
  for (const Row& row : kTable) {
    const std::string_view text = error_description(static_cast<Error>(row.number));
    EXPECT_TRUE(text.ends_with('.')) << row.name;
    EXPECT_EQ(text.find(". "), std::string_view::npos) << row.name;
    EXPECT_EQ(text.find('\n'), std::string_view::npos) << row.name;
    texts.insert(text);
  }
  EXPECT_EQ(texts.size(), kTable.size());
}

// [PRIM-21] whoever is refused learns why, and what the way out costs.
TEST(Error, CpuUnsupportedGivesTheReason) {
  const std::string_view text = error_description(Error::cpu_unsupported);
  EXPECT_NE(text.find("AES"), std::string_view::npos);
  EXPECT_NE(text.find("carry-less multiply"), std::string_view::npos);
  EXPECT_NE(text.find("tables by secret values"), std::string_view::npos);
  EXPECT_NE(text.find("accept_variable_time_aes"), std::string_view::npos);
}

Result<int> half(int value) {
  if (value % 2 != 0) return fail(Error::invalid_argument);
  return value / 2;
}

Result<int> quarter(int value) {
  SMX_ASSIGN(const int once, half(value));
  SMX_TRY(half(once));
  return half(once);
}

TEST(Result, TryPropagatesTheFirstFailureAndPassesValues) {
  ASSERT_TRUE(quarter(12).has_value());
  EXPECT_EQ(*quarter(12), 3);
  ASSERT_FALSE(quarter(7).has_value());
  EXPECT_EQ(quarter(7).error(), Error::invalid_argument);
  EXPECT_FALSE(quarter(6).has_value());
}

TEST(Result, OfVoidIsSuccessByDefault) {
  const Result<void> success;
  EXPECT_TRUE(success.has_value());
  const Result<void> failure = fail(Error::too_large);
  EXPECT_EQ(failure.error(), Error::too_large);
}

}  // namespace
}  // namespace smx
