#include "recorded.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "runner/input_error.h"
#include "runner/vector_set.h"

namespace smx::vectors {

const std::vector<RecordedSuite>& recorded_suites() {
  static const std::vector<RecordedSuite> kSuites = {
      {"live-interop",
       kLiveFile,
       1,
       {"0004", "0006", "0007", "0009", "0011", "0012", "0013", "0014", "0016", "0018", "0019",
        "0023", "0054"}},
  };
  return kSuites;
}

const RecordedSuite* recorded_suite_of(std::string_view file) {
  const auto found = std::ranges::find(recorded_suites(), file, &RecordedSuite::file);
  return found == recorded_suites().end() ? nullptr : &*found;
}

std::vector<MadeFile> read_recorded_files(const std::filesystem::path& directory) {
  std::vector<MadeFile> files;
  for (const RecordedSuite& suite : recorded_suites()) {
    const std::filesystem::path path = directory / suite.file;
    MadeFile file{suite.file, {}, conformance::read_text_file(path), true};
    conformance::vector_file_of(file.text, path);
    file.document = Json::parse(file.text);
    std::vector<std::string> faults = recorded_faults(suite, file.document);
    if (canonical(file.document) != file.text) {
      faults.push_back(fmt::format("{}: not in canonical form", suite.file));
    }
    if (!faults.empty()) throw conformance::InputError(fmt::format("{}", fmt::join(faults, "\n")));
    files.push_back(std::move(file));
  }
  return files;
}

std::vector<std::string> recorded_faults(const RecordedSuite& suite, const Json& document) {
  std::vector<std::string> faults;
  const auto want = [&](const char* member, const Json& value) {
    if (document.at(member) == value) return;
    faults.push_back(fmt::format("{}: {} is {}, and recorded.cpp says {}", suite.file, member,
                                 document.at(member).dump(), value.dump()));
  };
  want("suite", suite.name);
  want("suite_version", suite.version);
  want("adr", suite.adr);
  return faults;
}

std::string recorded_note(const Json& document, const std::string& file, const Spec& spec) {
  const Json& source = document.at("source");
  const bool same = document.at("spec").at("sha256") == spec.sha256(cited_clauses(document));
  return fmt::format("{}: recorded, not generated: {} {}, seed {}; the clause pages {}", file,
                     source.at("name").get<std::string>(), source.at("version").get<std::string>(),
                     source.at("seed").get<std::string>(),
                     same ? "are those of the recording" : "were edited since");
}

}  // namespace smx::vectors
