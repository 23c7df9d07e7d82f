// The main of every executable here.
#include <benchmark/benchmark.h>
#include <sodium.h>

#include <iostream>

int main(int argc, char** argv) {
  if (sodium_init() < 0) {
    std::cerr << "libsodium does not start\n";
    return 1;
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
}
