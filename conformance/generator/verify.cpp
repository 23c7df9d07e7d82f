#include "verify.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <sstream>

#include "after_reject.h"
#include "driver_asker.h"
#include "git_blob.h"
#include "ids_lock.h"
#include "pinned_files.h"
#include "recorded.h"
#include "replay.h"
#include "runner/input_error.h"
#include "runner/schema.h"
#include "runner/sha256.h"
#include "runner/vector_set.h"
#include "scenario.h"
#include "suite.h"

namespace smx::vectors {
namespace fs = std::filesystem;
namespace {

using Faults = std::vector<std::string>;

/// What could be read of a directory.
struct Found {
  std::map<std::string, std::string> texts;
  std::map<std::string, Json> documents;  ///< of the files that conform to their schema
};

/// The files of the suites, those of the generator first.
std::vector<std::string> pinned_names() {
  std::vector<std::string> names;
  for (const Suite& suite : all_suites()) names.push_back(suite.file);
  for (const RecordedSuite& suite : recorded_suites()) names.push_back(suite.file);
  return names;
}

bool is_recorded(const std::string& file) { return recorded_suite_of(file) != nullptr; }

void lines(Faults& faults, const std::string& text) {
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) faults.push_back(line);
}

/// Reads each listed file and holds it to its schema and to what a schema cannot say.
Found read_files(const VerifyOptions& options, Faults& faults) {
  Found found;
  for (const std::string& file : pinned_names()) {
    const fs::path path = options.directory / file;
    try {
      found.texts[file] = conformance::read_text_file(path);
      conformance::read_vector_file(path);
      found.documents[file] = Json::parse(found.texts.at(file));
    } catch (const conformance::InputError& error) {
      faults.emplace_back(error.what());
      continue;
    }
    if (canonical(found.documents.at(file)) != found.texts.at(file)) {
      faults.push_back(fmt::format("{}: not in canonical form", file));
    }
  }
  return found;
}

Json read_manifest(const fs::path& path, Faults& faults) {
  try {
    const conformance::Json json = conformance::read_json_file(path);
    if (const auto fault = conformance::Schema::embedded("manifest.schema.json").fault(json)) {
      faults.push_back(fmt::format("MANIFEST.json: {}", *fault));
      return nullptr;
    }
    return json;
  } catch (const conformance::InputError& error) {
    faults.emplace_back(error.what());
    return nullptr;
  }
}

void check_entry(const Json& entry, const std::string& text, const Json* document, Faults& faults) {
  const auto file = entry.at("file").get<std::string>();
  if (entry.at("sha256") != conformance::sha256_hex(text)) {
    faults.push_back(fmt::format("{}: its SHA-256 is not the one that MANIFEST.json pins", file));
  }
  if (entry.value("recorded", false) != is_recorded(file)) {
    faults.push_back(fmt::format("MANIFEST.json: {}: it {} recorded", file,
                                 is_recorded(file) ? "does not say that it was" : "was not"));
  }
  if (document == nullptr) return;
  std::size_t cases = 0;
  for (const Json& group : document->at("groups")) cases += group.at("cases").size();
  const std::map<std::string, Json> said = {{"suite", document->at("suite")},
                                            {"suite_version", document->at("suite_version")},
                                            {"spec_revision", document->at("spec").at("revision")},
                                            {"adr", document->at("adr")},
                                            {"cases", cases}};
  for (const auto& [member, value] : said) {
    if (entry.at(member) == value) continue;
    faults.push_back(fmt::format("MANIFEST.json: {}: {} is {}, the file says {}", file, member,
                                 entry.at(member).dump(), value.dump()));
  }
}

void check_manifest(const Json& manifest, const Found& found,
                    const std::optional<std::string>& spec_sha256, Faults& faults) {
  if (manifest.at("spec_revision") != kSpecRevision) {
    faults.push_back(fmt::format("MANIFEST.json: spec_revision is not {}", kSpecRevision));
  }
  if (spec_sha256 && manifest.at("spec_sha256") != *spec_sha256) {
    faults.emplace_back(
        "MANIFEST.json: spec_sha256 is not that of the clause pages: run smx vectors build");
  }
  std::set<std::string> listed;
  for (const Json& entry : manifest.at("files")) {
    const auto file = entry.at("file").get<std::string>();
    if (!listed.insert(file).second) {
      faults.push_back(fmt::format("MANIFEST.json: {} is listed twice", file));
    }
    const auto text = found.texts.find(file);
    if (text == found.texts.end()) {
      faults.push_back(fmt::format("MANIFEST.json: {} is no file of the suites", file));
      continue;
    }
    const auto document = found.documents.find(file);
    check_entry(entry, text->second,
                document == found.documents.end() ? nullptr : &document->second, faults);
  }
  for (const auto& [file, text] : found.texts) {
    if (!listed.contains(file)) faults.push_back(fmt::format("MANIFEST.json: lacks {}", file));
  }
}

void check_spec(const Found& found, const Spec& spec, const std::optional<std::string>& spec_sha256,
                Faults& faults) {
  for (const auto& [file, document] : found.documents) {
    for (const std::string& clause : cited_clauses(document)) {
      if (spec.has_clause(clause)) continue;
      faults.push_back(
          fmt::format("{}: cites {}, which the specification does not have", file, clause));
    }
    for (const Json& number : document.at("adr")) {
      if (spec.decisions.contains(number.get<std::string>())) continue;
      faults.push_back(
          fmt::format("{}: there is no decision record {}", file, number.get<std::string>()));
    }
    // A recording names the pages under which it was made.
    if (is_recorded(file)) continue;
    if (spec_sha256 && document.at("spec").at("sha256") != *spec_sha256) {
      faults.push_back(fmt::format(
          "{}: spec.sha256 is not that of the clause pages: run smx vectors build", file));
    }
  }
}

void check_ids(const VerifyOptions& options, const Found& found, Faults& faults) {
  try {
    const std::string text = conformance::read_text_file(options.directory / "ids.lock");
    const fs::path retired_path = options.directory / "retired.json";
    const std::set<std::string> retired = parse_retired(conformance::read_text_file(retired_path));
    // Without all files, ids would seem to be gone.
    if (found.documents.size() == pinned_names().size()) {
      for (std::string& fault : IdsLock::parse(text).faults(found.documents, retired)) {
        faults.push_back(std::move(fault));
      }
    }
    const auto before = git_blob(options.directory, options.since, "ids.lock");
    if (before && !text.starts_with(*before)) {
      faults.push_back(
          fmt::format("ids.lock: lines that {} has were changed or removed", options.since));
    }
    const auto retired_before = git_blob(options.directory, options.since, "retired.json");
    if (retired_before) {
      for (const std::string& id : parse_retired(*retired_before)) {
        if (!retired.contains(id)) {
          faults.push_back(fmt::format("retired.json: {} was retired and is not listed", id));
        }
      }
    }
  } catch (const conformance::InputError& error) {
    faults.emplace_back(error.what());
  } catch (const conformance::JsonError& error) {
    faults.push_back(fmt::format("retired.json: {}", error.what()));
  }
}

void check_recorded(const Found& found, Faults& faults) {
  for (const RecordedSuite& suite : recorded_suites()) {
    const auto document = found.documents.find(suite.file);
    if (document == found.documents.end()) continue;
    for (std::string& fault : recorded_faults(suite, document->second)) {
      faults.push_back(std::move(fault));
    }
  }
}

void check_refusals(const Found& found, Faults& faults) {
  for (const auto& [file, document] : found.documents) {
    for (const std::string& fault : after_rejects(document).faults) {
      faults.push_back(fmt::format("{}: {}", file, fault));
    }
  }
}

/// Which pages count is said by all files of the generator together: nothing while one of them
/// cannot be read.
std::optional<std::string> hash_of_cited_pages(const Found& found, const Spec& spec) {
  if (found.documents.size() != pinned_names().size()) return std::nullopt;
  std::set<std::string> cited;
  for (const auto& [file, document] : found.documents) {
    if (!is_recorded(file)) cited.merge(cited_clauses(document));
  }
  return spec.sha256(cited);
}

/// Where two texts part: line and column would say little in files of one value a line.
std::string first_difference(const std::string& ours, const std::string& theirs) {
  std::size_t line = 1;
  for (std::size_t i = 0; i < ours.size() && i < theirs.size() && ours[i] == theirs[i]; ++i) {
    if (ours[i] == '\n') ++line;
  }
  return fmt::format("line {}", line);
}

void check_regenerated(const VerifyOptions& options, const Found& found, const Spec& spec,
                       Faults& faults) {
  try {
    DriverAsker driver(*options.driver);
    for (const MadeFile& file : make_files(driver, spec)) {
      const auto text = found.texts.find(file.name);
      if (text == found.texts.end() || text->second == file.text) continue;
      faults.push_back(fmt::format("{}: the driver gives other bytes, first in {}", file.name,
                                   first_difference(text->second, file.text)));
    }
  } catch (const std::runtime_error& error) {
    lines(faults, error.what());
  }
}

/// What no generator makes is asked of the driver again, as it stands in the file.
void check_replayed(const VerifyOptions& options, const Found& found, Faults& faults) {
  std::vector<conformance::VectorFile> files;
  for (const RecordedSuite& suite : recorded_suites()) {
    if (!found.documents.contains(suite.file)) continue;
    files.push_back(
        conformance::vector_file_of(found.texts.at(suite.file), options.directory / suite.file));
  }
  for (std::string& line : replay(std::move(files), {{"driver", *options.driver}}).disagreements) {
    faults.push_back(std::move(line));
  }
}

}  // namespace

std::vector<std::string> verify(const VerifyOptions& options) {
  if (!fs::is_directory(options.directory)) {
    throw conformance::InputError(
        fmt::format("{}: no such directory of vectors", options.directory.string()));
  }
  const Spec spec = read_spec(options.spec);
  Faults faults;
  const Found found = read_files(options, faults);
  const std::optional<std::string> spec_sha256 = hash_of_cited_pages(found, spec);
  const Json manifest = read_manifest(options.directory / "MANIFEST.json", faults);
  if (!manifest.is_null()) check_manifest(manifest, found, spec_sha256, faults);
  check_spec(found, spec, spec_sha256, faults);
  check_ids(options, found, faults);
  check_recorded(found, faults);
  check_refusals(found, faults);
  if (options.driver) {
    check_regenerated(options, found, spec, faults);
    check_replayed(options, found, faults);
  }
  return faults;
}

std::vector<std::string> recorded_notes(const VerifyOptions& options) {
  const Spec spec = read_spec(options.spec);
  std::vector<std::string> notes;
  for (const MadeFile& file : read_recorded_files(options.directory)) {
    notes.push_back(recorded_note(file.document, file.name, spec));
  }
  return notes;
}

}  // namespace smx::vectors
