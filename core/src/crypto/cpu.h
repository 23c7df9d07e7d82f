#pragma once

#include <string_view>

namespace smx {

/// What AES-GCM needs to run without tables.
struct CpuFeatures {
  bool aes = false;
  bool carryless_multiply = false;
};

/// What the CPU has and OpenSSL will use: its environment variables can mask features away, and it
/// then computes with tables.
[[nodiscard]] CpuFeatures cpu_features() noexcept;

/// The features in OpenSSL's own description of the CPU, "OPENSSL_ia32cap=0x..." on x86 or
/// "OPENSSL_armcap=0x..." on ARM. None for any other text.
[[nodiscard]] CpuFeatures features_in_openssl_settings(std::string_view settings) noexcept;

}  // namespace smx
