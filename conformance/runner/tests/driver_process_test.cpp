#include "runner/driver_process.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <cerrno>

#include "patience.h"
#include "runner/input_error.h"

namespace smx::conformance {
namespace {

using Kind = Exchange::Kind;

DriverProcess shell(const std::string& script) { return DriverProcess({"sh", "-c", script}); }

bool lives(pid_t pid) { return kill(pid, 0) == 0 || errno != ESRCH; }

TEST(DriverProcess, ExchangesLines) {
  DriverProcess driver({"cat"});
  EXPECT_EQ(driver.exchange("one", test::kPatient).text, "one");
  const Exchange second = driver.exchange("two", test::kPatient);
  EXPECT_EQ(second.kind, Kind::kLine);
  EXPECT_EQ(second.text, "two");
}

TEST(DriverProcess, CarriesLinesUpToTheLimit) {
  DriverProcess driver({"cat"});
  const std::string longest(kMaxLineBytes, 'x');
  EXPECT_EQ(driver.exchange(longest, test::kPatient).text, longest);
}

TEST(DriverProcess, RefusesALineOverTheLimitAlsoWithoutItsEnd) {
  DriverProcess whole({"cat"});
  EXPECT_EQ(whole.exchange(std::string(kMaxLineBytes + 1, 'x'), test::kPatient).kind,
            Kind::kOversized);
  DriverProcess endless({"cat", "/dev/zero"});
  EXPECT_NE(endless.exchange("x", test::kPatient).kind, Kind::kLine);
}

TEST(DriverProcess, TimesOut) {
  DriverProcess driver({"sleep", "600"});
  EXPECT_EQ(driver.exchange("hello", test::kBrief).kind, Kind::kTimeout);
}

TEST(DriverProcess, TellsHowADriverEnded) {
  EXPECT_EQ(shell("exit 7").exchange("x", test::kPatient).text, "exit status 7");
  EXPECT_EQ(shell("kill -9 $$").exchange("x", test::kPatient).text, "signal 9");
  const Exchange closed = shell("exec >&-; sleep 600").exchange("x", test::kPatient);
  EXPECT_EQ(closed.kind, Kind::kClosed);
  EXPECT_EQ(closed.text, "closed its output and went on running");
}

TEST(DriverProcess, ReadsTheReplyOfADriverThatEndsAtOnce) {
  EXPECT_EQ(shell("read line; echo last word").exchange("x", test::kPatient).text, "last word");
}

TEST(DriverProcess, FindsOutputThatNobodyAskedFor) {
  DriverProcess driver = shell("read line; printf 'one\\ntwo\\n'; read line; sleep 600");
  EXPECT_EQ(driver.exchange("x", test::kPatient).text, "one");
  const Exchange next = driver.exchange("x", test::kPatient);
  EXPECT_EQ(next.kind, Kind::kUnasked);
  EXPECT_EQ(next.text, "two\n");
}

TEST(DriverProcess, KeepsTheEndOfStandardError) {
  DriverProcess driver =
      shell("head -c 200000 /dev/zero | tr '\\0' 'e' >&2; echo the end >&2; read line; echo $line");
  EXPECT_EQ(driver.exchange("x", test::kPatient).text, "x");
  const std::string text = driver.diagnostics();
  EXPECT_LE(text.size(), 16U * 1024U);
  EXPECT_TRUE(text.ends_with("the end\n"));
}

TEST(DriverProcess, EndsTheDriverAndWhatItStarted) {
  pid_t child = 0;
  pid_t grandchild = 0;
  {
    DriverProcess driver = shell("sleep 600 & echo $!; wait");
    grandchild = std::stoi(driver.exchange("x", test::kPatient).text);
    child = driver.pid();
    EXPECT_TRUE(lives(child));
    EXPECT_TRUE(lives(grandchild));
  }
  EXPECT_FALSE(lives(child));
  // The orphan is reaped by init: it may be seen for a moment, but not as a running program.
  for (int i = 0; i < 500 && lives(grandchild); ++i) usleep(10'000);
  EXPECT_FALSE(lives(grandchild));
}

TEST(DriverProcess, WaitsForACleanEnd) {
  DriverProcess driver({"cat"});
  const Farewell farewell = driver.finish(test::kPatient);
  EXPECT_TRUE(farewell.clean);
  EXPECT_EQ(farewell.how, "exit status 0");
  EXPECT_EQ(driver.pid(), 0);
}

TEST(DriverProcess, StopsADriverThatStays) {
  DriverProcess driver({"sleep", "600"});
  const pid_t pid = driver.pid();
  const Farewell farewell = driver.finish(test::kBrief);
  EXPECT_FALSE(farewell.clean);
  EXPECT_EQ(farewell.how, "had to be stopped");
  EXPECT_FALSE(lives(pid));
}

TEST(DriverProcess, SaysWhatCannotBeStarted) {
  try {
    DriverProcess driver({"no-such-program-here"});
    FAIL() << "it was started";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("no-such-program-here cannot be started"),
              std::string::npos);
  }
}

}  // namespace
}  // namespace smx::conformance
