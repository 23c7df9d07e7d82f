#include <algorithm>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "generator/seeds.h"
#include "report/json_report.h"
#include "report/tests/document_support.h"
#include "runner/vector_set.h"
#include "seeds/seed_folder.h"

namespace smx::fuzz {
namespace {

namespace fs = std::filesystem;
using conformance::Json;

/// The longest script and file that are seeds: longer ones say nothing new and are slow to replay.
constexpr std::size_t kLongestScript = 4 * 1024;
constexpr std::size_t kLongestFile = 8 * 1024;

std::string behind(std::initializer_list<char> first, const std::string& text) {
  return std::string(first) + text;
}

/// The members of an object but these. Files are megabytes, and there is one copy for each case.
Json without(const Json& object, std::initializer_list<std::string_view> left_out) {
  Json rest = Json::object();
  for (const auto& [name, value] : object.items()) {
    if (std::ranges::find(left_out, name) == left_out.end()) rest[name] = value;
  }
  return rest;
}

/// A file with one case of it, which a fuzzer can hold in its hand.
std::string with_one_case(const Json& file, std::size_t group, std::size_t test) {
  const Json& from = file["groups"][group];
  Json only = without(from, {"cases"});
  only["cases"] = Json::array({from["cases"][test]});
  Json flags = Json::object();
  for (const Json& flag : only["cases"][0]["flags"]) {
    flags[flag.get<std::string>()] = file["flags"][flag.get<std::string>()];
  }
  Json out = without(file, {"groups", "flags"});
  out["groups"] = Json::array({std::move(only)});
  out["flags"] = std::move(flags);
  return out.dump();
}

/// What of a case's form another case may not have: result, twin, trace, state, taken members.
std::string kind_of(const Json& test) {
  std::string kind = test["result"].get<std::string>();
  if (test.contains("twin")) kind += test["twin"].begin().key();
  for (const Json& step : test["steps"]) {
    for (const char* member : {"from", "trace", "state"}) {
      if (step.contains(member)) kind += member;
    }
  }
  return kind;
}

/// Of each file the first case of every kind, in the order of the names in the target
/// `vector_file`.
void add_vector_files(SeedFolder& folder, const fs::path& vectors) {
  char name = 0;
  for (const char* file :
       {"hkdf-v1.json", "x3dh-prekey-v1.json", "dr-v1-interop.json", "smx1-parse-v1.json",
        "drv1-parse-v1.json", "device-v1.json", "spk-signature-v1.json"}) {
    const Json json = conformance::read_json_file(vectors / file);
    std::set<std::string> kinds;
    for (std::size_t group = 0; group < json["groups"].size(); ++group) {
      const Json& cases = json["groups"][group]["cases"];
      for (std::size_t test = 0; test < cases.size(); ++test) {
        const std::string kind = kind_of(cases[test]);
        if (kinds.contains(kind)) continue;
        const std::string text = with_one_case(json, group, test);
        if (text.size() > kLongestFile) continue;
        kinds.insert(kind);
        folder.add("vector_file", behind({name}, text));
      }
    }
    ++name;
  }
}

void add_reports(SeedFolder& folder) {
  const std::vector<conformance::ReportDocument> documents = {
      conformance::test::made_document(), conformance::test::passed_document(2, {"cpp", "go"}),
      conformance::test::passed_document(1, {})};
  for (const auto& document : documents) {
    const std::string text = conformance::json_report(document).dump();
    folder.add("report", behind({0}, text));
    folder.add("report", behind({1}, text));
  }
  folder.add("report",
             "\xFF"
             "smx-report-signature-1 " +
                 std::string(64, 'd') + " " + std::string(128, '0') + "\n");
  folder.add("report",
             "\xFF"
             "smx-report-signature-1 " +
                 std::string(64, 'e') + " " + std::string(128, '1') + "\n");
}

/// The platforms and Wycheproof's files that the tree holds anyway, and made-up accepted failures.
void add_lists(SeedFolder& folder, const fs::path& source) {
  folder.add("lists",
             behind({1}, conformance::read_text_file(source / "conformance/platforms.json")));
  folder.add("lists", behind({0}, R"({"schema":"smx-known-failures-1","known_failures":[)"
                                  R"({"platform":"go","case":"a/b","outcome":"mismatch","step":1,)"
                                  R"("where":"dr.aad","reason":"a reason of some length",)"
                                  R"("issue":"#1","expires":"2026-12-31"}]})"));
  const fs::path files = source / "conformance/import/tests/checkout/testvectors_v1";
  char algorithm = 0;
  for (const char* name : {"x25519_test.json", "ed25519_test.json", "aes_gcm_test.json",
                           "hkdf_sha256_test.json", "hmac_sha256_test.json"}) {
    const char kind = static_cast<char>(2 + 4 * algorithm++);
    if (fs::exists(files / name)) {
      folder.add("lists", behind({kind}, conformance::read_text_file(files / name)));
    }
  }
}

/// Of each kind of reply one.
void add_replies(SeedFolder& folder) {
  const std::string some = R"({"id":1,"ok":{}})"
                           "\n"
                           R"({"id":2,"reject":{"reason":"malformed"}})"
                           "\n"
                           R"({"id":3,"error":{"message":"no"}})"
                           "\n"
                           R"({"id":4,"unsupported":{"feature":"trace"}})"
                           "\n"
                           R"({"id":5,"ok":{"digest":"00"},"trace":[{"step":"a","value":"00"}]})"
                           "\n";
  folder.add("replies", behind({5, 10}, some));
  folder.add("replies", behind({2, 0}, some));
  folder.add("replies", behind({9, 0}, "x\n\n{\"id\":2}\n{\"id\":1,\"id\":1}\n{\"id\":"));
}

}  // namespace

void add_vector_seeds(SeedFolder& folder, const fs::path& source) {
  const auto set = conformance::read_vector_set(source / "vectors");
  for (const vectors::SeedFormat format :
       {vectors::SeedFormat::kRaw, vectors::SeedFormat::kDriver}) {
    for (const vectors::Seed& seed : vectors::seeds_of(set, format)) {
      if (seed.target != "script") {
        folder.add(seed.target, seed.bytes);
      } else if (seed.bytes.size() <= kLongestScript) {
        folder.add("driver_request", seed.bytes);
      }
    }
  }
  add_vector_files(folder, source / "vectors");
  add_reports(folder);
  add_lists(folder, source);
  add_replies(folder);
}

}  // namespace smx::fuzz
