#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "smx/key_id.h"
#include "smx/limits.h"

namespace smx {
namespace {

/// RFC 3629 the other way round: decodes by arithmetic and compares with what encoding would give.
bool is_well_formed(ByteView bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::uint32_t lead = bytes[at];
    const std::size_t size = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : 4;
    if (size == 4 && lead >> 3 != 30) return false;
    if (bytes.size() - at < size) return false;
    std::uint32_t point = size == 1 ? lead : lead & (0x7Fu >> size);
    for (std::size_t i = 1; i < size; ++i) {
      if (bytes[at + i] >> 6 != 2) return false;
      point = point << 6 | (bytes[at + i] & 0x3Fu);
    }
    constexpr std::uint32_t kLowest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (point < kLowest[size] || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) {
      return false;
    }
    if (point < 0x20 || point == 0x7F) return false;
    at += size;
  }
  return true;
}

// [KEY-03] [KEY-04] [KEY-05] bytes that are often nearly right.
RC_GTEST_PROP(KeyIdProperty, AgreesWithADecoderOfAnotherKind, ()) {
  const auto bytes = *rc::gen::container<Bytes>(rc::gen::weightedOneOf<std::uint8_t>({
      {4, rc::gen::inRange<std::uint8_t>(0x80, 0xC0)},
      {4, rc::gen::elementOf(Bytes{0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5,
                                   0x9F, 0xA0, 0x8F, 0x90})},
      {2, rc::gen::inRange<std::uint8_t>(0x20, 0x7F)},
      {1, rc::gen::arbitrary<std::uint8_t>()},
  }));
  const bool fits = bytes.size() >= 1 && bytes.size() <= 64;
  RC_ASSERT(KeyId::parse(bytes).has_value() == (fits && is_well_formed(bytes)));
  const std::size_t bad = first_bad_key_id_byte(bytes);
  RC_ASSERT((bad == bytes.size()) == is_well_formed(bytes));
  // Everything before the offending byte is fine on its own.
  RC_ASSERT(is_well_formed(ByteView(bytes).first(bad)));
}

// [KEY-04] every character of up to three bytes, one at a time, and every 61st of four.
TEST(KeyIdExhaustive, EveryScalarValueButTheControlsIsAKeyId) {
  for (std::uint32_t point = 0; point <= 0x10FFFF; point += point < 0x10000 ? 1 : 61) {
    Bytes bytes;
    const auto tail = [&](unsigned shift) {
      bytes.push_back(static_cast<std::uint8_t>(0x80 | (point >> shift & 0x3F)));
    };
    if (point < 0x80) {
      bytes.push_back(static_cast<std::uint8_t>(point));
    } else if (point < 0x800) {
      bytes.push_back(static_cast<std::uint8_t>(0xC0 | point >> 6));
      tail(0);
    } else if (point < 0x10000) {
      bytes.push_back(static_cast<std::uint8_t>(0xE0 | point >> 12));
      tail(6);
      tail(0);
    } else {
      bytes.push_back(static_cast<std::uint8_t>(0xF0 | point >> 18));
      tail(12);
      tail(6);
      tail(0);
    }
    const bool surrogate = point >= 0xD800 && point < 0xE000;
    const bool control = point < 0x20 || point == 0x7F;
    ASSERT_EQ(KeyId::parse(bytes).has_value(), !surrogate && !control) << point;
  }
}

}  // namespace
}  // namespace smx
