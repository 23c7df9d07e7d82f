#include "smx/init.h"

#include <gtest/gtest.h>

#include <regex>
#include <thread>
#include <vector>

#include "crypto/cpu.h"
#include "crypto/initialised.h"

namespace smx {
namespace {

// [PRIM-21] what a CPU without the instructions is told is tested by cpu_probe.cpp, in a process
// of its own.
TEST(Init, ReportsWhatTheCpuHas) {
  const CpuFeatures cpu = cpu_features();
  const CpuReport report = cpu_report();
  EXPECT_TRUE(is_initialised());
  EXPECT_TRUE(report.initialised);
  EXPECT_EQ(report.has_aes_instructions, cpu.aes);
  EXPECT_EQ(report.has_carryless_multiply, cpu.carryless_multiply);
  EXPECT_EQ(report.variable_time_aes, !(cpu.aes && cpu.carryless_multiply));
}

TEST(Init, MayBeCalledAgainAndFromManyThreads) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([] { EXPECT_TRUE(init({.accept_variable_time_aes = true}).has_value()); });
  }
  threads.clear();
  EXPECT_TRUE(is_initialised());
}

TEST(Init, VersionIsThreeNumbers) {
  EXPECT_TRUE(std::regex_match(version(), std::regex("[0-9]+\\.[0-9]+\\.[0-9]+"))) << version();
}

}  // namespace
}  // namespace smx
