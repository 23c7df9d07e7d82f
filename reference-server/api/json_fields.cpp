#include "api/json_fields.h"

#include <algorithm>
#include <utility>

#include "api/base64.h"

namespace smx::relay::api {
namespace {

using Json = nlohmann::json;

const Json kNoArray = Json::array();
const Json kNoObject = Json::object();

bool within(std::size_t value, Bounds bounds) {
  return std::cmp_greater_equal(value, bounds.least) && std::cmp_less_equal(value, bounds.most);
}

/// Without an early end, so that many bytes are looked at at once: nearly no text has one.
bool has_control(std::string_view text) {
  bool found = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    found |= byte < 0x20 || byte == 0x7f;
  }
  return found;
}

/// Why the text is refused, or nothing.
std::string_view text_fault(const std::string& text, Bounds length) {
  if (!within(text_length(text), length)) return "length";
  if (has_control(text)) return "control_character";
  return {};
}

}  // namespace

std::size_t text_length(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

Refusal malformed(std::string_view field, std::string_view reason) {
  return Refusal{.problem = Problem::malformed_request,
                 .detail = Json{{"field", field}, {"reason", reason}}};
}

JsonFields::JsonFields(const Json& object, std::string place)
    : object_(object), place_(std::move(place)) {
  if (!object_.is_object()) fail(place_, "not_an_object");
}

std::string JsonFields::place(std::string_view name) const {
  std::string result = place_;
  if (!result.empty()) result += '.';
  result += name;
  return result;
}

std::string JsonFields::place(std::string_view name, std::size_t index) const {
  return place(name) + '[' + std::to_string(index) + ']';
}

void JsonFields::fail(std::string where, std::string_view reason) {
  if (!refusal_) refusal_ = malformed(where, reason);
}

void JsonFields::refuse_field(std::string_view name, std::string_view reason) {
  fail(place(name), reason);
}

const Json* JsonFields::find(std::string_view name) {
  if (refusal_) return nullptr;
  const auto member = object_.find(name);
  if (member == object_.end()) return nullptr;
  ++found_;
  return &*member;
}

std::optional<std::string> JsonFields::optional_text(std::string_view name, Bounds length) {
  const Json* member = find(name);
  if (member == nullptr) return std::nullopt;
  if (!member->is_string()) {
    fail(place(name), "not_a_text");
    return std::nullopt;
  }
  const auto& value = member->get_ref<const std::string&>();
  if (const std::string_view fault = text_fault(value, length); !fault.empty()) {
    fail(place(name), fault);
    return std::nullopt;
  }
  return value;
}

std::string JsonFields::text(std::string_view name, Bounds length) {
  auto value = optional_text(name, length);
  if (!value) fail(place(name), "missing");
  return std::move(value).value_or(std::string());
}

std::optional<std::int64_t> JsonFields::optional_integer(std::string_view name, Bounds bounds) {
  const Json* member = find(name);
  if (member == nullptr) return std::nullopt;
  // 1.0 and 1e0 are other spellings; a number beyond 64 bits is read as a fraction by the parser.
  if (!member->is_number_integer()) {
    fail(place(name), "not_an_integer");
    return std::nullopt;
  }
  const bool too_large =
      member->is_number_unsigned() && std::cmp_greater(member->get<std::uint64_t>(), bounds.most);
  const auto value = too_large ? bounds.least : member->get<std::int64_t>();
  if (too_large || value < bounds.least || value > bounds.most) {
    fail(place(name), "out_of_range");
    return std::nullopt;
  }
  return value;
}

std::int64_t JsonFields::integer(std::string_view name, Bounds bounds) {
  const auto value = optional_integer(name, bounds);
  if (!value) fail(place(name), "missing");
  return value.value_or(bounds.least);
}

Bytes JsonFields::bytes(std::string_view name, Bounds length) {
  // Four characters for three bytes: what is longer is not even decoded.
  const std::string encoded = text(name, {0, (length.most + 2) / 3 * 4});
  if (refusal_) return {};
  auto decoded = decode_base64(encoded);
  if (!decoded) {
    fail(place(name), "not_base64");
    return {};
  }
  if (!within(decoded->size(), length)) {
    fail(place(name), "length");
    return {};
  }
  return std::move(*decoded);
}

const Json* JsonFields::optional_array(std::string_view name, Bounds length) {
  const Json* member = find(name);
  if (member == nullptr) return nullptr;
  if (!member->is_array()) {
    fail(place(name), "not_an_array");
    return nullptr;
  }
  if (!within(member->size(), length)) {
    fail(place(name), "length");
    return nullptr;
  }
  return member;
}

const Json& JsonFields::array(std::string_view name, Bounds length) {
  const Json* member = optional_array(name, length);
  if (member == nullptr) fail(place(name), "missing");
  return member == nullptr ? kNoArray : *member;
}

const Json* JsonFields::optional_object(std::string_view name) {
  const Json* member = find(name);
  if (member == nullptr) return nullptr;
  if (!member->is_object()) {
    fail(place(name), "not_an_object");
    return nullptr;
  }
  return member;
}

const Json& JsonFields::object(std::string_view name) {
  const Json* member = optional_object(name);
  if (member == nullptr) fail(place(name), "missing");
  return member == nullptr ? kNoObject : *member;
}

std::vector<std::string> JsonFields::texts(std::string_view name, Bounds count, Bounds length) {
  std::vector<std::string> result;
  const Json& items = array(name, count);
  result.reserve(items.size());
  for (const Json& item : items) {
    if (!item.is_string()) {
      fail(place(name, result.size()), "not_a_text");
      return {};
    }
    const auto& value = item.get_ref<const std::string&>();
    if (const std::string_view fault = text_fault(value, length); !fault.empty()) {
      fail(place(name, result.size()), fault);
      return {};
    }
    result.push_back(value);
  }
  return result;
}

Outcome<void> JsonFields::finish() {
  if (!refusal_ && found_ != object_.size()) fail(place_, "unknown_member");
  if (refusal_) return std::unexpected(*refusal_);
  return {};
}

}  // namespace smx::relay::api
