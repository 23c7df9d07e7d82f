// Invariant: a report is read or refused with one line (InputError), never anything else. A report
// that was read and holds together is written again as the same report, is no different from
// itself, and has every form it can take; one whose digest or numbers are wrong is said to be so;
// and no line but a signature of the digest verifies.
//
// Input: u8; with an even one the report's digest is put right first, so that fuzzing passes it;
// then the report, or with 0xFF the line of a signature file.
#include <string>

#include "report/digest.h"
#include "report/report_check.h"
#include "report/report_diff.h"
#include "report/report_reader.h"
#include "report/signature.h"
#include "runner/input_error.h"
#include "support/memory_file.h"
#include "support/target.h"

namespace smx::fuzz {
namespace {

using conformance::InputError;
using conformance::Json;

void signature_line(const std::string& line) {
  const std::string key =
      "-----BEGIN PUBLIC KEY-----\n"
      "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
      "-----END PUBLIC KEY-----\n";
  const std::string digest(64, 'd');
  try {
    require(conformance::signature_fault(digest, line, key).has_value(),
            "no line verifies that nobody signed");
  } catch (const InputError&) {
    // No line of a signature file.
  }
}

std::string with_right_digest(const std::string& text) {
  try {
    Json json = conformance::parse_strict(text);
    if (!json.is_object()) return text;
    json["digest"] = conformance::report_digest(json);
    return json.dump();
  } catch (const std::exception&) {
    return text;
  }
}

void report(const std::string& text) {
  const MemoryFile file({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  const Json json = conformance::read_report_json(file.path());
  const auto document = conformance::report_document(json, "input");
  const auto problems = conformance::report_problems(json);
  if (json.at("digest") != conformance::report_digest(json)) {
    require(!problems.empty(), "a wrong digest is said to be wrong");
  }
  const auto same = conformance::compare_reports(document, document);
  require(same.empty() && !same.worse, "a report is no different from itself");
  if (!problems.empty()) return;
  const Json again = Json::parse(conformance::json_report(document).dump());
  if (again != json) {
    std::fprintf(stderr, "%s\n", Json::diff(json, again).dump().substr(0, 2000).c_str());
  }
  require(again == json, "a report that holds together is written as it was");
}

}  // namespace
}  // namespace smx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace smx::fuzz;
  Input input(data, size);
  const std::uint8_t kind = input.u8();
  const smx::ByteView bytes = input.rest();
  const std::string text(bytes.begin(), bytes.end());
  if (kind == 0xFF) {
    signature_line(text);
    return 0;
  }
  try {
    report(kind % 2 == 0 ? with_right_digest(text) : text);
  } catch (const InputError& error) {
    require(*error.what() != '\0', "a refusal says why");
  }
  return 0;
}
