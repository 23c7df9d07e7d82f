#include "strict_json.h"

#include <fmt/format.h>

#include <fstream>
#include <set>
#include <vector>

#include "input_error.h"

namespace smx::conformance {

Json parse_strict(std::string_view text) {
  std::vector<std::set<std::string>> open_objects;
  std::string duplicate;
  const auto watch = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) {
      open_objects.emplace_back();
    } else if (event == Json::parse_event_t::object_end) {
      open_objects.pop_back();
    } else if (event == Json::parse_event_t::key) {
      const auto& key = parsed.get_ref<const std::string&>();
      if (!open_objects.back().insert(key).second && duplicate.empty()) duplicate = key;
    }
    return true;
  };
  Json value;
  try {
    value = Json::parse(text.begin(), text.end(), watch);
  } catch (const Json::parse_error& error) {
    throw JsonError(fmt::format("not valid JSON at byte {}", error.byte));
  } catch (const Json::out_of_range&) {
    // 1e999 is JSON, and no number that two readers would agree on.
    throw JsonError("a number is too large");
  }
  if (!duplicate.empty()) throw JsonError(fmt::format("member \"{}\" occurs twice", duplicate));
  return value;
}

std::string read_text_file(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) {
    throw InputError(fmt::format("{}: no such file", path.string()));
  }
  std::error_code fault;
  const std::uintmax_t size = std::filesystem::file_size(path, fault);
  std::string text(fault ? 0 : size, '\0');
  std::ifstream in(path, std::ios::binary);
  if (fault || !in.read(text.data(), static_cast<std::streamsize>(size))) {
    throw InputError(fmt::format("{}: cannot be read", path.string()));
  }
  return text;
}

Json read_json_file(const std::filesystem::path& path) {
  try {
    return parse_strict(read_text_file(path));
  } catch (const JsonError& error) {
    throw InputError(fmt::format("{}: {}", path.string(), error.what()));
  }
}

}  // namespace smx::conformance
