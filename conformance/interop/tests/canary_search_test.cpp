// Every spelling of a canary is found wherever it lies, and nothing else is.

#include "interop/canary_search.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "interop/absence.h"
#include "interop/base64.h"
#include "interop/draws.h"
#include "interop/relay_memory.h"

namespace smx::interop {
namespace {

std::vector<Bytes> canaries_of(std::size_t count) {
  Draws draws("seed", "canaries");
  std::vector<Bytes> canaries;
  for (std::size_t i = 0; i < count; ++i) canaries.push_back(draws.bytes(32));
  return canaries;
}

Bytes bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

Bytes wide(const std::string& text, bool little_endian) {
  Bytes out;
  for (const char c : text) {
    if (!little_endian) out.push_back(0);
    out.push_back(static_cast<std::uint8_t>(c));
    if (little_endian) out.push_back(0);
  }
  return out;
}

/// Noise, the planted bytes at `at`, noise.
Bytes planted(const Bytes& what, std::size_t at) {
  Bytes out = Draws("seed", "noise").bytes(at);
  out.insert(out.end(), what.begin(), what.end());
  const Bytes after = Draws("seed", "more noise").bytes(777);
  out.insert(out.end(), after.begin(), after.end());
  return out;
}

/// All the spellings that a program could have given a canary, each by name.
std::vector<std::pair<std::string, Bytes>> spellings(const Bytes& canary) {
  std::vector<std::pair<std::string, Bytes>> all;
  all.emplace_back("raw", canary);
  std::vector<std::pair<std::string, std::string>> texts;
  const std::string hex = conformance::to_hex(canary);
  texts.emplace_back("hex", hex);
  texts.emplace_back("HEX", upper(hex));
  for (std::size_t before = 0; before < 3; ++before) {
    for (const Base64Alphabet alphabet : {Base64Alphabet::kStandard, Base64Alphabet::kUrl}) {
      Bytes longer = Draws("seed", "before").bytes(before);
      longer.insert(longer.end(), canary.begin(), canary.end());
      longer.push_back(0x5a);
      texts.emplace_back("base64 behind " + std::to_string(before), to_base64(longer, alphabet));
    }
  }
  for (const auto& [name, text] : texts) {
    all.emplace_back(name, bytes_of(text));
    all.emplace_back(name + " UTF-16LE", wide(text, true));
    all.emplace_back(name + " UTF-16BE", wide(text, false));
  }
  return all;
}

TEST(interop_canary_search, finds_each_spelling_at_any_place) {
  const std::vector<Bytes> canaries = canaries_of(500);
  const CanarySearch search(canaries);
  for (const std::size_t canary : {std::size_t{0}, std::size_t{250}, std::size_t{499}}) {
    for (const auto& [name, bytes] : spellings(canaries[canary])) {
      for (const std::size_t at : {0U, 1U, 2U, 3U, 1001U}) {
        const std::vector<Hit> hits = search.in(planted(bytes, at));
        ASSERT_FALSE(hits.empty()) << name << " at " << at;
        EXPECT_EQ(hits.front().canary, canary) << name;
      }
    }
  }
}

TEST(interop_canary_search, finds_nothing_in_what_holds_none) {
  const CanarySearch search(canaries_of(500));
  EXPECT_TRUE(search.in(Draws("another seed", "noise").bytes(200'000)).empty());
  const std::vector<Bytes> others = canaries_of(501);
  for (const auto& [name, bytes] : spellings(others.back())) {
    EXPECT_TRUE(search.in(planted(bytes, 5)).empty()) << name;
  }
  EXPECT_TRUE(search.in(Bytes{}).empty());
}

TEST(interop_canary_search, a_canary_that_lacks_a_byte_is_not_found) {
  const std::vector<Bytes> canaries = canaries_of(3);
  const CanarySearch search(canaries);
  Bytes cut = canaries[1];
  cut.back() ^= 1U;
  EXPECT_TRUE(search.in(planted(cut, 9)).empty());
}

TEST(interop_canary_search, names_place_and_form) {
  const std::vector<Bytes> canaries = canaries_of(3);
  const CanarySearch search(canaries);
  const std::vector<Hit> hits =
      search.in(planted(bytes_of(conformance::to_hex(canaries[2])), 40), 16, 1000);
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_EQ(hits[0].form, "hex");
  EXPECT_EQ(hits[0].offset, 1040U);
}

/// A file in the test's own directory, gone with it.
class TemporaryFile {
 public:
  explicit TemporaryFile(const Bytes& bytes)
      : path_(std::filesystem::path(testing::TempDir()) /
              ("smx-interop-" + std::to_string(getpid()))) {
    std::ofstream out(path_, std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()),
              static_cast<std::streamsize>(bytes.size()));
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

TEST(interop_canary_search, finds_a_canary_once_across_the_pieces_of_a_file) {
  const std::vector<Bytes> canaries = canaries_of(3);
  const CanarySearch search(canaries);
  // A file is read by 4 MiB.
  constexpr std::size_t kPiece = std::size_t{4} << 20U;
  for (const std::size_t at : {kPiece - 32, kPiece - 31, kPiece - 1, kPiece, 2 * kPiece - 100}) {
    Bytes bytes(2 * kPiece + 500, 0x41);
    std::ranges::copy(canaries[1], bytes.begin() + static_cast<std::ptrdiff_t>(at));
    const TemporaryFile file(bytes);
    const std::vector<Hit> hits = search.in_file(file.path());
    ASSERT_EQ(hits.size(), 1U) << at;
    EXPECT_EQ(hits[0].offset, at);
    EXPECT_EQ(hits[0].canary, 1U);
  }
}

/// cat with one variable in its environment; it runs once it has given back what it was given. Not
/// this process: under AddressSanitizer that has terabytes of shadow.
class Holder {
 public:
  explicit Holder(const std::string& text) {
    std::array<int, 2> to{};
    std::array<int, 2> from{};
    if (pipe2(to.data(), O_CLOEXEC) != 0 || pipe2(from.data(), O_CLOEXEC) != 0) return;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, to[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, from[1], STDOUT_FILENO);
    std::string variable = "HELD=" + text;
    std::string name = "cat";
    const std::array<char*, 2> arguments{name.data(), nullptr};
    const std::array<char*, 2> environment{variable.data(), nullptr};
    if (posix_spawn(&pid_, "/bin/cat", &actions, nullptr, arguments.data(), environment.data()) !=
        0) {
      pid_ = -1;
    }
    posix_spawn_file_actions_destroy(&actions);
    close(to[0]);
    close(from[1]);
    input_ = to[1];
    output_ = from[0];
    char byte = 'x';
    runs_ = pid_ > 0 && write(input_, &byte, 1) == 1 && read(output_, &byte, 1) == 1;
  }
  ~Holder() {
    close(input_);
    close(output_);
    if (pid_ > 0) waitpid(pid_, nullptr, 0);
  }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;

  bool runs() const { return runs_; }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  int input_ = -1;
  int output_ = -1;
  bool runs_ = false;
};

TEST(interop_canary_search, finds_a_canary_in_the_memory_of_a_process) {
  const std::vector<Bytes> canaries = canaries_of(2);
  const Holder holder(conformance::to_hex(canaries[1]));
  ASSERT_TRUE(holder.runs());
  const MemorySearch found = search_memory(holder.pid(), CanarySearch(canaries));
  ASSERT_FALSE(found.hits.empty());
  for (const auto& hit : found.hits) EXPECT_EQ(hit.canary, 1U);
  EXPECT_GT(found.bytes, 100'000U);
  const Holder other(std::string(64, '0'));
  ASSERT_TRUE(other.runs());
  EXPECT_TRUE(search_memory(other.pid(), CanarySearch(canaries)).hits.empty());
}

TEST(interop_absence, an_empty_place_is_not_clean) {
  const CanarySearch search(canaries_of(1));
  const PlaceSearched none = search_files("log", {}, search);
  EXPECT_EQ(none.result, PlaceSearched::Result::kNotRun);
  EXPECT_EQ(none.why, "there is nothing to search");
  const PlaceSearched missing = search_files("log", {"there/is/none"}, search);
  EXPECT_EQ(missing.result, PlaceSearched::Result::kNotRun);
  EXPECT_FALSE(all_clean({none}));
  EXPECT_FALSE(all_clean({}));
}

TEST(interop_absence, a_file_with_a_canary_is_found_and_named) {
  const std::vector<Bytes> canaries = canaries_of(2);
  const CanarySearch search(canaries);
  const TemporaryFile file(planted(bytes_of(to_base64(canaries[1])), 12));
  const PlaceSearched found = search_files("log", {file.path()}, search);
  EXPECT_EQ(found.result, PlaceSearched::Result::kFound);
  EXPECT_EQ(found.why, "canary 1 (base64 at 0) at 12 of " + file.path().filename().string());
  const TemporaryFile clean(Bytes(100, 7));
  EXPECT_EQ(search_files("log", {clean.path()}, search).result, PlaceSearched::Result::kClean);
}

}  // namespace
}  // namespace smx::interop
