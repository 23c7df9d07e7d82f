#include "reference/json.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <set>
#include <string>

namespace smx::fuzz {
namespace {

/// Reads from the front; every member function is false, or empty, for what is not in the grammar.
class Reader {
 public:
  explicit Reader(std::string_view text) : left_(text) {}

  bool object(std::size_t depth) {
    if (depth == 0 || !take('{')) return false;
    std::set<std::string> names;
    space();
    if (take('}')) return true;
    do {
      space();
      const auto name = string();
      if (!name || !names.insert(*name).second) return false;
      space();
      if (!take(':') || !value(depth - 1)) return false;
    } while (take(','));
    return take('}');
  }

  void space() {
    while (!left_.empty() &&
           (left_[0] == ' ' || (left_[0] >= '\t' && left_[0] <= '\n') || left_[0] == '\r')) {
      left_.remove_prefix(1);
    }
  }

  [[nodiscard]] bool at_end() const { return left_.empty(); }

 private:
  bool take(char c) {
    if (left_.empty() || left_[0] != c) return false;
    left_.remove_prefix(1);
    return true;
  }

  bool word(std::string_view expected) {
    if (!left_.starts_with(expected)) return false;
    left_.remove_prefix(expected.size());
    return true;
  }

  /// With the white space around it; `depth` more may be opened.
  bool value(std::size_t depth) {
    space();
    const char first = left_.empty() ? '\0' : left_[0];
    bool good = false;
    if (first == '{') {
      good = object(depth);
    } else if (first == '[') {
      good = array(depth);
    } else if (first == '"') {
      good = string().has_value();
    } else if (first == 't' || first == 'f' || first == 'n') {
      good = word("true") || word("false") || word("null");
    } else {
      good = number();
    }
    space();
    return good;
  }

  bool array(std::size_t depth) {
    if (depth == 0 || !take('[')) return false;
    space();
    if (take(']')) return true;
    do {
      if (!value(depth - 1)) return false;
    } while (take(','));
    return take(']');
  }

  std::size_t digits(std::string& text) {
    const std::size_t before = text.size();
    while (!left_.empty() && left_[0] >= '0' && left_[0] <= '9') {
      text += left_[0];
      left_.remove_prefix(1);
    }
    return text.size() - before;
  }

  bool number() {
    std::string text;
    if (take('-')) text += '-';
    const bool zero = left_.starts_with('0');
    const std::size_t whole = digits(text);
    if (whole == 0 || (zero && whole > 1)) return false;
    if (take('.')) {
      text += '.';
      if (digits(text) == 0) return false;
    }
    if (take('e') || take('E')) {
      text += 'e';
      if (take('-')) {
        text += '-';
      } else {
        static_cast<void>(take('+'));
      }
      if (digits(text) == 0) return false;
    }
    return std::isfinite(std::strtod(text.c_str(), nullptr));
  }

  std::optional<std::uint32_t> four_hex() {
    std::uint32_t unit = 0;
    if (left_.size() < 4) return std::nullopt;
    for (const char c : left_.substr(0, 4)) {
      const std::size_t digit = std::string_view("0123456789abcdef0123456789ABCDEF").find(c);
      if (digit == std::string_view::npos) return std::nullopt;
      unit = unit << 4 | static_cast<std::uint32_t>(digit % 16);
    }
    left_.remove_prefix(4);
    return unit;
  }

  static void append(std::string& out, std::uint32_t point) {
    const auto byte = [&](std::uint32_t value) { out += static_cast<char>(value); };
    if (point < 0x80) {
      byte(point);
    } else if (point < 0x800) {
      byte(0xC0 | point >> 6);
      byte(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
      byte(0xE0 | point >> 12);
      byte(0x80 | (point >> 6 & 0x3F));
      byte(0x80 | (point & 0x3F));
    } else {
      byte(0xF0 | point >> 18);
      byte(0x80 | (point >> 12 & 0x3F));
      byte(0x80 | (point >> 6 & 0x3F));
      byte(0x80 | (point & 0x3F));
    }
  }

  bool escape(std::string& out) {
    if (left_.empty()) return false;
    const char kind = left_[0];
    left_.remove_prefix(1);
    const std::size_t plain = std::string_view("\"\\/bfnrt").find(kind);
    if (plain != std::string_view::npos) {
      out += "\"\\/\b\f\n\r\t"[plain];
      return true;
    }
    if (kind != 'u') return false;
    auto point = four_hex();
    if (!point || (*point >= 0xDC00 && *point <= 0xDFFF)) return false;
    if (*point >= 0xD800 && *point <= 0xDBFF) {
      if (!word("\\u")) return false;
      const auto low = four_hex();
      if (!low || *low < 0xDC00 || *low > 0xDFFF) return false;
      point = 0x10000 + ((*point - 0xD800) << 10) + (*low - 0xDC00);
    }
    append(out, *point);
    return true;
  }

  /// A character beyond ASCII: written again from its value, it is the same bytes and no surrogate.
  bool wide(std::string& out) {
    const auto lead = static_cast<unsigned char>(left_[0]);
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC0 || lead > 0xF7 || left_.size() < size) return false;
    std::uint32_t point = lead & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
      const auto byte = static_cast<unsigned char>(left_[i]);
      if ((byte & 0xC0) != 0x80) return false;
      point = point << 6 | (byte & 0x3FU);
    }
    std::string again;
    append(again, point);
    if (again != left_.substr(0, size) || point > 0x10FFFF || (point >> 11) == 0x1B) return false;
    out += again;
    left_.remove_prefix(size);
    return true;
  }

  std::optional<std::string> string() {
    if (!take('"')) return std::nullopt;
    std::string out;
    while (!take('"')) {
      if (left_.empty()) return std::nullopt;
      const auto byte = static_cast<unsigned char>(left_[0]);
      bool good = byte >= 0x20;
      if (take('\\')) {
        good = escape(out);
      } else if (byte >= 0x80) {
        good = wide(out);
      } else if (good) {
        out += left_[0];
        left_.remove_prefix(1);
      }
      if (!good) return std::nullopt;
    }
    return out;
  }

  std::string_view left_;
};

}  // namespace

bool is_strict_object(std::string_view text, std::size_t depth) {
  Reader reader(text);
  reader.space();
  if (!reader.object(depth)) return false;
  reader.space();
  return reader.at_end();
}

}  // namespace smx::fuzz
