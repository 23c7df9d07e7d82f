#pragma once

#include <memory>
#include <string>

#include "smx/sealed_store.h"

namespace smx::cli {

/// A key wrap whose key stands in a file of 32 bytes that only its owner may read.
/// Throws Failure (bad_input): not readable, readable by others, not 32 bytes.
[[nodiscard]] std::unique_ptr<KeyWrap> key_file_wrap(const std::string& path);

/// A key wrap whose key Argon2id makes of a passphrase: the first line of a file that only its
/// owner may read, 1 to 1024 bytes. Salt and costs are kept with the wrapped key.
/// Throws Failure (bad_input).
[[nodiscard]] std::unique_ptr<KeyWrap> passphrase_wrap(const std::string& path);

/// Makes a key file with 32 random bytes and mode 0600, durably and whole or not at all. A file
/// that is there already is left alone. Throws Failure (failed).
void make_key_file(const std::string& path);

}  // namespace smx::cli
