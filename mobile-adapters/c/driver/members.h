#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace smx_c_driver {

using Json = nlohmann::ordered_json;
using Bytes = std::vector<std::uint8_t>;

/// The request itself is at fault: answered with `error`, never with a reject.
struct RequestFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Largest number that every JSON implementation carries exactly.
inline constexpr std::uint64_t kMaxNumber = (std::uint64_t{1} << 53) - 1;

[[nodiscard]] std::string hex(const std::uint8_t* bytes, std::size_t size);
/// Lower-case hex of whole bytes, or nothing.
[[nodiscard]] std::optional<Bytes> from_hex(std::string_view text);

/// Typed reading of an object's members. Every reader throws RequestFault; wrong lengths are not
/// its business, because they come after all request faults.
class Members {
 public:
  explicit Members(const Json& object, std::string path = "");

  /// Refuses every member but these; at the top level id, op and want_trace belong to all ops.
  void allow_only(std::initializer_list<std::string_view> names) const;
  [[nodiscard]] bool has(const char* name) const;
  [[nodiscard]] std::string text(const char* name) const;
  /// A text that names something: a handle, a label, a case. Never empty.
  [[nodiscard]] std::string name(const char* name) const;
  [[nodiscard]] Bytes bytes(const char* name) const;
  [[nodiscard]] std::uint64_t number(const char* name) const;
  [[nodiscard]] bool flag_or_false(const char* name) const;
  [[nodiscard]] Members object(const char* name) const;
  [[nodiscard]] std::vector<Members> objects(const char* name) const;

 private:
  const Json& require(const char* name) const;
  [[nodiscard]] std::string path_of(std::string_view name) const;
  [[nodiscard]] RequestFault fault(std::string_view name, const char* what) const;

  const Json* object_;
  std::string path_;
};

}  // namespace smx_c_driver
