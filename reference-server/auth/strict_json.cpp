#include "auth/strict_json.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>
#include <utility>

namespace smx::relay::auth {
namespace {

using Json = nlohmann::json;

/// What a byte is inside a string.
enum class Byte : std::uint8_t { plain, quote, escape, control, beyond };

constexpr std::array<Byte, 256> kinds_of_bytes() {
  std::array<Byte, 256> kinds{};
  for (std::size_t i = 0; i < 0x20; ++i) kinds[i] = Byte::control;
  for (std::size_t i = 0x80; i < 256; ++i) kinds[i] = Byte::beyond;
  kinds['"'] = Byte::quote;
  kinds['\\'] = Byte::escape;
  return kinds;
}

constexpr std::array<Byte, 256> kKinds = kinds_of_bytes();

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads RFC 8259 from one end to the other. An envelope is one long string without escapes: a run
/// of plain bytes is looked at once and copied as a whole, where the library's parser takes each
/// byte through several calls.
class Reader {
 public:
  explicit Reader(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  /// True when the text is one value; `depth` objects and arrays at most are around what is in it.
  bool read(Json& root, std::size_t depth) {
    skip_space();
    if (!value(root, depth)) return false;
    skip_space();
    return at_ == end_;
  }

  [[nodiscard]] JsonFault fault() const { return fault_; }

 private:
  [[nodiscard]] char peek() const { return at_ == end_ ? '\0' : *at_; }

  bool take(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }

  bool take(std::string_view word) {
    if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word)) {
      return false;
    }
    at_ += word.size();
    return true;
  }

  void skip_space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r')) ++at_;
  }

  bool refuse(JsonFault fault) {
    fault_ = fault;
    return false;
  }

  bool value(Json& out, std::size_t depth) {
    switch (peek()) {
      case '{':
        return object(out, depth);
      case '[':
        return array(out, depth);
      case '"':
        out = std::string();
        return string(out.get_ref<std::string&>());
      case 't':
        out = true;
        return take("true");
      case 'f':
        out = false;
        return take("false");
      case 'n':
        out = nullptr;
        return take("null");
      default:
        return number(out);
    }
  }

  bool object(Json& out, std::size_t depth) {
    if (depth == 0) return refuse(JsonFault::too_deep);
    ++at_;
    out = Json::object();
    auto& members = out.get_ref<Json::object_t&>();
    skip_space();
    if (take('}')) return true;
    do {
      skip_space();
      std::string name;
      if (peek() != '"' || !string(name)) return false;
      const auto [member, first] = members.try_emplace(std::move(name));
      if (!first) return refuse(JsonFault::duplicate_member);
      skip_space();
      if (!take(':')) return false;
      skip_space();
      if (!value(member->second, depth - 1)) return false;
      skip_space();
    } while (take(','));
    return take('}');
  }

  bool array(Json& out, std::size_t depth) {
    if (depth == 0) return refuse(JsonFault::too_deep);
    ++at_;
    out = Json::array();
    auto& items = out.get_ref<Json::array_t&>();
    skip_space();
    if (take(']')) return true;
    do {
      skip_space();
      if (!value(items.emplace_back(), depth - 1)) return false;
      skip_space();
    } while (take(','));
    return take(']');
  }

  /// From the quote before to behind the quote after.
  bool string(std::string& out) {
    ++at_;
    while (true) {
      const char* const run = at_;
      while (at_ != end_ && kind() == Byte::plain) ++at_;
      out.append(run, at_);
      if (at_ == end_) return false;
      switch (kind()) {
        case Byte::quote:
          ++at_;
          return true;
        case Byte::escape:
          if (!escape(out)) return false;
          break;
        case Byte::beyond:
          if (!character(out)) return false;
          break;
        default:
          return false;
      }
    }
  }

  [[nodiscard]] Byte kind() const { return kKinds[static_cast<unsigned char>(*at_)]; }

  bool escape(std::string& out) {
    constexpr std::string_view kNames = "\"\\/bfnrt";
    constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
    ++at_;
    if (take('u')) return escaped_character(out);
    if (at_ == end_) return false;
    const std::size_t place = kNames.find(*at_++);
    if (place == std::string_view::npos) return false;
    out += kMeant[place];
    return true;
  }

  /// The four hex digits at the place.
  bool hex(std::uint32_t& unit) {
    if (end_ - at_ < 4) return false;
    const auto [rest, fault] = std::from_chars(at_, at_ + 4, unit, 16);
    if (fault != std::errc() || rest != at_ + 4) return false;
    at_ = rest;
    return true;
  }

  bool escaped_character(std::string& out) {
    std::uint32_t point = 0;
    if (!hex(point)) return false;
    if (point >= 0xDC00 && point <= 0xDFFF) return false;
    if (point >= 0xD800 && point <= 0xDBFF) {
      std::uint32_t low = 0;
      if (!take("\\u") || !hex(low) || low < 0xDC00 || low > 0xDFFF) return false;
      point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
    }
    append(out, point);
    return true;
  }

  static void append(std::string& out, std::uint32_t point) {
    const auto more = [&](unsigned shift) {
      out += static_cast<char>(0x80 | (point >> shift & 0x3F));
    };
    if (point < 0x80) {
      out += static_cast<char>(point);
    } else if (point < 0x800) {
      out += static_cast<char>(0xC0 | point >> 6);
      more(0);
    } else if (point < 0x10000) {
      out += static_cast<char>(0xE0 | point >> 12);
      more(6);
      more(0);
    } else {
      out += static_cast<char>(0xF0 | point >> 18);
      more(12);
      more(6);
      more(0);
    }
  }

  /// One character of two to four bytes, in the one form that RFC 3629 gives it.
  bool character(std::string& out) {
    const auto lead = static_cast<unsigned char>(*at_);
    std::ptrdiff_t size = 0;
    unsigned char least = 0x80;  // of the second byte
    unsigned char most = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) {
      size = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      size = 3;
      if (lead == 0xE0) least = 0xA0;
      if (lead == 0xED) most = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      size = 4;
      if (lead == 0xF0) least = 0x90;
      if (lead == 0xF4) most = 0x8F;
    }
    if (size == 0 || end_ - at_ < size) return false;
    for (std::ptrdiff_t i = 1; i < size; ++i) {
      const auto byte = static_cast<unsigned char>(at_[i]);
      if (byte < (i == 1 ? least : 0x80) || byte > (i == 1 ? most : 0xBF)) return false;
    }
    out.append(at_, at_ + size);
    at_ += size;
    return true;
  }

  bool digits() {
    if (!is_digit(peek())) return false;
    while (is_digit(peek())) ++at_;
    return true;
  }

  /// Whole numbers that fit are kept as such; others, and fractions, as the nearest double, which
  /// must be finite.
  bool number(Json& out) {
    const char* const begin = at_;
    const bool negative = take('-');
    if (!take('0') && !digits()) return false;
    bool whole = true;
    if (take('.')) {
      whole = false;
      if (!digits()) return false;
    }
    if (take('e') || take('E')) {
      whole = false;
      if (!take('+')) take('-');
      if (!digits()) return false;
    }
    if (whole &&
        (negative ? integer<std::int64_t>(out, begin) : integer<std::uint64_t>(out, begin)))
      return true;
    // In the C locale, which the relay never leaves.
    const double nearest = std::strtod(std::string(begin, at_).c_str(), nullptr);
    if (!std::isfinite(nearest)) return false;
    out = nearest;
    return true;
  }

  template <class Integer>
  bool integer(Json& out, const char* begin) {
    Integer value = 0;
    if (std::from_chars(begin, at_, value).ec != std::errc()) return false;
    out = value;
    return true;
  }

  const char* at_;
  const char* end_;
  JsonFault fault_ = JsonFault::not_json;
};

}  // namespace

std::expected<Json, JsonFault> parse_strict_json(std::string_view text, std::size_t depth) {
  Reader reader(text);
  Json root;
  if (!reader.read(root, depth)) return std::unexpected(reader.fault());
  return root;
}

}  // namespace smx::relay::auth
