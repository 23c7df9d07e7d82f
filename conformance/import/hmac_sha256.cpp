#include "import/hmac_sha256.h"

#include "runner/hex.h"
#include "runner/sha256.h"

namespace smx::wycheproof {
namespace {

constexpr std::size_t kBlock = 64;

std::string characters(const std::string& hex) {
  const conformance::Bytes bytes = conformance::from_hex(hex);
  return {bytes.begin(), bytes.end()};
}

std::string padded(std::string key, unsigned char pad) {
  key.resize(kBlock, '\0');
  for (char& c : key) c = static_cast<char>(static_cast<unsigned char>(c) ^ pad);
  return key;
}

}  // namespace

std::string hmac_sha256_hex(const std::string& key, const std::string& message) {
  std::string block = characters(key);
  if (block.size() > kBlock) block = characters(conformance::sha256_hex(block));
  const std::string inner = conformance::sha256_hex(padded(block, 0x36) + characters(message));
  return conformance::sha256_hex(padded(block, 0x5C) + characters(inner));
}

}  // namespace smx::wycheproof
