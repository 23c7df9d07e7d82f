#include <openssl/crypto.h>

#include <charconv>
#include <cstdint>

#include "crypto/cpu.h"

#if defined(__aarch64__) && defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

namespace smx {
namespace {

constexpr std::string_view kX86Prefix = "OPENSSL_ia32cap=0x";
// The first number is CPUID leaf 1, EDX below ECX: ECX bits 25 and 1.
constexpr unsigned kX86AesBit = 32 + 25;
constexpr unsigned kX86PclmulBit = 32 + 1;

constexpr std::string_view kArmPrefix = "OPENSSL_armcap=0x";
// OpenSSL's own numbering (arm_arch.h).
constexpr unsigned kArmAesBit = 2;
constexpr unsigned kArmPmullBit = 5;

std::uint64_t hex_number(std::string_view digits) noexcept {
  std::uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return value;
}

bool has_bit(std::uint64_t value, unsigned bit) noexcept { return (value >> bit & 1) != 0; }

CpuFeatures features_of_hardware() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  return {.aes = __builtin_cpu_supports("aes") != 0,
          .carryless_multiply = __builtin_cpu_supports("pclmul") != 0};
#elif defined(__aarch64__) && defined(__linux__)
  const unsigned long capabilities = getauxval(AT_HWCAP);
  return {.aes = (capabilities & HWCAP_AES) != 0,
          .carryless_multiply = (capabilities & HWCAP_PMULL) != 0};
#else
  return {};
#endif
}

}  // namespace

CpuFeatures features_in_openssl_settings(std::string_view settings) noexcept {
  if (settings.starts_with(kX86Prefix)) {
    const std::uint64_t value = hex_number(settings.substr(kX86Prefix.size()));
    return {.aes = has_bit(value, kX86AesBit), .carryless_multiply = has_bit(value, kX86PclmulBit)};
  }
  if (settings.starts_with(kArmPrefix)) {
    const std::uint64_t value = hex_number(settings.substr(kArmPrefix.size()));
    return {.aes = has_bit(value, kArmAesBit), .carryless_multiply = has_bit(value, kArmPmullBit)};
  }
  return {};
}

CpuFeatures cpu_features() noexcept {
  const CpuFeatures hardware = features_of_hardware();
  const char* settings = OPENSSL_info(OPENSSL_INFO_CPU_SETTINGS);
  const CpuFeatures used = features_in_openssl_settings(settings == nullptr ? "" : settings);
  return {.aes = hardware.aes && used.aes,
          .carryless_multiply = hardware.carryless_multiply && used.carryless_multiply};
}

}  // namespace smx
