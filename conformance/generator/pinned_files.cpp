#include "pinned_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "flags.h"
#include "runner/places.h"
#include "runner/sha256.h"
#include "suite.h"

namespace smx::vectors {
namespace {

const char* const kSeedText =
    "HKDF-SHA256 of the case's id and the field's name (conformance/generator/kit.cpp)";

std::set<std::string> used_flags(const Json& groups) {
  std::set<std::string> names;
  for (const Json& group : groups) {
    for (const Json& test_case : group.at("cases")) {
      for (const Json& flag : test_case.at("flags")) names.insert(flag.get<std::string>());
    }
  }
  return names;
}

Json document_of(const Suite& suite, const Json& groups) {
  Json document;
  document["schema"] = "smx-vectors-1";
  document["suite"] = suite.name;
  document["suite_version"] = suite.version;
  document["spec"] = {{"document", "docs/spec"}, {"revision", kSpecRevision}, {"sha256", ""}};
  document["adr"] = suite.adr;
  document["source"] = {{"name", "smx vectors build"},
                        {"version", std::string(conformance::runner_version())},
                        {"seed", kSeedText}};
  document["flags"] = flag_notes(used_flags(groups));
  document["groups"] = groups;
  return document;
}

std::set<std::string> cited_by_made(const std::vector<MadeFile>& files) {
  std::set<std::string> cited;
  for (const MadeFile& file : files) {
    if (!file.recorded) cited.merge(cited_clauses(file.document));
  }
  return cited;
}

}  // namespace

std::string canonical(const Json& document) { return document.dump(2) + "\n"; }

std::set<std::string> cited_clauses(const Json& document) {
  std::set<std::string> cited;
  for (const Json& group : document.at("groups")) {
    for (const Json& test_case : group.at("cases")) {
      for (const Json& clause : test_case.at("clause")) cited.insert(clause.get<std::string>());
    }
  }
  return cited;
}

std::vector<MadeFile> make_files(Asker& driver, const Spec& spec) {
  Kit kit(driver);
  std::vector<MadeFile> files;
  std::vector<std::string> errors;
  for (const Suite& suite : all_suites()) {
    SuiteWriter writer(kit, suite.traces);
    suite.fill(writer);
    errors.insert(errors.end(), writer.errors().begin(), writer.errors().end());
    files.push_back({suite.file, document_of(suite, writer.groups()), {}, false});
  }
  if (!errors.empty()) throw BuildError(fmt::format("{}", fmt::join(errors, "\n")));
  const std::string sha256 = spec.sha256(cited_by_made(files));
  for (MadeFile& file : files) {
    file.document["spec"]["sha256"] = sha256;
    file.text = canonical(file.document);
  }
  return files;
}

std::string manifest_text(const std::vector<MadeFile>& files, const Spec& spec,
                          const std::map<std::string, std::set<std::string>>& agreed_by) {
  Json entries = Json::array();
  for (const MadeFile& file : files) {
    std::size_t cases = 0;
    for (const Json& group : file.document.at("groups")) cases += group.at("cases").size();
    entries.push_back({{"file", file.name},
                       {"sha256", conformance::sha256_hex(file.text)},
                       {"suite", file.document.at("suite")},
                       {"suite_version", file.document.at("suite_version")},
                       {"spec_revision", file.document.at("spec").at("revision")},
                       {"adr", file.document.at("adr")},
                       {"cases", cases},
                       {"agreed_by", agreed_by.at(file.name)}});
    if (file.recorded) entries.back()["recorded"] = true;
  }
  return canonical({{"schema", "smx-manifest-1"},
                    {"spec_revision", kSpecRevision},
                    {"spec_sha256", spec.sha256(cited_by_made(files))},
                    {"files", entries}});
}

}  // namespace smx::vectors
