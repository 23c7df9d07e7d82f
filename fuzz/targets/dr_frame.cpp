// Invariant: decode_frame accepts exactly the bytes that the clauses of the format accept, read a
// second time (reference/wire.h); what it accepts is made of the same bytes again; what it refuses
// is `malformed`, with a fault that lies within the input.
#include "smx/dr_frame.h"

#include <algorithm>

#include "reference/wire.h"
#include "support/fault.h"
#include "support/target.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace smx;
  using fuzz::require;
  const ByteView bytes(data, size);
  Fault fault;
  const Result<Frame> decoded = decode_frame(bytes, &fault);
  require(decoded.has_value() == fuzz::reference::is_dr_frame(bytes), "both readings agree");
  require(decode_frame(bytes).has_value() == decoded.has_value(), "the fault changes no verdict");
  if (!decoded) {
    fuzz::require_fault(decoded, fault, size);
    return 0;
  }
  require(is_dr_frame(bytes), "what decodes begins with the magic");
  require(std::ranges::equal(encode_frame_header(decoded->header), decoded->header_bytes),
          "encoding gives the same bytes");
  require(decoded->header_bytes.data() == data &&
              decoded->header_bytes.size() + decoded->ciphertext.size() == size &&
              decoded->ciphertext.size() >= limits::kTagSize,
          "the views cover the input");
  return 0;
}
