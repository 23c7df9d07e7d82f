#include "import/ruling_parts.h"
#include "runner/hex.h"

namespace smx::wycheproof {
namespace {

using conformance::Bytes;

constexpr std::size_t kSize = 32;

bool all_zero(const Bytes& bytes) {
  for (const std::uint8_t byte : bytes) {
    if (byte != 0) return false;
  }
  return true;
}

/// 2^255 - 19 or more in the low 255 bits.
bool not_reduced(const Bytes& u) {
  if ((u.back() & 0x7F) != 0x7F || u.front() < 0xED) return false;
  for (std::size_t i = 1; i + 1 < u.size(); ++i) {
    if (u[i] != 0xFF) return false;
  }
  return true;
}

}  // namespace

Ruling rule_x25519(const File& file, const Test& test) {
  const std::string private_key = hex_member(file, test, "private");
  const std::string public_key = hex_member(file, test, "public");
  const std::string shared = hex_member(file, test, "shared");
  const Json in = {{"private_key", private_key}, {"public_key", public_key}};
  if (private_key.size() != 2 * kSize || public_key.size() != 2 * kSize) {
    return {class_of(test.verdict, false),
            "key that is not 32 bytes",
            "PRIM-04",
            {refused_step("x25519", in, "malformed")}};
  }
  // A key of 32 bytes is refused for nothing else, so an invalid test without an output means this.
  if (shared.size() == 2 * kSize ? all_zero(conformance::from_hex(shared))
                                 : shared.empty() && test.verdict == Verdict::kInvalid) {
    return {class_of(test.verdict, false),
            "all-zero output",
            "PRIM-10",
            {refused_step("x25519", in, "low_order_point")}};
  }
  if (shared.size() != 2 * kSize || test.verdict == Verdict::kInvalid) {
    return {Class::kUnexplained,
            "every 32-byte key with an output that is not zero is taken",
            "PRIM-09",
            {}};
  }
  Ruling ruling{class_of(test.verdict, true),
                "the given output",
                "PRIM-07",
                {accepted_step("x25519", in, {{"shared_secret", shared}})}};
  const Bytes u = conformance::from_hex(public_key);
  if (test.verdict == Verdict::kAcceptable) {
    ruling.clause = "PRIM-09";
    ruling.rule = (u.back() & 0x80) != 0 ? "top bit of the key ignored"
                  : not_reduced(u)       ? "key of 2^255-19 or more reduced"
                                         : "key of any point, also of the twist";
  }
  return ruling;
}

}  // namespace smx::wycheproof
