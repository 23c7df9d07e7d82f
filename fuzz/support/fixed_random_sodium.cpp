#include <sodium.h>

#include <cstdint>

#include "support/fixed_random.h"

namespace smx::fuzz {
namespace {

std::uint64_t state = 0;

std::uint32_t next() {
  state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
  return static_cast<std::uint32_t>(state >> 32U);
}

const char* name() { return "fixed"; }

void fill(void* buffer, std::size_t size) {
  auto* bytes = static_cast<std::uint8_t*>(buffer);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(next() >> 24U);
}

randombytes_implementation fixed = {.implementation_name = name,
                                    .random = next,
                                    .stir = nullptr,
                                    .uniform = nullptr,
                                    .buf = fill,
                                    .close = nullptr};

}  // namespace

void begin_fixed_random() {
  static const int replaced = randombytes_set_implementation(&fixed);
  static_cast<void>(replaced);
  state = 1;
}

}  // namespace smx::fuzz
