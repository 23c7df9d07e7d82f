#include "selection.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include "input_error.h"
#include "sha256.h"

namespace smx::conformance {
namespace {

constexpr std::size_t kMostShards = 10'000;

template <class Keeps>
std::vector<VectorFile> kept(std::vector<VectorFile> files, const Keeps& keeps) {
  for (VectorFile& file : files) {
    std::erase_if(file.cases, [&](const Case& test) { return !keeps(test.id); });
  }
  std::erase_if(files, [](const VectorFile& file) { return file.cases.empty(); });
  return files;
}

std::optional<std::size_t> number_in(std::string_view text) {
  std::size_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::vector<VectorFile> chosen_files(std::vector<VectorFile> files,
                                     const std::vector<std::string>& globs) {
  if (globs.empty()) return files;
  return kept(std::move(files), [&](const std::string& id) {
    return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
      return fnmatch(glob.c_str(), id.c_str(), 0) == 0;
    });
  });
}

bool Shard::holds(const std::string& case_id) const {
  // 60 bits of the hash: what every reader of the id finds again, and plenty for an even split.
  const std::uint64_t hash = std::stoull(sha256_hex(case_id).substr(0, 15), nullptr, 16);
  return hash % count == number - 1;
}

std::string Shard::text() const { return fmt::format("{}/{}", number, count); }

Shard parse_shard(const std::string& text) {
  const std::string_view whole = text;
  const std::size_t slash = whole.find('/');
  const auto number = number_in(whole.substr(0, slash));
  const auto count =
      slash == std::string_view::npos ? std::nullopt : number_in(whole.substr(slash + 1));
  if (!number || !count || *number == 0 || *number > *count || *count > kMostShards) {
    throw InputError(
        fmt::format("--shard {}: not of the form I/N with 1 <= I <= N <= {}", text, kMostShards));
  }
  return {*number, *count};
}

std::vector<VectorFile> shard_of(std::vector<VectorFile> files, const Shard& shard) {
  return kept(std::move(files), [&](const std::string& id) { return shard.holds(id); });
}

}  // namespace smx::conformance
