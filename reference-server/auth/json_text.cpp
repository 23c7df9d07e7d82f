#include "auth/json_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace smx::relay::auth {
namespace {

using Json = nlohmann::json;

constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t i = 0x20; i < 0x80; ++i) plain[i] = i != '"' && i != '\\';
  return plain;
}();

void append_string(std::string& text, const std::string& value) {
  if (!std::ranges::all_of(value, [](char c) { return kPlain[static_cast<unsigned char>(c)]; })) {
    text += Json(value).dump();
    return;
  }
  text += '"';
  text += value;
  text += '"';
}

template <class Integer>
void append_number(std::string& text, Integer value) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  text.append(digits.data(), end);
}

}  // namespace

void append_json(std::string& text, const Json& value) {
  char separator = 0;
  const auto next = [&](char open) {
    text += separator == 0 ? open : separator;
    separator = ',';
  };
  switch (value.type()) {
    case Json::value_t::object:
      for (const auto& [name, member] : value.get_ref<const Json::object_t&>()) {
        next('{');
        append_string(text, name);
        text += ':';
        append_json(text, member);
      }
      text += separator == 0 ? "{}" : "}";
      return;
    case Json::value_t::array:
      for (const Json& item : value.get_ref<const Json::array_t&>()) {
        next('[');
        append_json(text, item);
      }
      text += separator == 0 ? "[]" : "]";
      return;
    case Json::value_t::string:
      append_string(text, value.get_ref<const std::string&>());
      return;
    case Json::value_t::number_integer:
      append_number(text, value.get<std::int64_t>());
      return;
    case Json::value_t::number_unsigned:
      append_number(text, value.get<std::uint64_t>());
      return;
    default:
      text += value.dump();
  }
}

std::string json_text(const Json& value) {
  std::string text;
  text.reserve(512);
  append_json(text, value);
  return text;
}

}  // namespace smx::relay::auth
