#include "hex_dump.h"

#include <fmt/format.h>

#include <algorithm>

namespace smx::cli {
namespace {

constexpr std::size_t kRow = 16;
/// Rows shown before and after the marked one.
constexpr std::size_t kContext = 2;
/// Width of "  00000  ".
constexpr std::size_t kMargin = 9;

std::string row(ByteView bytes, std::size_t start, std::size_t marked, const Style& style) {
  std::string digits;
  std::string text;
  for (std::size_t i = start; i < start + kRow; ++i) {
    if (i >= bytes.size()) {
      digits += i == marked ? style.marked("__") + " " : "   ";
      continue;
    }
    const std::string pair = fmt::format("{:02x}", bytes[i]);
    digits += (i == marked ? style.marked(pair) : pair) + " ";
    text += bytes[i] >= 0x20 && bytes[i] < 0x7F ? static_cast<char>(bytes[i]) : '.';
  }
  return fmt::format("{}{} {}\n", style.faint(fmt::format("  {:05}  ", start)), digits, text);
}

}  // namespace

std::string hex_dump(ByteView bytes, std::size_t marked, const Style& style) {
  const std::size_t marked_row = marked / kRow;
  const std::size_t first = marked_row - std::min(marked_row, kContext);
  std::string out;
  for (std::size_t number = first; number <= marked_row + kContext; ++number) {
    const std::size_t start = number * kRow;
    if (start >= bytes.size() && number != marked_row) break;
    out += row(bytes, start, marked, style);
    if (number == marked_row) {
      out += std::string(kMargin + 3 * (marked % kRow), ' ') +
             style.bad(fmt::format("^^ byte {}", marked)) + "\n";
    }
  }
  return out;
}

}  // namespace smx::cli
