// The unit X of every figure: one X25519 of libsodium.
#include <benchmark/benchmark.h>
#include <sodium.h>

#include <array>

namespace {

void x25519(benchmark::State& state) {
  std::array<unsigned char, crypto_scalarmult_SCALARBYTES> scalar{};
  randombytes_buf(scalar.data(), scalar.size());
  std::array<unsigned char, crypto_scalarmult_BYTES> point{};
  crypto_scalarmult_base(point.data(), scalar.data());
  for (auto _ : state) {
    // Each feeds the next, so that none can be left out.
    if (crypto_scalarmult(point.data(), scalar.data(), point.data()) != 0) {
      state.SkipWithError("low order point");
      break;
    }
  }
}

BENCHMARK(x25519)->Name("unit/x25519");

}  // namespace
