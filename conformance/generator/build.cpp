#include "build.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "driver_asker.h"
#include "ids_lock.h"
#include "pinned_files.h"
#include "recorded.h"
#include "runner/input_error.h"
#include "runner/sha256.h"
#include "scenario.h"

namespace smx::vectors {
namespace fs = std::filesystem;
namespace {

using AgreedBy = std::map<std::string, std::set<std::string>>;

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  out.flush();
  if (!out) throw conformance::InputError(fmt::format("{}: cannot be written", path.string()));
}

std::string text_if_there(const fs::path& path) {
  return fs::exists(path) ? conformance::read_text_file(path) : std::string();
}

/// Who agreed on bytes that are still the same, from the manifest that is there.
AgreedBy kept_agreement(const fs::path& directory, const std::vector<MadeFile>& files) {
  AgreedBy agreed;
  for (const MadeFile& file : files) agreed[file.name];
  const fs::path path = directory / "MANIFEST.json";
  if (!fs::exists(path)) return agreed;
  const conformance::Json manifest = conformance::read_json_file(path);
  if (!manifest.is_object() || !manifest.contains("files")) return agreed;
  for (const MadeFile& file : files) {
    const std::string sha256 = conformance::sha256_hex(file.text);
    for (const conformance::Json& entry : manifest.at("files")) {
      if (entry.value("file", "") != file.name || entry.value("sha256", "") != sha256) continue;
      for (const auto& name : entry.at("agreed_by")) {
        agreed[file.name].insert(name.get<std::string>());
      }
    }
  }
  return agreed;
}

/// Runs every case on the platforms and adds those that passed all cases of a file.
std::vector<std::string> ask_platforms(const BuildOptions& options,
                                       const std::vector<MadeFile>& files, AgreedBy& agreed) {
  std::vector<conformance::VectorFile> written;
  for (const MadeFile& file : files) {
    written.push_back(conformance::read_vector_file(options.out / file.name));
  }
  Replayed replayed = replay(std::move(written), options.agree);
  for (const MadeFile& file : files) {
    for (const NamedDriver& driver : options.agree) {
      if (replayed.passed[file.name].contains(driver.name)) {
        agreed[file.name].insert(driver.name);
      } else {
        agreed[file.name].erase(driver.name);
      }
    }
  }
  return replayed.disagreements;
}

/// The recorded files, of which the driver gives every byte.
std::vector<MadeFile> answered_recordings(const BuildOptions& options) {
  std::vector<MadeFile> files = read_recorded_files(options.recorded);
  std::vector<conformance::VectorFile> read;
  for (const MadeFile& file : files) {
    read.push_back(conformance::vector_file_of(file.text, options.recorded / file.name));
  }
  const Replayed replayed = replay(std::move(read), {options.driver});
  if (!replayed.disagreements.empty()) {
    throw BuildError(fmt::format("{}", fmt::join(replayed.disagreements, "\n")));
  }
  return files;
}

/// A recording cannot be made again by this command: one that is there already is not opened for
/// writing, so that no crash can cut it short.
void write_pinned(const fs::path& path, const MadeFile& file) {
  if (file.recorded && text_if_there(path) == file.text) return;
  write_file(path, file.text);
}

}  // namespace

BuildReport build(const BuildOptions& options) {
  const Spec spec = read_spec(options.spec);
  DriverAsker driver(options.driver.command);
  std::vector<MadeFile> recorded = answered_recordings(options);
  std::vector<MadeFile> files = make_files(driver, spec);
  std::ranges::move(recorded, std::back_inserter(files));

  std::map<std::string, Json> documents;
  for (const MadeFile& file : files) documents[file.name] = file.document;
  IdsLock lock = IdsLock::parse(text_if_there(options.out / "ids.lock"));
  const std::string retired_text = text_if_there(options.out / "retired.json");
  const std::set<std::string> retired =
      retired_text.empty() ? std::set<std::string>() : parse_retired(retired_text);
  const std::vector<std::string> faults = pin(lock, documents, retired);
  if (!faults.empty()) throw BuildError(fmt::format("{}", fmt::join(faults, "\n")));

  AgreedBy agreed = kept_agreement(options.out, files);
  std::error_code ignored;
  fs::create_directories(options.out, ignored);
  BuildReport report;
  for (const MadeFile& file : files) {
    write_pinned(options.out / file.name, file);
    agreed[file.name].insert(options.driver.name);
    ++report.files;
    for (const Json& group : file.document.at("groups")) report.cases += group.at("cases").size();
  }
  write_file(options.out / "ids.lock", lock.text());
  if (!options.agree.empty()) report.disagreements = ask_platforms(options, files, agreed);
  write_file(options.out / "MANIFEST.json", manifest_text(files, spec, agreed));
  return report;
}

}  // namespace smx::vectors
