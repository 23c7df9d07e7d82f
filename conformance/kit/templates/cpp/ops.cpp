// Call your implementation from here. An operation reads and checks every member before anything is
// done; sessions and devices stay in Context::handles until case.end.
#include "ops.h"

#include <algorithm>
#include <array>

#include "hmac.h"

namespace driver {
namespace {

constexpr std::uint64_t kHkdfMax = 255 * 32;
constexpr std::size_t kFrameMin = 45 + 16;
constexpr std::size_t kFrameMax = 45 + 65536 + 16;
constexpr std::array<std::uint8_t, 5> kFrameStart = {'D', 'R', 'V', '1', 0};

Json hkdf_sha256(const Request& request, Context&) {
  const Bytes salt = request.bytes("salt");
  const Bytes ikm = request.bytes("ikm");
  const Bytes info = request.bytes("info");
  const std::uint64_t length = request.integer("length", kHkdfMax);
  const Bytes key = hmac_sha256(salt, ikm);
  Bytes okm;
  Bytes block;
  for (std::uint8_t counter = 1; okm.size() < length; ++counter) {
    block.insert(block.end(), info.begin(), info.end());
    block.push_back(counter);
    block = hmac_sha256(key, block);
    okm.insert(okm.end(), block.begin(), block.end());
  }
  okm.resize(length);
  return {{"okm", to_hex(okm)}};
}

std::uint32_t u32_at(const Bytes& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = at; i < at + 4; ++i) value = value << 8 | bytes.at(i);
  return value;
}

Bytes part(const Bytes& bytes, std::ptrdiff_t from, std::ptrdiff_t to) {
  return {bytes.begin() + from, bytes.begin() + to};
}

Json drv1_parse(const Request& request, Context&) {
  const Bytes frame = request.bytes("frame");
  if (frame.size() < kFrameMin || frame.size() > kFrameMax) throw Reject{"malformed"};  // [DRV1-05]
  const bool starts = std::equal(kFrameStart.begin(), kFrameStart.end(), frame.begin());
  const std::uint32_t n = u32_at(frame, 41);
  if (!starts || n == 0xffffffff) throw Reject{"malformed"};  // [DRV1-04], [DRV1-06]
  return {{"flags", frame[4]},
          {"ratchet_key", to_hex(part(frame, 5, 37))},
          {"pn", u32_at(frame, 37)},
          {"n", n},
          {"ciphertext", to_hex(part(frame, 45, static_cast<std::ptrdiff_t>(frame.size())))}};
}

}  // namespace

// Add operations here: name, its members, its function. hello announces what this table holds.
std::vector<Operation> operations() {
  return {
      {"hkdf.sha256", {"salt", "ikm", "info", "length"}, hkdf_sha256},
      {"drv1.parse", {"frame"}, drv1_parse},
  };
}

}  // namespace driver
