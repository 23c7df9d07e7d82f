#include "draws.h"

#include <fmt/format.h>

#include <random>
#include <stdexcept>

#include "runner/sha256.h"

namespace smx::interop {

Draws::Draws(std::string seed, std::string label)
    : seed_(std::move(seed)), label_(std::move(label)) {}

Bytes Draws::bytes(std::size_t count) {
  Bytes out;
  while (out.size() < count) {
    const std::string block =
        conformance::sha256_hex(fmt::format("smx interop\n{}\n{}\n{}", seed_, label_, counter_++));
    const Bytes drawn = conformance::from_hex(block);
    out.insert(out.end(), drawn.begin(), drawn.end());
  }
  out.resize(count);
  return out;
}

std::size_t Draws::below(std::size_t bound) {
  if (bound == 0) throw std::logic_error("a draw below nothing");
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes(8)) value = (value << 8U) | byte;
  return static_cast<std::size_t>(value % bound);
}

std::string fresh_seed() {
  std::random_device device;
  std::string seed;
  for (int i = 0; i < 4; ++i) seed += fmt::format("{:08x}", device());
  return seed;
}

}  // namespace smx::interop
