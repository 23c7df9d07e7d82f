#include "canary_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <tuple>

#include "base64.h"
#include "runner/input_error.h"

namespace smx::interop {
namespace {

constexpr std::size_t kPrefix = sizeof(std::uint64_t);
constexpr std::size_t kChunk = std::size_t{4} << 20U;

std::uint64_t prefix_at(const void* bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, kPrefix);
  return value;
}

/// Fibonacci hashing: the upper bits of the product are well mixed.
std::uint64_t hash_of(std::uint64_t prefix) { return prefix * 0x9e3779b97f4a7c15ULL; }

std::string utf16(const std::string& text, bool little_endian) {
  std::string out;
  for (const char c : text) {
    if (!little_endian) out += '\0';
    out += c;
    if (little_endian) out += '\0';
  }
  return out;
}

/// The digits of `bytes` behind `before` bytes of anything, those that depend on `bytes` alone.
std::string inner_digits(const Bytes& bytes, std::size_t before, Base64Alphabet alphabet) {
  Bytes shifted(before, 0);
  shifted.insert(shifted.end(), bytes.begin(), bytes.end());
  const std::size_t first = (before * 8 + 5) / 6;
  const std::size_t end = shifted.size() * 8 / 6;
  return to_base64(shifted, alphabet).substr(first, end - first);
}

}  // namespace

CanarySearch::CanarySearch(const std::vector<Bytes>& canaries) {
  for (std::size_t i = 0; i < canaries.size(); ++i) {
    const Bytes& canary = canaries[i];
    if (canary.size() < kPrefix) throw std::logic_error("a canary is shorter than a prefix");
    add(i, "raw", std::string(canary.begin(), canary.end()));
    std::string hex = conformance::to_hex(canary);
    add_text(i, "hex", hex);
    std::ranges::transform(hex, hex.begin(), [](char c) {
      return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    add_text(i, "upper-case hex", hex);
    for (std::size_t before = 0; before < 3; ++before) {
      const std::string digits = inner_digits(canary, before, Base64Alphabet::kStandard);
      add_text(i, fmt::format("base64 at {}", before), digits);
      const std::string url = inner_digits(canary, before, Base64Alphabet::kUrl);
      if (url != digits) add_text(i, fmt::format("base64url at {}", before), url);
    }
  }
  build_index();
}

void CanarySearch::add(std::size_t canary, const std::string& form, std::string bytes) {
  longest_ = std::max(longest_, bytes.size());
  const std::uint64_t prefix = prefix_at(bytes.data());
  patterns_.push_back({prefix, std::move(bytes), canary, form});
}

void CanarySearch::add_text(std::size_t canary, const std::string& form, const std::string& text) {
  add(canary, form, text);
  add(canary, "UTF-16LE " + form, utf16(text, true));
  add(canary, "UTF-16BE " + form, utf16(text, false));
}

void CanarySearch::build_index() {
  std::ranges::sort(patterns_, [](const Pattern& a, const Pattern& b) {
    return std::tie(a.prefix, a.canary, a.form) < std::tie(b.prefix, b.canary, b.form);
  });
  const std::size_t count = std::max<std::size_t>(patterns_.size(), 1);
  const auto slot_bits = static_cast<unsigned>(std::bit_width(2 * count));
  const unsigned filter_bits = std::max(slot_bits + 4, 12U);
  slot_shift_ = 64 - slot_bits;
  filter_shift_ = 64 - filter_bits;
  slots_.assign(std::size_t{1} << slot_bits, 0);
  filter_.assign(std::size_t{1} << (filter_bits - 6), 0);
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    if (i > 0 && patterns_[i].prefix == patterns_[i - 1].prefix) continue;
    const std::uint64_t hash = hash_of(patterns_[i].prefix);
    const std::uint64_t bit = hash >> filter_shift_;
    filter_[bit >> 6U] |= std::uint64_t{1} << (bit & 63U);
    std::size_t slot = hash >> slot_shift_;
    while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = static_cast<std::uint32_t>(i + 1);
  }
}

std::vector<Hit> CanarySearch::in(std::span<const std::uint8_t> bytes, std::size_t most,
                                  std::uint64_t base) const {
  std::vector<Hit> hits;
  if (bytes.size() < kPrefix || patterns_.empty()) return hits;
  for (std::size_t at = 0; at + kPrefix <= bytes.size(); ++at) {
    const std::uint64_t prefix = prefix_at(bytes.data() + at);
    const std::uint64_t hash = hash_of(prefix);
    const std::uint64_t bit = hash >> filter_shift_;
    if ((filter_[bit >> 6U] & (std::uint64_t{1} << (bit & 63U))) == 0) continue;
    std::size_t slot = hash >> slot_shift_;
    while (slots_[slot] != 0 && patterns_[slots_[slot] - 1].prefix != prefix) {
      slot = (slot + 1) & (slots_.size() - 1);
    }
    if (slots_[slot] == 0) continue;
    for (std::size_t i = slots_[slot] - 1; i < patterns_.size() && patterns_[i].prefix == prefix;
         ++i) {
      const Pattern& pattern = patterns_[i];
      if (at + pattern.bytes.size() > bytes.size() ||
          std::memcmp(bytes.data() + at, pattern.bytes.data(), pattern.bytes.size()) != 0) {
        continue;
      }
      hits.push_back({pattern.canary, pattern.form, base + at});
      if (hits.size() >= most) return hits;
    }
  }
  return hits;
}

std::vector<Hit> CanarySearch::in_file(const std::filesystem::path& path, std::size_t most) const {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw conformance::InputError(fmt::format("{}: cannot be read", path.string()));
  std::vector<Hit> hits;
  Bytes buffer;
  std::uint64_t base = 0;
  while (hits.size() < most) {
    const std::size_t kept = buffer.size();
    buffer.resize(kept + kChunk);
    file.read(reinterpret_cast<char*>(buffer.data() + kept), kChunk);
    buffer.resize(kept + static_cast<std::size_t>(file.gcount()));
    if (file.bad()) {
      throw conformance::InputError(fmt::format("{}: cannot be read to its end", path.string()));
    }
    const bool last = file.eof();
    // What begins in the part that is kept is found in the next round, and only there.
    const std::size_t keep = last ? 0 : std::min(buffer.size(), longest_ - 1);
    for (Hit& hit : in(buffer, most - hits.size(), base)) {
      if (hit.offset < base + buffer.size() - keep) hits.push_back(std::move(hit));
    }
    if (last) break;
    base += buffer.size() - keep;
    buffer.erase(buffer.begin(), buffer.end() - static_cast<std::ptrdiff_t>(keep));
  }
  return hits;
}

}  // namespace smx::interop
