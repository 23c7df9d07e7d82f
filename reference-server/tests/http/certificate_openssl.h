#pragma once

#include <string>

namespace smx::relay::test {

/// Writes a new P-256 key and a certificate of it, signed by itself, for this common name.
void write_certificate(const std::string& certificate_file, const std::string& key_file,
                       const std::string& name);

}  // namespace smx::relay::test
