#include "api/json_text.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace smx::relay::api {
namespace {

using Json = nlohmann::json;

/// Builds the value as the parser goes and stops at the first thing that is refused. The library's
/// own builder keeps the last of two members of one name and knows no bound of depth.
class StrictBuilder {
 public:
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
      reason_ = "duplicate_member";
      return false;
    }
    key_ = std::move(name);
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const Json::exception&) { return false; }

  [[nodiscard]] const char* reason() const { return reason_; }
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
    // A bare value is no body of any request.
    if (open_.empty()) {
      reason_ = "not_an_object";
      return false;
    }
    place(std::forward<Value>(value));
    return true;
  }

  bool open(Json empty) {
    if (open_.size() == kJsonDepth) {
      reason_ = "too_deep";
      return false;
    }
    if (open_.empty() && !empty.is_object()) {
      reason_ = "not_an_object";
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
  const char* reason_ = "not_json";
};

}  // namespace

Outcome<nlohmann::json> parse_object(std::string_view text) {
  StrictBuilder builder;
  if (!Json::sax_parse(text.begin(), text.end(), &builder)) {
    return refuse(Problem::malformed_request, Json{{"field", ""}, {"reason", builder.reason()}});
  }
  return builder.take();
}

}  // namespace smx::relay::api
