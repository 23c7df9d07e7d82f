#include "ids_lock.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <sstream>

#include "runner/input_error.h"
#include "runner/sha256.h"
#include "runner/strict_json.h"
#include "scenario.h"

namespace smx::vectors {
namespace {

const char* const kHead =
    "# Every id that was ever pinned, with the SHA-256 of what it pins. Lines are only ever "
    "added.\n"
    "# Written by `smx vectors build`, held against the files by `smx vectors verify`.\n";

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  return parts;
}

void for_each_case(const Json& file, const std::function<void(const Json&)>& visit) {
  for (const Json& group : file.at("groups")) {
    for (const Json& test_case : group.at("cases")) visit(test_case);
  }
}

/// A new version names at least one decision that the version before did not.
bool has_new_decision(const std::vector<std::string>& adr, const std::vector<std::string>& before) {
  return std::any_of(adr.begin(), adr.end(), [&](const std::string& number) {
    return std::find(before.begin(), before.end(), number) == before.end();
  });
}

std::string suite_line(const std::string& file, int version, const std::vector<std::string>& adr) {
  return fmt::format("suite {} {} {}", file, version, fmt::join(adr, ","));
}

/// Ids that are gone, back, or elsewhere; what `judge` makes of each case that is in its place.
std::vector<std::string> walk(
    const IdsLock& lock, const std::map<std::string, Json>& files,
    const std::set<std::string>& retired,
    const std::function<std::string(const std::string& file, const Json& json, const Json& test,
                                    const LockedCase* locked)>& judge) {
  std::vector<std::string> faults;
  std::set<std::string> present;
  for (const auto& [file, json] : files) {
    for_each_case(json, [&, &name = file, &document = json](const Json& test_case) {
      const auto id = test_case.at("id").get<std::string>();
      if (!present.insert(id).second) {
        faults.push_back(fmt::format("{}: {}: the id is there twice", name, id));
      }
      if (retired.contains(id)) {
        faults.push_back(fmt::format("{}: {}: the id is retired and cannot come back", name, id));
      }
      const auto found = lock.cases().find(id);
      if (found != lock.cases().end() && found->second.file != name) {
        faults.push_back(fmt::format("{}: {}: the id belongs to {}", name, id, found->second.file));
        return;
      }
      std::string fault =
          judge(name, document, test_case, found == lock.cases().end() ? nullptr : &found->second);
      if (!fault.empty()) faults.push_back(fmt::format("{}: {}: {}", name, id, fault));
    });
  }
  for (const auto& [id, locked] : lock.cases()) {
    if (!present.contains(id) && !retired.contains(id)) {
      faults.push_back(fmt::format("{}: {}: the id is gone (renumbered?) and not in retired.json",
                                   locked.file, id));
    }
  }
  return faults;
}

}  // namespace

IdsLock IdsLock::parse(std::string_view text) {
  IdsLock lock;
  std::size_t number = 0;
  for (const std::string& line : split(std::string(text), '\n')) lock.read_line(line, ++number);
  lock.text_ = text;
  return lock;
}

void IdsLock::read_line(const std::string& line, std::size_t number) {
  if (line.empty() || line.front() == '#') return;
  const std::vector<std::string> words = split(line, ' ');
  const bool is_suite = words.size() == 4 && words[0] == "suite";
  const bool is_case = words.size() == 5 && words[0] == "case" && words[4].size() == 64;
  int version = 0;
  if (is_suite || is_case) {
    const std::string& digits = is_suite ? words[2] : words[3];
    for (const char c : digits) version = c >= '0' && c <= '9' ? version * 10 + (c - '0') : -1000;
  }
  if (version < 1) {
    throw conformance::InputError(fmt::format("ids.lock: line {} is no suite and no case", number));
  }
  if (is_suite) {
    LockedSuite& suite = suites_[words[1]];
    if (version <= suite.version) {
      throw conformance::InputError(
          fmt::format("ids.lock: line {}: versions of {} only grow", number, words[1]));
    }
    suite = {version, split(words[3], ',')};
  } else {
    cases_[words[1]] = {words[2], version, words[4]};
  }
}

void IdsLock::add(const std::string& line) {
  if (text_.empty()) text_ = kHead;
  text_ += line;
  text_ += '\n';
  read_line(line, 0);
}

std::vector<std::string> IdsLock::faults(const std::map<std::string, Json>& files,
                                         const std::set<std::string>& retired) const {
  std::vector<std::string> faults = walk(
      *this, files, retired,
      [](const std::string&, const Json&, const Json& test_case,
         const LockedCase* locked) -> std::string {
        if (locked == nullptr) return "the id is not in ids.lock: run smx vectors build";
        if (locked->sha256 != case_sha256(test_case)) {
          return "what it pins changed: that needs a new suite version, a decision record and smx "
                 "vectors build";
        }
        return {};
      });
  for (const auto& [file, json] : files) {
    const auto found = suites_.find(file);
    const auto version = json.at("suite_version").get<int>();
    const auto adr = json.at("adr").get<std::vector<std::string>>();
    if (found == suites_.end() || found->second.version != version || found->second.adr != adr) {
      faults.push_back(
          fmt::format("{}: its version and decision records are not those of ids.lock", file));
    }
  }
  return faults;
}

void IdsLock::append(const std::map<std::string, Json>& files) {
  for (const auto& [file, json] : files) {
    const auto version = json.at("suite_version").get<int>();
    const auto adr = json.at("adr").get<std::vector<std::string>>();
    if (suites_[file].version != version) add(suite_line(file, version, adr));
    for_each_case(json, [&, &name = file](const Json& test_case) {
      const auto id = test_case.at("id").get<std::string>();
      const std::string sha256 = case_sha256(test_case);
      if (cases_.contains(id) && cases_.at(id).sha256 == sha256) return;
      add(fmt::format("case {} {} {} {}", id, name, version, sha256));
    });
  }
}

std::vector<std::string> pin(IdsLock& lock, const std::map<std::string, Json>& files,
                             const std::set<std::string>& retired) {
  std::vector<std::string> faults =
      walk(lock, files, retired,
           [&](const std::string& file, const Json& json, const Json& test_case,
               const LockedCase* locked) -> std::string {
             if (locked == nullptr || locked->sha256 == case_sha256(test_case)) return {};
             const auto before = lock.suites().find(file);
             const bool newer = before == lock.suites().end() ||
                                json.at("suite_version").get<int>() > before->second.version;
             return newer ? std::string()
                          : "what it pins changed: raise the suite's version and name the "
                            "decision record (suite.cpp)";
           });
  for (const auto& [file, json] : files) {
    const auto found = lock.suites().find(file);
    if (found == lock.suites().end()) continue;
    const auto version = json.at("suite_version").get<int>();
    const auto adr = json.at("adr").get<std::vector<std::string>>();
    if (version < found->second.version) {
      faults.push_back(
          fmt::format("{}: version {} after {}", file, version, found->second.version));
    } else if (version == found->second.version && adr != found->second.adr) {
      faults.push_back(fmt::format("{}: other decision records under version {}", file, version));
    } else if (version > found->second.version && !has_new_decision(adr, found->second.adr)) {
      faults.push_back(
          fmt::format("{}: version {} names no decision record that version {} did not", file,
                      version, found->second.version));
    }
  }
  if (faults.empty()) lock.append(files);
  return faults;
}

std::string case_sha256(const Json& test_case) {
  return conformance::sha256_hex(wire_part(test_case).dump());
}

std::set<std::string> parse_retired(std::string_view text) {
  const conformance::Json json = conformance::parse_strict(text);
  const bool good = json.is_object() && json.size() == 2 &&
                    json.value("schema", "") == "smx-retired-1" && json.contains("retired") &&
                    json.at("retired").is_array();
  std::set<std::string> ids;
  if (good) {
    for (const conformance::Json& entry : json.at("retired")) {
      const std::string id = entry.is_object() ? entry.value("id", "") : "";
      if (id.empty() || entry.value("file", "").empty() || entry.value("why", "").empty()) {
        throw conformance::InputError("retired.json: each entry has an id, a file and a why");
      }
      if (!ids.insert(id).second) {
        throw conformance::InputError(fmt::format("retired.json: {} is listed twice", id));
      }
    }
    return ids;
  }
  throw conformance::InputError(
      "retired.json: no {\"schema\": \"smx-retired-1\", \"retired\": []}");
}

}  // namespace smx::vectors
