#pragma once

#include <gtest/gtest.h>

#include "smx/bytes.h"
#include "smx/error.h"
#include "smx/fault.h"

namespace smx::test {

/// The decoder refuses `bytes` as malformed and says so at `offset`, for that field and reason; it
/// refuses them as well when nobody asks why.
template <class Decoder>
void expect_fault(Decoder decode, ByteView bytes, std::size_t offset, Field field, FaultKind kind) {
  Fault fault{.offset = 999'999, .field = Field::end, .kind = FaultKind::trailing_bytes};
  const auto result = decode(bytes, &fault);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error(), Error::malformed);
  EXPECT_EQ(fault.offset, offset);
  EXPECT_EQ(field_name(fault.field), field_name(field));
  EXPECT_EQ(fault_text(fault.kind), fault_text(kind));
  EXPECT_FALSE(decode(bytes, nullptr).has_value());
}

}  // namespace smx::test
