// JSON as the runner reads it: UTF-8, one value, no member twice.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace smx::conformance {

using Json = nlohmann::json;

/// Thrown for text that is not one JSON value, or that has a member twice in one object.
class JsonError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Parses one JSON value. A duplicate member is an error: which of the two counts is nobody's
/// rule, so two readers of the same line could disagree. Throws JsonError.
Json parse_strict(std::string_view text);

/// The bytes of a file. Throws InputError with the path.
std::string read_text_file(const std::filesystem::path& path);

/// read_text_file and parse_strict. Throws InputError with the path.
Json read_json_file(const std::filesystem::path& path);

}  // namespace smx::conformance
