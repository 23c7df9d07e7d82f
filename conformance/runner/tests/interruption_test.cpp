#include "runner/interruption.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include "runner/driver_process.h"

namespace smx::conformance {
namespace {

// Each in a process of its own: the note stays until the end of the program.

TEST(InterruptionDeathTest, TheFirstSignalIsANote) {
  EXPECT_EXIT(
      {
        interrupt_on_signals();
        const bool before = interruption() == 0;
        raise(SIGTERM);
        _exit(before && interruption() == SIGTERM ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST(InterruptionDeathTest, TheSecondEndsTheProgram) {
  EXPECT_EXIT(
      {
        interrupt_on_signals();
        raise(SIGINT);
        raise(SIGINT);
        _exit(0);
      },
      testing::KilledBySignal(SIGINT), "");
}

TEST(InterruptionDeathTest, WhoWaitsForADriverStopsWaiting) {
  EXPECT_EXIT(
      {
        interrupt_on_signals();
        Exchange got;
        {
          // Gone before the exit: it would keep this test's pipes open.
          DriverProcess driver({"sleep", "600"});
          raise(SIGINT);
          got = driver.exchange("x", std::chrono::minutes(5));
        }
        _exit(got.kind == Exchange::Kind::kAbandoned && got.text == kInterrupted ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace smx::conformance
