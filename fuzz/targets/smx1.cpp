// Invariant: decode_smx1 accepts exactly the bytes that the clauses of the format accept, read a
// second time (reference/wire.h); what it accepts is made of the same bytes again; what it refuses
// is `malformed`, with a fault that lies within the input.
#include "smx/smx1.h"

#include <algorithm>

#include "reference/wire.h"
#include "support/fault.h"
#include "support/target.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace smx;
  using fuzz::require;
  const ByteView bytes(data, size);
  Fault fault;
  const Result<Smx1> decoded = decode_smx1(bytes, &fault);
  require(decoded.has_value() == fuzz::reference::is_smx1(bytes), "both readings agree");
  require(decode_smx1(bytes).has_value() == decoded.has_value(), "the fault changes no verdict");
  if (!decoded) {
    fuzz::require_fault(decoded, fault, size);
    return 0;
  }
  require(is_smx1(bytes), "what decodes begins with the magic");
  Bytes again = {0xA5};  // Appending leaves what is there.
  append_smx1_header(decoded->header, again);
  require(again.size() == 1 + smx1_header_size(decoded->header), "the header has the size it says");
  again.insert(again.end(), decoded->ciphertext.begin(), decoded->ciphertext.end());
  require(again.front() == 0xA5 && std::ranges::equal(ByteView(again).subspan(1), bytes),
          "encoding gives the same bytes");
  require(decoded->header_bytes.data() == data &&
              decoded->header_bytes.size() + decoded->ciphertext.size() == size &&
              decoded->ciphertext.size() >= limits::kTagSize,
          "the views cover the input");
  return 0;
}
