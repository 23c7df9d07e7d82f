// Looks for many byte strings, in every spelling that a program could have given them, at once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "runner/hex.h"

namespace smx::interop {

using conformance::Bytes;

/// A canary that was found.
struct Hit {
  std::size_t canary = 0;  ///< its index
  std::string form;        ///< "raw", "hex", "base64url at 1", "UTF-16LE hex" and so on
  std::uint64_t offset = 0;
};

/// One pass over the bytes whatever the number of patterns: they are found by their first eight
/// bytes. Built once; then usable from any thread.
class CanarySearch {
 public:
  /// Patterns of each canary: raw; hex in both cases; base64 in both alphabets at the three places
  /// that bytes before it may leave, those digits that no neighbour changes; the text forms in
  /// UTF-16 of both byte orders. A canary is at least 8 bytes.
  explicit CanarySearch(const std::vector<Bytes>& canaries);

  /// The first hits, at most `most`. `base` is added to their offsets.
  std::vector<Hit> in(std::span<const std::uint8_t> bytes, std::size_t most = 16,
                      std::uint64_t base = 0) const;
  /// The same for a file of any length. Throws conformance::InputError when it cannot be read.
  std::vector<Hit> in_file(const std::filesystem::path& path, std::size_t most = 16) const;

  std::size_t patterns() const { return patterns_.size(); }
  /// Pieces of one whole have to overlap by one byte less.
  std::size_t longest() const { return longest_; }

 private:
  struct Pattern {
    std::uint64_t prefix = 0;
    std::string bytes;
    std::size_t canary = 0;
    std::string form;
  };

  void add(std::size_t canary, const std::string& form, std::string bytes);
  void add_text(std::size_t canary, const std::string& form, const std::string& text);
  void build_index();

  std::vector<Pattern> patterns_;      ///< by prefix
  std::vector<std::uint64_t> filter_;  ///< a bit for each hash of a prefix that exists
  std::vector<std::uint32_t> slots_;   ///< hash of a prefix to its first pattern, plus one
  unsigned filter_shift_ = 0;
  unsigned slot_shift_ = 0;
  std::size_t longest_ = 0;
};

}  // namespace smx::interop
