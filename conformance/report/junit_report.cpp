#include "junit_report.h"

#include <fmt/format.h>

namespace smx::conformance {
namespace {

std::string_view element_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kMismatch:
      return "failure";
    case Outcome::kUnsupported:
      return "skipped";
    default:
      return "error";
  }
}

std::string case_xml(const std::string& suite, const CaseResult& result) {
  const Finding& finding = result.finding;
  const std::string head = fmt::format("    <testcase classname=\"{}\" name=\"{}\"",
                                       xml_escaped(suite), xml_escaped(result.id));
  if (finding.outcome == Outcome::kPass) return head + "/>\n";
  const std::string_view element = element_of(finding.outcome);
  const std::string type =
      element == "skipped" ? "" : fmt::format(" type=\"{}\"", outcome_name(finding.outcome));
  return head + fmt::format(">\n      <{}{} message=\"{}\"/>\n    </testcase>\n", element, type,
                            xml_escaped(finding.message));
}

std::string suite_xml(const PlatformResult& platform, const FileResult& file) {
  const OutcomeCounts counts = file.counts();
  const std::size_t failures = counts.of(Outcome::kMismatch);
  const std::size_t skipped = counts.of(Outcome::kUnsupported);
  const std::size_t errors = counts.sum() - counts.of(Outcome::kPass) - failures - skipped;
  const std::string name = platform.platform.name + "." + file.file;
  std::string text = fmt::format(
      "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
      "skipped=\"{}\">\n",
      xml_escaped(name), counts.sum(), failures, errors, skipped);
  for (const CaseResult& result : file.cases) text += case_xml(name, result);
  return text + "  </testsuite>\n";
}

}  // namespace

std::string xml_escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    }
  }
  return escaped;
}

std::string junit_report(const RunReport& report) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (const PlatformResult& platform : report.platforms) {
    for (const FileResult& file : platform.files) text += suite_xml(platform, file);
  }
  return text + "</testsuites>\n";
}

}  // namespace smx::conformance
