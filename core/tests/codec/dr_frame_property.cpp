#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "generators.h"
#include "smx/dr_frame.h"

namespace smx {
namespace {

Bytes encode(const FrameHeader& header, ByteView ciphertext) {
  Bytes bytes(limits::kFrameHeaderSize + ciphertext.size());
  const auto rest = std::ranges::copy(encode_frame_header(header), bytes.begin()).out;
  std::ranges::copy(ciphertext, rest);
  return bytes;
}

// [DRV1-01]
RC_GTEST_PROP(DrFrameProperty, EveryHeaderComesBack, ()) {
  const FrameHeader header = test::arbitrary_frame_header();
  const Bytes ciphertext = test::arbitrary_ciphertext();
  const Bytes frame = encode(header, ciphertext);
  const Result<Frame> decoded = decode_frame(frame);
  RC_ASSERT(decoded.has_value());
  RC_ASSERT(decoded->header.ratchet_key == header.ratchet_key);
  RC_ASSERT(decoded->header.previous_count == header.previous_count);
  RC_ASSERT(decoded->header.number == header.number);
  RC_ASSERT(std::ranges::equal(decoded->ciphertext, ciphertext));
}

// [DRV1-04] [DRV1-05] one form for one value.
RC_GTEST_PROP(DrFrameProperty, DamageIsRefusedInsideTheInputOrIsAnotherFrame, ()) {
  const Bytes frame = encode(test::arbitrary_frame_header(), test::arbitrary_ciphertext());
  test::check_damage(frame, decode_frame,
                     [](const Frame& f) { return encode(f.header, f.ciphertext); });
}

RC_GTEST_PROP(DrFrameProperty, AnyBytesAreDecodedOrExplained, (Bytes bytes)) {
  const bool with_magic = *rc::gen::arbitrary<bool>();
  if (with_magic) bytes.insert(bytes.begin(), {0x44, 0x52, 0x56, 0x31, 0x00});
  Fault fault;
  const Result<Frame> decoded = decode_frame(bytes, &fault);
  RC_ASSERT(decoded.has_value() || fault.offset <= bytes.size());
}

}  // namespace
}  // namespace smx
