#include "vector_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "hex.h"
#include "input_error.h"
#include "schema.h"
#include "sha256.h"

namespace smx::conformance {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kManifest = "MANIFEST.json";
constexpr std::string_view kRetired = "retired.json";

/// Schemas of complete requests, one for each operation that a vector may hold.
class RequestShapes {
 public:
  RequestShapes() : document_(parse_strict(embedded_schema("request.schema.json"))) {}

  std::optional<std::string> fault(const std::string& op, const Json& in) {
    auto found = schemas_.find(op);
    if (found == schemas_.end()) {
      found = schemas_.emplace(op, Schema::definition(document_, op)).first;
    }
    Json request = in;
    request["id"] = 1;
    request["op"] = op;
    return found->second.fault(request);
  }

 private:
  Json document_;
  std::map<std::string, Schema> schemas_;
};

/// A file of a known suite is held to that suite's schema, which includes the general one.
void check_schema(Json& json, const std::string& file_name) {
  const std::string own = fs::path(file_name).stem().string() + ".schema.json";
  const Schema schema =
      Schema::embedded(has_embedded_schema(own) ? own : "vector-file.schema.json");
  if (const auto fault = schema.fault_in_place(json)) throw InputError(*fault);
}

/// Takes the document apart as it goes, so that no file is in memory twice.
VectorFile from_json(Json json, const std::string& name) {
  check_schema(json, name);
  VectorFile file;
  file.name = name;
  file.suite = json.at("suite").get<std::string>();
  file.suite_version = json.at("suite_version").get<int>();
  file.spec_revision = json.at("spec").at("revision").get<int>();
  for (const auto& [flag, note] : json.at("flags").items()) {
    file.flags[flag] = {note.at("bug_type").get<std::string>(),
                        note.at("description").get<std::string>(),
                        note.at("effect").get<std::string>()};
  }
  static RequestShapes shapes;
  const auto request_fault = [](const std::string& op, const Json& in) {
    return shapes.fault(op, in);
  };
  for (Json& group : json.at("groups")) {
    const auto id = group.at("id").get<std::string>();
    file.groups[id] = group.at("comment").get<std::string>();
    for (Json& item : group.at("cases")) {
      file.cases.push_back(read_case(std::exchange(item, nullptr), id, request_fault));
      for (const std::string& flag : file.cases.back().flags) {
        if (file.flags.contains(flag)) continue;
        throw InputError(fmt::format("case {}: flag {} has no note", file.cases.back().id, flag));
      }
    }
  }
  return file;
}

std::vector<fs::path> json_files(const fs::path& directory) {
  std::vector<fs::path> paths;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() == ".json" && name != kManifest && name != kRetired) {
      paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// Reads the files that the manifest lists and holds each of them to its entry.
void read_pinned(const Json& manifest, VectorSet& set) {
  if (const auto fault = Schema::embedded("manifest.schema.json").fault(manifest)) {
    throw InputError(fmt::format("{}: {}", (set.directory / kManifest).string(), *fault));
  }
  std::vector<fs::path> unlisted = json_files(set.directory);
  for (const Json& entry : manifest.at("files")) {
    const fs::path path = set.directory / entry.at("file").get<std::string>();
    std::erase(unlisted, path);
    std::string text = read_text_file(path);
    if (sha256_hex(text) != entry.at("sha256").get<std::string>()) {
      throw InputError(
          fmt::format("{}: its SHA-256 is not the one that {} pins", path.string(), kManifest));
    }
    set.files.push_back(vector_file_of(std::move(text), path));
    const std::size_t cases = set.files.back().cases.size();
    if (cases != entry.at("cases").get<std::size_t>()) {
      throw InputError(fmt::format("{}: {} cases, {} says {}", path.string(), cases, kManifest,
                                   entry.at("cases").get<std::size_t>()));
    }
  }
  if (!unlisted.empty()) {
    throw InputError(fmt::format("{}: {} does not list it", unlisted.front().string(), kManifest));
  }
}

void check_required(const std::string& required, const VectorSet& set) {
  const std::string directory = set.directory.string();
  if (required.size() != 64 || !is_lower_hex(required)) {
    throw InputError(
        fmt::format("the required manifest \"{}\" is no SHA-256 in lower-case hex", required));
  }
  if (!set.manifest_sha256) {
    throw InputError(fmt::format("{}: no {} pins these vectors, and that of SHA-256 {} is required",
                                 directory, kManifest, required));
  }
  if (*set.manifest_sha256 != required) {
    throw InputError(fmt::format("{}: its {} has SHA-256 {}, and {} is required", directory,
                                 kManifest, *set.manifest_sha256, required));
  }
}

void check_unique_ids(const VectorSet& set) {
  std::map<std::string, std::string> seen;
  for (const VectorFile& file : set.files) {
    for (const Case& test : file.cases) {
      const auto [earlier, fresh] = seen.emplace(test.id, file.name);
      if (!fresh) {
        throw InputError(fmt::format("{}: case {} exists already in {}",
                                     (set.directory / file.name).string(), test.id,
                                     earlier->second));
      }
    }
  }
}

}  // namespace

std::size_t VectorSet::case_count() const {
  std::size_t count = 0;
  for (const VectorFile& file : files) count += file.cases.size();
  return count;
}

VectorFile vector_file_of(std::string text, const fs::path& path) {
  try {
    std::string sha256 = sha256_hex(text);
    Json json = parse_strict(text);
    std::string().swap(text);
    VectorFile file = from_json(std::move(json), path.filename().string());
    file.sha256 = std::move(sha256);
    return file;
  } catch (const JsonError& error) {
    throw InputError(fmt::format("{}: {}", path.string(), error.what()));
  } catch (const InputError& error) {
    throw InputError(fmt::format("{}: {}", path.string(), error.what()));
  }
}

VectorFile read_vector_file(const fs::path& path) {
  return vector_file_of(read_text_file(path), path);
}

VectorSet read_vector_set(const fs::path& directory,
                          const std::optional<std::string>& required_manifest) {
  std::error_code ignored;
  if (!fs::is_directory(directory, ignored)) {
    throw InputError(fmt::format("{}: no such directory of vectors", directory.string()));
  }
  VectorSet set;
  set.directory = directory;
  const fs::path manifest = directory / kManifest;
  if (fs::exists(manifest)) set.manifest_sha256 = sha256_hex(read_text_file(manifest));
  if (required_manifest) check_required(*required_manifest, set);
  if (set.manifest_sha256) {
    read_pinned(read_json_file(manifest), set);
  } else {
    for (const fs::path& path : json_files(directory)) set.files.push_back(read_vector_file(path));
  }
  if (set.case_count() == 0) {
    throw InputError(fmt::format("{}: holds no vector file", directory.string()));
  }
  check_unique_ids(set);
  return set;
}

}  // namespace smx::conformance
