#include "build.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>

#include "driver_asker.h"
#include "ids_lock.h"
#include "pinned_files.h"
#include "runner/driver_process.h"
#include "runner/input_error.h"
#include "runner/runner.h"
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
  conformance::RunPlan plan;
  for (const MadeFile& file : files) {
    plan.files.push_back(conformance::read_vector_file(options.out / file.name));
  }
  for (const NamedDriver& driver : options.agree) {
    plan.platforms.push_back({driver.name, driver.command, {}});
  }
  const conformance::RunReport report =
      conformance::run(plan, {},
                       [](const conformance::Platform& platform) {
                         return std::make_unique<conformance::DriverProcess>(platform.command);
                       },
                       {});
  std::vector<std::string> disagreements = report.runner_faults;
  for (const conformance::PlatformResult& platform : report.platforms) {
    for (const std::string& fault : platform.faults) {
      disagreements.push_back(fmt::format("{}: {}", platform.platform.name, fault));
    }
    for (const conformance::FileResult& file : platform.files) {
      const conformance::OutcomeCounts counts = file.counts();
      if (counts.of(conformance::Outcome::kPass) == file.planned) {
        agreed[file.file].insert(platform.platform.name);
        continue;
      }
      agreed[file.file].erase(platform.platform.name);
      for (const conformance::CaseResult& result : file.cases) {
        if (result.finding.outcome == conformance::Outcome::kPass) continue;
        disagreements.push_back(
            fmt::format("{}: {}: {}", platform.platform.name, result.id, result.finding.message));
      }
    }
  }
  return disagreements;
}

}  // namespace

BuildReport build(const BuildOptions& options) {
  const Spec spec = read_spec(options.spec);
  DriverAsker driver(options.driver.command);
  const std::vector<MadeFile> files = make_files(driver, spec);

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
    write_file(options.out / file.name, file.text);
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
