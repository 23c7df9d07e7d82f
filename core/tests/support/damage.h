#pragma once

#include <gtest/gtest.h>

#include "support/results.h"
#include "test_data.h"

namespace smx::test {

/// What every decoder of a record has to do with damage [STO-07] [STO-08] [STO-09]: refuse each
/// truncation and extension, tell a later version from damage, and accept a flipped bit only if it
/// stands for another state, whose one encoding these bytes are. `decode` gives the encoding of
/// what was decoded. `versioned` is false where there is no version byte.
template <class DecodeAndEncode>
void check_damaged_record(const Bytes& record, const DecodeAndEncode& decode,
                          bool versioned = true) {
  ASSERT_EQ(must(decode(record)), record);
  for (std::size_t size = 0; size < record.size(); ++size)
    EXPECT_EQ(error_of(decode(Bytes(record.begin(), record.begin() + static_cast<long>(size)))),
              Error::state_unreadable)
        << "truncated to " << size;
  for (const std::size_t extra : {1U, 2U, 32U}) {
    Bytes extended = record;
    extended.resize(record.size() + extra);
    EXPECT_EQ(error_of(decode(extended)), Error::state_unreadable) << "extended by " << extra;
  }
  for (std::size_t at = 0; at < record.size(); ++at) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      Bytes flipped = record;
      flipped[at] ^= static_cast<std::uint8_t>(1U << bit);
      const Result<Bytes> decoded = decode(flipped);
      if (versioned && at == 0) {
        EXPECT_EQ(error_of(decoded),
                  flipped[0] == 0 ? Error::state_unreadable : Error::state_too_new);
      } else if (decoded) {
        EXPECT_EQ(*decoded, flipped) << "bit " << bit << " of byte " << at;
      } else {
        EXPECT_EQ(decoded.error(), Error::state_unreadable) << "bit " << bit << " of byte " << at;
      }
    }
  }
}

}  // namespace smx::test
