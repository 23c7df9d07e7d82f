#include "report_files.h"

#include <fmt/format.h>

#include <fstream>
#include <stdexcept>
#include <utility>

#include "annotations.h"
#include "badge.h"
#include "html_report.h"
#include "junit_report.h"
#include "markdown_report.h"
#include "report_reader.h"
#include "runner/input_error.h"
#include "runner/terminal.h"

namespace smx::conformance {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kShownCauses = 10;

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.flush();
  if (!out) throw InputError(fmt::format("{}: cannot be written", path.string()));
}

}  // namespace

std::string rendered(const ReportDocument& document, const std::string& format,
                     const std::string& vectors) {
  if (format == "html") return html_report(document);
  if (format == "markdown") return markdown_report(document);
  if (format == "annotations") return annotations(document, case_places(document, vectors));
  if (format == "badge") return badge_svg(document);
  if (format == "junit") return junit_report(document.run);
  if (format == "terminal") return matrix_text(document.run, false, kShownCauses);
  throw std::invalid_argument("no report has the format " + format);
}

void write_report_files(const fs::path& directory, const std::string& json) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) throw InputError(fmt::format("{}: {}", directory.string(), error.message()));
  write_file(directory / "report.json", json);
  const ReportDocument document = report_document(parse_strict(json), "report.json");
  const std::pair<const char*, const char*> files[] = {{"report.html", "html"},
                                                       {"junit.xml", "junit"},
                                                       {"summary.md", "markdown"},
                                                       {"annotations.txt", "annotations"},
                                                       {"badge.svg", "badge"}};
  for (const auto& [name, format] : files) {
    write_file(directory / name, rendered(document, format, document.info.vectors));
  }
}

}  // namespace smx::conformance
