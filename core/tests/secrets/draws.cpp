#include "secrets/draws.h"

#include <sodium.h>
#include <sys/random.h>

#include <cstdlib>
#include <utility>

#include "secrets/noted.h"

namespace smx::secrets {
namespace {

std::vector<Draws::Veiled>& heard() {
  static std::vector<Draws::Veiled> draws;
  return draws;
}

const char* name() { return "heard"; }

void fill(void* out, std::size_t size) {
  if (size > 256 || getrandom(out, size, 0) != static_cast<ssize_t>(size)) std::abort();
  if (size != std::tuple_size_v<Draws::Veiled>) return;
  Draws::Veiled veiled;
  const auto* bytes = static_cast<const std::uint8_t*>(out);
  for (std::size_t i = 0; i < veiled.size(); ++i) veiled[i] = bytes[i] ^ kVeil;
  heard().push_back(veiled);
}

std::uint32_t word() {
  std::uint32_t out = 0;
  fill(&out, sizeof out);
  return out;
}

}  // namespace

void Draws::listen() {
  static randombytes_implementation implementation{name, word, nullptr, nullptr, fill, nullptr};
  if (randombytes_set_implementation(&implementation) != 0) std::abort();
}

std::vector<Draws::Veiled> Draws::take() { return std::exchange(heard(), {}); }

}  // namespace smx::secrets
