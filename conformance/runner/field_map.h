// Names for the bytes of pinned values, so that a wrong byte is reported by its field. These maps
// are the judge's own: they are written from the byte contract and share nothing with a codec.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "hex.h"

namespace smx::conformance {

struct Field {
  std::size_t offset = 0;
  std::size_t length = 0;  ///< 0 for an absent key id
  std::string name;
  std::string clause;       ///< that fixes it
  bool is_integer = false;  ///< big-endian

  std::size_t end() const { return offset + length; }
};

/// Consecutive fields that cover all bytes of a value, in order.
using FieldMap = std::vector<Field>;

/// Fields of an SMX1 envelope, or of its first bytes; as far as the bytes go.
FieldMap smx1_fields(const Bytes& bytes);
/// Fields of a DR_V1 frame, or of its first bytes; as far as the bytes go.
FieldMap frame_fields(const Bytes& bytes);
/// Fields of what `device.send` gives: an SMX1 envelope or a DR_V1 frame, by its first four bytes.
FieldMap wire_fields(const Bytes& bytes);

/// Fields of the value of a trace step ("x3dh.ikm"). One field if the step has no inner structure.
FieldMap trace_fields(std::string_view trace_step, const Bytes& value);
/// Fields of a member of a request or of an `ok` ("envelope", "ad").
FieldMap member_fields(std::string_view member, const Bytes& value);

/// The field that holds byte `offset`; nullptr past the end.
const Field* field_at(const FieldMap& map, std::size_t offset);

}  // namespace smx::conformance
