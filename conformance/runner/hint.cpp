#include "hint.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <vector>

namespace smx::conformance {
namespace {

// Shorter values coincide by chance.
constexpr std::size_t kTellingLength = 12;

Bytes part(const Bytes& bytes, const Field& field) {
  if (field.offset >= bytes.size()) return {};
  const std::size_t end = std::min(bytes.size(), field.end());
  return {bytes.begin() + static_cast<std::ptrdiff_t>(field.offset),
          bytes.begin() + static_cast<std::ptrdiff_t>(end)};
}

bool is_zero(const Bytes& bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t b) { return b == 0; });
}

/// Fields whose removal from the pinned bytes gives the wrong ones.
std::string missing_fields(const FieldMap& fields, const Bytes& want, const Bytes& got) {
  for (std::size_t first = 0; first < fields.size(); ++first) {
    std::string names;
    for (std::size_t last = first; last < fields.size(); ++last) {
      names += (names.empty() ? "" : ", ") + fields[last].name;
      const std::size_t begin = fields[first].offset;
      const std::size_t end = fields[last].end();
      if (want.size() - (end - begin) != got.size()) continue;
      Bytes without = want;
      without.erase(without.begin() + static_cast<std::ptrdiff_t>(begin),
                    without.begin() + static_cast<std::ptrdiff_t>(end));
      if (without == got) return names + " left out?";
    }
  }
  return {};
}

/// The order in which the pinned parts stand in the wrong bytes, if it is a permutation of parts.
std::string permuted_fields(const FieldMap& fields, const Bytes& want, const Bytes& got) {
  std::string order;
  std::size_t at = 0;
  std::vector<bool> used(fields.size(), false);
  while (at < got.size()) {
    bool placed = false;
    for (std::size_t i = 0; i < fields.size() && !placed; ++i) {
      const Bytes bytes = part(want, fields[i]);
      if (used[i] || bytes.empty() || at + bytes.size() > got.size()) continue;
      if (!std::equal(bytes.begin(), bytes.end(), got.begin() + static_cast<std::ptrdiff_t>(at))) {
        continue;
      }
      used[i] = true;
      placed = true;
      at += bytes.size();
      order += (order.empty() ? "" : " | ") + fields[i].name;
    }
    if (!placed) return {};
  }
  return fmt::format("order {}?", order);
}

/// The same bytes with two fields of one length exchanged.
Bytes exchanged(const Bytes& bytes, const Field& a, const Field& b) {
  Bytes copy = bytes;
  const auto at = [&copy](std::size_t i) { return copy.begin() + static_cast<std::ptrdiff_t>(i); };
  std::swap_ranges(at(a.offset), at(a.end()), at(b.offset));
  return copy;
}

/// What stands in place of `field`, when it is another field of the same value.
std::string misplaced_field(const FieldMap& fields, const Field& field, const Bytes& want,
                            const Bytes& got) {
  for (const Field& other : fields) {
    if (other.offset == field.offset || other.length != field.length) continue;
    if (part(want, other) != part(got, field)) continue;
    if (exchanged(want, field, other) == got) {
      return fmt::format("{} and {} swapped?", field.name, other.name);
    }
    if (field.length < kTellingLength) continue;
    const std::string order = permuted_fields(fields, want, got);
    return order.empty() ? fmt::format("{} in its place?", other.name) : order;
  }
  return {};
}

std::string known_value(const Bytes& given, const std::map<std::string, std::string>& known) {
  if (given.size() < kTellingLength) return {};
  const std::string hex = to_hex(given);
  for (const auto& [name, value] : known) {
    if (value == hex) return fmt::format("equals {}", name);
  }
  return {};
}

std::string small_change(const Field& field, const Bytes& wanted, const Bytes& given) {
  if (wanted.size() != given.size() || wanted.empty()) return {};
  if (field.is_integer && wanted.size() <= 8) {
    const auto value = [](const Bytes& bytes) {
      std::uint64_t number = 0;
      for (const std::uint8_t byte : bytes) number = number << 8 | byte;
      return number;
    };
    if (value(given) == value(wanted) + 1) return "one too many?";
    if (value(given) + 1 == value(wanted)) return "one too few?";
  }
  if (wanted.size() >= kTellingLength && is_zero(given)) return "all zero";
  int bits = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    bits += std::popcount(static_cast<unsigned>(wanted[i] ^ given[i]));
  }
  return bits == 1 && wanted.size() >= kTellingLength ? "one bit differs" : "";
}

}  // namespace

std::string byte_hint(const FieldMap& fields, const Field& field, const Bytes& want,
                      const Bytes& got, const std::map<std::string, std::string>& known) {
  if (got.empty()) return {};
  const Bytes wanted = part(want, field);
  const Bytes given = part(got, field);
  if (want.size() > got.size()) {
    if (std::string hint = missing_fields(fields, want, got); !hint.empty()) return hint;
  }
  if (fields.size() > 1 && want.size() == got.size()) {
    if (std::string hint = misplaced_field(fields, field, want, got); !hint.empty()) return hint;
  }
  if (wanted.size() >= 2 && wanted.size() == given.size() &&
      std::equal(wanted.rbegin(), wanted.rend(), given.begin()) && wanted != given) {
    return "little-endian?";
  }
  if (std::string hint = known_value(got, known); !hint.empty()) return hint;
  if (std::string hint = known_value(given, known); !hint.empty()) return hint;
  return small_change(field, wanted, given);
}

std::string integer_hint(std::uint64_t want, std::uint64_t got) {
  if (want <= 0xffffffffU && got <= 0xffffffffU && want > 0) {
    const auto value = static_cast<std::uint32_t>(want);
    const std::uint32_t swapped =
        value >> 24 | (value >> 8 & 0xff00U) | (value << 8 & 0xff0000U) | value << 24;
    if (swapped == got && want != got) return "little-endian?";
  }
  if (got == want + 1) return "one too many?";
  if (got + 1 == want) return "one too few?";
  return {};
}

}  // namespace smx::conformance
