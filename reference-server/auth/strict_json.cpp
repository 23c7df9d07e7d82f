#include "auth/strict_json.h"

#include <string>
#include <utility>
#include <vector>

namespace smx::relay::auth {
namespace {

using Json = nlohmann::json;

/// The library's parser passes over it.
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Builds the value as the parser goes and stops at the first thing that is refused. The library's
/// own builder keeps the last of two members of one name and knows no bound of depth.
class StrictBuilder {
 public:
  explicit StrictBuilder(std::size_t depth) : depth_(depth) {}

  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(Json::number_integer_t value) { return put(value); }
  bool number_unsigned(Json::number_unsigned_t value) { return put(value); }
  bool number_float(Json::number_float_t value, const std::string&) { return put(value); }
  bool string(std::string& value) { return put(std::move(value)); }
  bool binary(Json::binary_t&) { return false; }

  bool start_object(std::size_t) { return open(Json::object()); }
  bool end_object() { return close(); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    if (open_.back()->contains(name)) {
      fault_ = JsonFault::duplicate_member;
      return false;
    }
    key_ = std::move(name);
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const Json::exception&) { return false; }

  [[nodiscard]] JsonFault fault() const { return fault_; }
  [[nodiscard]] Json take() { return std::move(root_); }

 private:
  template <class Value>
  Json* place(Value&& value) {
    if (open_.empty()) {
      root_ = std::forward<Value>(value);
      return &root_;
    }
    Json& parent = *open_.back();
    if (parent.is_array()) {
      parent.push_back(std::forward<Value>(value));
      return &parent.back();
    }
    Json& member = parent[key_];
    member = std::forward<Value>(value);
    return &member;
  }

  template <class Value>
  bool put(Value&& value) {
    place(std::forward<Value>(value));
    return true;
  }

  bool open(Json empty) {
    if (open_.size() == depth_) {
      fault_ = JsonFault::too_deep;
      return false;
    }
    // The parent's elements stay where they are until the child is closed.
    open_.push_back(place(std::move(empty)));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  Json root_;
  std::vector<Json*> open_;
  std::string key_;
  std::size_t depth_;
  JsonFault fault_ = JsonFault::not_json;
};

}  // namespace

std::expected<Json, JsonFault> parse_strict_json(std::string_view text, std::size_t depth) {
  if (text.starts_with(kByteOrderMark)) return std::unexpected(JsonFault::not_json);
  // For the library's parser a zero byte is the end, whatever comes behind it.
  if (text.contains('\0')) return std::unexpected(JsonFault::not_json);
  StrictBuilder builder(depth);
  if (!Json::sax_parse(text.begin(), text.end(), &builder)) {
    return std::unexpected(builder.fault());
  }
  return builder.take();
}

}  // namespace smx::relay::auth
