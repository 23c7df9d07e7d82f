// Guesses at why bytes are wrong. A hint never decides anything.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "field_map.h"

namespace smx::conformance {

/// What the wrong bytes look like: a field in the other byte order, fields swapped or left out, a
/// value of another name. Empty if nothing fits. `field` is the first divergent one of `fields`.
std::string byte_hint(const FieldMap& fields, const Field& field, const Bytes& want,
                      const Bytes& got, const std::map<std::string, std::string>& known);

/// The same for two integers.
std::string integer_hint(std::uint64_t want, std::uint64_t got);

}  // namespace smx::conformance
