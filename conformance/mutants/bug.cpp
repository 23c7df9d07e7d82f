#include "bug.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "runner/input_error.h"
#include "runner/strict_json.h"

namespace smx::mutants {
namespace {

namespace fs = std::filesystem;
using conformance::InputError;
using conformance::Json;

constexpr std::array<const char*, 7> kMembers = {"name", "clause", "description", "family",
                                                 "file", "find",   "replace"};

[[noreturn]] void refuse(const std::string& file, const std::string& member,
                         const std::string& what) {
  throw InputError(fmt::format("{}: {}: {}", file, member, what));
}

std::string text_of(const Json& json, const std::string& file, const std::string& member) {
  if (!json.contains(member)) refuse(file, member, "missing");
  if (!json[member].is_string()) refuse(file, member, "not a text");
  const std::string text = json[member].get<std::string>();
  if (text.empty() && member != "replace") refuse(file, member, "empty");
  return text;
}

void check_description(const Json& json, const std::string& file, const std::string& stem) {
  if (!json.is_object()) throw InputError(fmt::format("{}: not an object", file));
  for (const auto& [member, value] : json.items()) {
    const bool known =
        member == "equivalent" || std::ranges::find(kMembers, member) != kMembers.end();
    if (!known) refuse(file, member, "no such member");
  }
  for (const char* member : kMembers) static_cast<void>(text_of(json, file, member));
  if (json["name"] != stem) refuse(file, "name", "not that of the file");
  if (family_index(json["family"].get<std::string>()) == families().size()) {
    refuse(file, "family", "none of key_schedule, codec, ratchet, devices");
  }
  const fs::path path = json["file"].get<std::string>();
  const bool inside = path.is_relative() && std::ranges::find(path, fs::path("..")) == path.end();
  if (!inside) refuse(file, "file", "not a path below the implementation's directory");
}

/// Takes one description into the bug of its name.
void add(std::map<std::string, Bug>& bugs, const std::string& implementation,
         const fs::path& path) {
  const std::string file = implementation + "/" + path.filename().string();
  const Json json = conformance::read_json_file(path);
  check_description(json, file, path.stem().string());
  Bug bug{json["name"], json["clause"], json["description"], json["family"], {}};
  const auto [known, fresh] = bugs.try_emplace(bug.name, bug);
  if (!fresh && known->second.clause != bug.clause) refuse(file, "clause", "not that of its twin");
  if (!fresh && known->second.description != bug.description) {
    refuse(file, "description", "not that of its twin");
  }
  if (!fresh && known->second.family != bug.family) refuse(file, "family", "not that of its twin");
  known->second.changes[implementation] = {
      file, json["file"], json["find"], json["replace"],
      json.contains("equivalent") ? text_of(json, file, "equivalent") : std::string()};
}

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

}  // namespace

const std::vector<Family>& families() {
  static const std::vector<Family> all = {
      {"key_schedule",
       "key schedule and primitives",
       {"hkdf/*", "spk-signature/*", "x3dh-prekey/*"}},
      {"codec", "codecs", {"smx1-parse/*", "drv1-parse/*", "spk-signature/*", "x3dh-prekey/*"}},
      {"ratchet", "ratchet", {"dr-interop/*"}},
      {"devices", "devices and sessions", {"device/*"}},
  };
  return all;
}

std::size_t family_index(std::string_view name) {
  const auto found = std::ranges::find(families(), name, &Family::name);
  return static_cast<std::size_t>(found - families().begin());
}

const std::vector<std::string>& implementations() {
  static const std::vector<std::string> all = {"cpp", "javascript"};
  return all;
}

std::vector<Bug> read_bugs(const fs::path& directory) {
  std::map<std::string, Bug> by_name;
  for (const std::string& implementation : implementations()) {
    std::error_code error;
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(directory / implementation, error)) {
      if (entry.path().extension() == ".json") paths.push_back(entry.path());
    }
    if (error) {
      throw InputError(
          fmt::format("{}: {}", (directory / implementation).string(), error.message()));
    }
    std::ranges::sort(paths);
    for (const fs::path& path : paths) add(by_name, implementation, path);
  }
  std::vector<Bug> bugs;
  for (auto& [name, bug] : by_name) bugs.push_back(std::move(bug));
  std::ranges::sort(bugs, {}, [](const Bug& bug) {
    return std::pair(family_index(bug.family), std::string_view(bug.name));
  });
  return bugs;
}

std::string planted(const std::string& source, const Change& change) {
  const std::size_t count = occurrences(source, change.find);
  if (count != 1) {
    refuse(change.description_file, "find",
           fmt::format("occurs {} times in {}, not once", count, change.file));
  }
  if (change.find == change.replace) refuse(change.description_file, "replace", "changes nothing");
  std::string text = source;
  return text.replace(text.find(change.find), change.find.size(), change.replace);
}

}  // namespace smx::mutants
