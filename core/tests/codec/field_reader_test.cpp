#include "codec/field_reader.h"

#include <gtest/gtest.h>

#include "test_data.h"

namespace smx {
namespace {

using test::bytes_of;

TEST(FieldReader, ReadsFieldsAndKeepsWhatIsBeforeAndAfter) {
  const Bytes bytes = bytes_of(
      "01"
      "0203"
      "04050607"
      "0002"
      "6b31"
      "99");
  FieldReader reader(bytes, nullptr);
  EXPECT_EQ(*reader.u8(Field::flags), 1);
  EXPECT_EQ(*reader.u16(Field::flags), 0x0203);
  EXPECT_EQ(*reader.u32(Field::pn), 0x04050607u);
  const Result<KeyId> id = reader.key_id(Field::spk_key_id_length, Field::spk_key_id);
  ASSERT_TRUE(id.has_value());
  EXPECT_EQ(*id, *KeyId::parse(bytes_of("6b31")));
  EXPECT_EQ(reader.offset(), 11u);
  EXPECT_EQ(reader.remaining(), 1u);
  EXPECT_EQ(reader.consumed().size(), 11u);
  ASSERT_EQ(reader.rest().size(), 1u);
  EXPECT_EQ(reader.rest().front(), 0x99);
}

TEST(FieldReader, AMissingByteIsAFaultAtTheEndOfTheInput) {
  const Bytes bytes = bytes_of("0102");
  Fault fault;
  FieldReader reader(bytes, &fault);
  const Result<std::uint32_t> value = reader.u32(Field::n);
  ASSERT_FALSE(value.has_value());
  EXPECT_EQ(value.error(), Error::malformed);
  EXPECT_EQ(fault.offset, 2u);
  EXPECT_EQ(fault.field, Field::n);
  EXPECT_EQ(fault.kind, FaultKind::truncated);
}

TEST(FieldReader, BeginsWithComparesFourBytes) {
  constexpr std::array<std::uint8_t, 4> kMagic = {1, 2, 3, 4};
  EXPECT_TRUE(begins_with(bytes_of("01020304"), kMagic));
  EXPECT_TRUE(begins_with(bytes_of("0102030405"), kMagic));
  EXPECT_FALSE(begins_with(bytes_of("010203"), kMagic));
  EXPECT_FALSE(begins_with(bytes_of("01020305"), kMagic));
}

}  // namespace
}  // namespace smx
