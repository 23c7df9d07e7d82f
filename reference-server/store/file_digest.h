#pragma once

#include <cstdint>
#include <string>

#include "store/file_descriptor.h"

namespace smx::relay::store {

/// SHA-256 of the first `size` octets of a file, 64 lower-case hex digits. StorageError when it has
/// fewer.
[[nodiscard]] std::string file_digest(const FileDescriptor& file, std::uint64_t size);

}  // namespace smx::relay::store
