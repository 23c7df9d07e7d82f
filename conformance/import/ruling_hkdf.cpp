#include "import/ruling_parts.h"

namespace smx::wycheproof {
namespace {

constexpr std::uint64_t kMaxLength = 8160;  // [PRIM-19]: 255 blocks of 32

}  // namespace

Ruling rule_hkdf(const File& file, const Test& test) {
  const std::uint64_t length = size_member(file, test, "size");
  const Json in = {{"salt", hex_member(file, test, "salt")},
                   {"ikm", hex_member(file, test, "ikm")},
                   {"info", hex_member(file, test, "info")},
                   {"length", length}};
  const std::string okm = hex_member(file, test, "okm");
  if (length > kMaxLength) {
    return {Class::kOutsideProfile, "more than 8160 bytes of output", "PRIM-19", {}};
  }
  if (test.verdict != Verdict::kValid) {
    return {Class::kUnexplained, "every length of 0 to 8160 is taken", "PRIM-19", {}};
  }
  return {Class::kValid,
          "the given output",
          "PRIM-07",
          {accepted_step("hkdf.sha256", in, {{"okm", okm}})}};
}

}  // namespace smx::wycheproof
