// The byte layout of a bundle, [KEY-25], between vectors and fuzzers: the driver protocol carries
// bundles as members.
#pragma once

#include <optional>
#include <string>

#include "bytes.h"
#include "runner/strict_json.h"

namespace smx::vectors {

/// The bundle of a request in bytes; nothing if a field has a length that the layout cannot hold.
std::optional<Bytes> bundle_bytes(const conformance::Json& bundle);

/// The members of a bundle in bytes. Lengths are all that is judged: what a key id may be is the
/// driver's question. Throws InputError with the first byte at fault.
conformance::Json bundle_members(const Bytes& bytes, const std::string& source);

}  // namespace smx::vectors
