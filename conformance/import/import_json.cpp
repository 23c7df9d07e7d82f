#include "import/import_report.h"

namespace smx::wycheproof {
namespace {

OrderedJson platform_json(const std::string& name, const FileTally& file,
                          const PlatformTally& platform) {
  OrderedJson by_class = OrderedJson::object();
  for (const Class a_class : {Class::kValid, Class::kInvalid, Class::kAcceptable, Class::kDiffers,
                              Class::kOutsideProfile}) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < file.rows.size(); ++i) {
      if (file.rows[i].a_class == a_class) count += platform.count.as_ruled[i];
    }
    by_class[std::string(class_name(a_class))] = count;
  }
  by_class["unexpected"] = platform.count.unexpected;
  by_class["unsupported"] = platform.count.unsupported;
  by_class["not_run"] = platform.count.not_run;
  OrderedJson tests = OrderedJson::array();
  for (const Unexpected& test : platform.unexpected) {
    tests.push_back({{"tcId", test.id},
                     {"comment", test.comment},
                     {"outcome", test.outcome},
                     {"message", test.message},
                     {"clause", test.clause}});
  }
  return {{"name", name}, {"counts", by_class}, {"unexpected", tests}};
}

OrderedJson file_json(const FileTally& file, const conformance::RunReport& run) {
  OrderedJson rows = OrderedJson::array();
  for (const Row& row : file.rows) {
    rows.push_back({{"class", class_name(row.a_class)},
                    {"verdict", row.verdict},
                    {"clause", row.clause},
                    {"rule", row.rule},
                    {"tests", row.tests}});
  }
  OrderedJson platforms = OrderedJson::array();
  for (std::size_t p = 0; p < file.platforms.size(); ++p) {
    platforms.push_back(platform_json(run.platforms[p].platform.name, file, file.platforms[p]));
  }
  return {{"file", file.name},
          {"sha256", file.sha256},
          {"tests", file.total},
          {"rules", rows},
          {"platforms", platforms}};
}

}  // namespace

OrderedJson import_json(const ImportReport& report, int exit_status) {
  OrderedJson files = OrderedJson::array();
  for (const FileTally& file : report.files) files.push_back(file_json(file, report.run));
  OrderedJson platforms = OrderedJson::array();
  for (const conformance::PlatformResult& platform : report.run.platforms) {
    OrderedJson entry = {{"name", platform.platform.name}};
    if (!platform.not_run.empty()) entry["not_run"] = platform.not_run;
    if (!platform.faults.empty()) entry["faults"] = platform.faults;
    platforms.push_back(std::move(entry));
  }
  return {
      {"schema", "smx-wycheproof-1"},
      {"exit_status", exit_status},
      {"platforms", platforms},
      {"files", files},
      {"left_alone",
       {{"other_algorithms", report.folder.others}, {"no_test_files", report.folder.not_ours}}}};
}

}  // namespace smx::wycheproof
