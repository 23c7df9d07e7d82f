#include <benchmark/benchmark.h>

#include <iostream>

#include "smx/init.h"

int main(int argc, char** argv) {
  if (const auto ready = smx::init(); !ready) {
    std::cerr << "smx::init: " << smx::error_name(ready.error()) << '\n';
    return 1;
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
}
