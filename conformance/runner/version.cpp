#include "version.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <cstdint>

extern char** environ;

namespace smx::conformance {
namespace {

constexpr std::size_t kLongestOutput = 65536;

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

/// Digits and the dots between them, from the digit at `start` on.
std::string_view number_at(std::string_view text, std::size_t start) {
  std::size_t end = start;
  while (end < text.size() && (is_digit(text[end]) || (text[end] == '.' && end + 1 < text.size() &&
                                                       is_digit(text[end + 1])))) {
    ++end;
  }
  return text.substr(start, end - start);
}

std::vector<std::uint64_t> numbers(std::string_view version) {
  std::vector<std::uint64_t> parts;
  while (!version.empty()) {
    std::uint64_t part = 0;
    std::from_chars(version.data(), version.data() + version.size(), part);
    parts.push_back(part);
    const std::size_t dot = version.find('.');
    version.remove_prefix(dot == std::string_view::npos ? version.size() : dot + 1);
  }
  while (!parts.empty() && parts.back() == 0) parts.pop_back();
  return parts;
}

/// Everything that comes until the other side closes; what is over the bound is read and dropped.
std::string read_all(int from) {
  std::string text;
  std::array<char, 4096> buffer{};
  while (true) {
    const ssize_t got = read(from, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(got));
    text.resize(std::min(text.size(), kLongestOutput));
  }
}

std::optional<int> status_of(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return std::nullopt;
  }
  return status;
}

}  // namespace

std::optional<std::string> version_in(std::string_view text) {
  std::optional<std::string> plain;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_digit(text[at])) {
      ++at;
      continue;
    }
    const std::string_view number = number_at(text, at);
    if (number.find('.') != std::string_view::npos) return std::string(number);
    if (!plain) plain = std::string(number);
    at += number.size();
  }
  return plain;
}

bool is_at_least(std::string_view version, std::string_view least) {
  return numbers(version) >= numbers(least);
}

std::optional<std::string> output_of(const std::vector<std::string>& command) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  std::vector<std::string> words = command;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = -1;
  const int failed =
      posix_spawnp(&child, arguments.front(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  std::optional<std::string> text;
  if (failed == 0) {
    std::string all = read_all(ends[0]);
    if (status_of(child) == 0) text = std::move(all);
  }
  close(ends[0]);
  return text;
}

}  // namespace smx::conformance
