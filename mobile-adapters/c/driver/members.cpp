#include "members.h"

#include <algorithm>
#include <array>

namespace smx_c_driver {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

}  // namespace

std::string hex(const std::uint8_t* bytes, std::size_t size) {
  std::string out;
  out.reserve(2 * size);
  for (std::size_t i = 0; i < size; ++i) {
    out.push_back(kDigits[bytes[i] >> 4]);
    out.push_back(kDigits[bytes[i] & 0xF]);
  }
  return out;
}

std::optional<Bytes> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const std::size_t high = kDigits.find(text[i]);
    const std::size_t low = kDigits.find(text[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    out.push_back(static_cast<std::uint8_t>(high << 4 | low));
  }
  return out;
}

Members::Members(const Json& object, std::string path) : object_(&object), path_(std::move(path)) {
  if (!object.is_object()) throw RequestFault(path_ + " is no object");
}

std::string Members::path_of(std::string_view name) const {
  return (path_.empty() ? path_ : path_ + ".") + std::string(name);
}

RequestFault Members::fault(std::string_view name, const char* what) const {
  return RequestFault(path_of(name) + " " + what);
}

const Json& Members::require(const char* name) const {
  const auto member = object_->find(name);
  if (member == object_->end()) throw fault(name, "is missing");
  return *member;
}

void Members::allow_only(std::initializer_list<std::string_view> names) const {
  constexpr std::array<std::string_view, 3> kOfEveryOp = {"id", "op", "want_trace"};
  for (const auto& [key, value] : object_->items()) {
    const bool of_every_op =
        path_.empty() && std::ranges::find(kOfEveryOp, key) != kOfEveryOp.end();
    if (!of_every_op && std::ranges::find(names, key) == names.end())
      throw fault(key, "is no member of this op");
  }
}

bool Members::has(const char* name) const {
  const auto member = object_->find(name);
  if (member == object_->end()) return false;
  if (member->is_null()) throw fault(name, "is null; leave it out instead");
  return true;
}

std::string Members::text(const char* name) const {
  const Json& member = require(name);
  if (!member.is_string()) throw fault(name, "is no string");
  return member.get<std::string>();
}

std::string Members::name(const char* name) const {
  std::string value = text(name);
  if (value.empty()) throw fault(name, "is empty");
  return value;
}

Bytes Members::bytes(const char* name) const {
  std::optional<Bytes> decoded = from_hex(text(name));
  if (!decoded) throw fault(name, "is no lower-case hex");
  return *std::move(decoded);
}

std::uint64_t Members::number(const char* name) const {
  const Json& member = require(name);
  if (!member.is_number_unsigned() || member.get<std::uint64_t>() > kMaxNumber)
    throw fault(name, "is no integer in its range");
  return member.get<std::uint64_t>();
}

bool Members::flag_or_false(const char* name) const {
  if (!has(name)) return false;
  const Json& member = require(name);
  if (!member.is_boolean()) throw fault(name, "is neither true nor false");
  return member.get<bool>();
}

Members Members::object(const char* name) const { return Members(require(name), path_of(name)); }

std::vector<Members> Members::objects(const char* name) const {
  const Json& member = require(name);
  if (!member.is_array()) throw fault(name, "is no array");
  std::vector<Members> out;
  for (const Json& element : member) out.emplace_back(element, path_of(name) + "[]");
  return out;
}

}  // namespace smx_c_driver
