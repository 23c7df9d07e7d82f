#include "smx/fault.h"

#include <gtest/gtest.h>

#include <set>

namespace smx {
namespace {

constexpr int kFields = static_cast<int>(Field::end) + 1;
constexpr int kKinds = static_cast<int>(FaultKind::reserved_number) + 1;

TEST(Fault, EveryFieldHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (int i = 0; i < kFields; ++i) names.insert(field_name(static_cast<Field>(i)));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(kFields));
  EXPECT_FALSE(names.contains("unknown_field"));
  EXPECT_EQ(field_name(static_cast<Field>(kFields)), "unknown_field");
  EXPECT_EQ(field_name(Field::spk_key_id_length), "spk_key_id_length");
}

TEST(Fault, EveryKindHasAPhraseOfItsOwn) {
  std::set<std::string_view> texts;
  for (int i = 0; i < kKinds; ++i) texts.insert(fault_text(static_cast<FaultKind>(i)));
  EXPECT_EQ(texts.size(), static_cast<std::size_t>(kKinds));
  EXPECT_FALSE(texts.contains("an unknown fault"));
  EXPECT_EQ(fault_text(static_cast<FaultKind>(kKinds)), "an unknown fault");
  EXPECT_EQ(fault_text(FaultKind::truncated), "bytes are missing");
}

}  // namespace
}  // namespace smx
