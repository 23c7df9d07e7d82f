#include "import/ruling_parts.h"

namespace smx::wycheproof {
namespace {

constexpr std::size_t kAesKeySize = 32;
constexpr std::size_t kNonceSize = 12;
constexpr std::uint64_t kAesTagBits = 128;

}  // namespace

Ruling rule_aes_gcm(const File& file, const Test& test) {
  const std::string key = hex_member(file, test, "key");
  const std::string nonce = hex_member(file, test, "iv");
  const std::string aad = hex_member(file, test, "aad");
  const std::string plaintext = hex_member(file, test, "msg");
  const std::string ciphertext =
      hex_member(file, test, "ct") + hex_member(file, test, "tag");  // [PRIM-18]
  const Json seal = {{"key", key}, {"nonce", nonce}, {"plaintext", plaintext}, {"aad", aad}};
  const Json open = {{"key", key}, {"nonce", nonce}, {"ciphertext", ciphertext}, {"aad", aad}};
  const bool other_key = key.size() != 2 * kAesKeySize;
  if (other_key || nonce.size() != 2 * kNonceSize) {
    // Not of the profile, and a driver that takes it all the same is wrong.
    return {Class::kOutsideProfile,
            other_key ? "key size other than 256 bits" : "nonce size other than 96 bits",
            "PRIM-04",
            {refused_step("aes256gcm.seal", seal, "malformed"),
             refused_step("aes256gcm.open", open, "malformed")}};
  }
  if (group_size(file, test, "tagSize") != kAesTagBits) {
    return {Class::kOutsideProfile, "tag size other than 128 bits", "PRIM-18", {}};
  }
  switch (test.verdict) {
    case Verdict::kValid:
      return {Class::kValid,
              "sealed and opened",
              "PRIM-07",
              {accepted_step("aes256gcm.seal", seal, {{"ciphertext", ciphertext}}),
               accepted_step("aes256gcm.open", open, {{"plaintext", plaintext}})}};
    case Verdict::kInvalid:
      return {Class::kInvalid,
              "wrong tag",
              "PRIM-18",
              {refused_step("aes256gcm.open", open, "decryption_failed")}};
    case Verdict::kAcceptable:
      break;
  }
  return {Class::kUnexplained, "the profile leaves nothing open here", "PRIM-07", {}};
}

}  // namespace smx::wycheproof
