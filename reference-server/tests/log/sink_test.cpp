#include "log/sink.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace smx::relay::log {
namespace {

/// Both ends of a pipe or a pair of sockets.
struct Ends {
  int reader = -1;
  int writer = -1;

  explicit Ends(bool sockets) {
    std::array<int, 2> ends{};
    const int made =
        sockets ? ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) : ::pipe(ends.data());
    if (made != 0) throw std::runtime_error("no descriptors");
    reader = ends[0];
    writer = ends[1];
    ::fcntl(reader, F_SETFL, O_NONBLOCK);
  }
  ~Ends() {
    close_reader();
    ::close(writer);
  }
  void close_reader() {
    if (reader >= 0) ::close(reader);
    reader = -1;
  }
  [[nodiscard]] std::string read_all() const {
    std::string out;
    std::array<char, 65536> part{};
    for (;;) {
      const ssize_t size = ::read(reader, part.data(), part.size());
      if (size <= 0) return out;
      out.append(part.data(), static_cast<std::size_t>(size));
    }
  }
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

TEST(DescriptorSink, WritesWholeLinesFromSeveralThreads) {
  const Ends ends(false);
  DescriptorSink sink(ends.writer);
  {
    std::vector<std::jthread> threads;
    for (char c = 'a'; c < 'e'; ++c) {
      threads.emplace_back([&sink, c] {
        for (int i = 0; i < 50; ++i) sink.write(std::string(100, c) + "\n");
      });
    }
  }
  const std::vector<std::string> lines = lines_of(ends.read_all());
  EXPECT_EQ(lines.size(), 200U);
  for (const std::string& line : lines) EXPECT_EQ(line, std::string(100, line.at(0)));
  EXPECT_EQ(sink.lost(), 0U);
}

TEST(DescriptorSink, ALineThatNobodyReadsIsLostAndCountedAndBlocksNothing) {
  for (const bool sockets : {false, true}) {
    SCOPED_TRACE(sockets);
    const Ends ends(sockets);
    DescriptorSink sink(ends.writer);
    const std::string line = std::string(999, 'x') + "\n";
    constexpr std::uint64_t kLines = 2000;  // more than any of the two holds
    for (std::uint64_t i = 0; i < kLines; ++i) sink.write(line);
    EXPECT_GT(sink.lost(), 0U);
    const std::uint64_t lost = sink.lost();
    std::string read = ends.read_all();
    sink.write("after\n");
    read += ends.read_all();
    EXPECT_EQ(sink.lost(), lost);
    const std::vector<std::string> lines = lines_of(read);
    ASSERT_EQ(lines.size(), kLines - lost + 1);
    for (std::size_t i = 0; i + 1 < lines.size(); ++i) EXPECT_EQ(lines[i].size(), 999U) << i;
    EXPECT_EQ(lines.back(), "after");
  }
}

TEST(DescriptorSink, AReaderThatIsGoneCostsLinesOnly) {
  std::signal(SIGPIPE, SIG_IGN);
  for (const bool sockets : {false, true}) {
    Ends ends(sockets);
    DescriptorSink sink(ends.writer);
    ends.close_reader();
    sink.write("one\n");
    sink.write("two\n");
    EXPECT_EQ(sink.lost(), 2U);
  }
}

TEST(MemorySink, KeepsLines) {
  MemorySink sink;
  sink.write("one\n");
  EXPECT_EQ(sink.lines(), std::vector<std::string>{"one\n"});
  EXPECT_EQ(sink.lost(), 0U);
}

}  // namespace
}  // namespace smx::relay::log
