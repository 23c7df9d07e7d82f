// What a decoder's fault may say.
#pragma once

#include "smx/error.h"
#include "smx/fault.h"
#include "support/require.h"

namespace smx::fuzz {

/// A refusal of a wire decoder is `malformed`, and its fault lies within `size` bytes or right
/// behind them and has a name.
template <class T>
void require_fault(const Result<T>& refused, const Fault& fault, std::size_t size) {
  require(refused.error() == Error::malformed, "a decoder refuses with malformed alone");
  require(fault.offset <= size, "a fault lies within the input");
  require(!field_name(fault.field).empty() && !fault_text(fault.kind).empty(),
          "a fault has a name");
}

}  // namespace smx::fuzz
