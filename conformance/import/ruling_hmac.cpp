#include "import/hmac_sha256.h"
#include "import/ruling_parts.h"

namespace smx::wycheproof {
namespace {

constexpr std::uint64_t kHmacTagBits = 256;

}  // namespace

Ruling rule_hmac(const File& file, const Test& test) {
  const std::string key = hex_member(file, test, "key");
  const std::string message = hex_member(file, test, "msg");
  const std::string tag = hex_member(file, test, "tag");
  if (group_size(file, test, "tagSize") != kHmacTagBits) {
    return {Class::kOutsideProfile, "tag that is cut short", "PRIM-07", {}};
  }
  const Json in = {{"key", key}, {"message", message}};
  switch (test.verdict) {
    case Verdict::kValid:
      return {Class::kValid,
              "the given tag",
              "PRIM-07",
              {accepted_step("hmac.sha256", in, {{"tag", tag}})}};
    case Verdict::kInvalid: {
      const std::string right = hmac_sha256_hex(key, message);
      if (right == tag) return {Class::kUnexplained, "the tag is the right one", "PRIM-07", {}};
      return {Class::kInvalid,
              "the right tag is another",
              "PRIM-07",
              {accepted_step("hmac.sha256", in, {{"tag", right}})}};
    }
    case Verdict::kAcceptable:
      break;
  }
  return {Class::kUnexplained, "the profile leaves nothing open here", "PRIM-07", {}};
}

}  // namespace smx::wycheproof
