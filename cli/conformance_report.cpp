#include "conformance_report.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "conformance_common.h"
#include "output_file.h"
#include "report/report_files.h"
#include "report/report_reader.h"
#include "runner/terminal.h"
#include "terminal.h"
#include "text.h"

namespace smx::cli {
namespace {

using namespace conformance;

constexpr const char* kReportFooter =
    "Everything but the lines in annotations comes from the JSON report alone; those are looked up "
    "in\n"
    "the vector files, as far as they are the report's.\n"
    "\n"
    "Exit status:\n"
    "  0  written, whatever the report says of the platforms\n"
    "  2  bad usage, or no report\n"
    "  3  the output cannot be written\n"
    "\n"
    "Examples:\n"
    "  smx conformance report --from reports/report.json --format terminal\n"
    "  smx conformance report --from reports/report.json --format html --output report.html";

struct ReportArguments {
  std::string from;
  std::string format;
  std::string output;
  std::string vectors;
};

int report_command(const ReportArguments& arguments) {
  const ReportDocument document = report_document(read_report_json(arguments.from), arguments.from);
  const std::string vectors = arguments.vectors.empty() ? document.info.vectors : arguments.vectors;
  std::string text;
  if (arguments.format == "terminal" && arguments.output.empty()) {
    constexpr std::size_t kShownCauses = 10;
    text = matrix_text(document.run, wants_colour(stdout), kShownCauses);
  } else {
    text = rendered(document, arguments.format, vectors);
  }
  if (arguments.output.empty()) {
    print(text);
  } else {
    replace_file({arguments.output, arguments.output + ".part", 0644}, as_bytes(text));
  }
  return 0;
}

}  // namespace

void add_conformance_report(CLI::App& group, Action& action) {
  CLI::App* report = group.add_subcommand("report", "Make another form of a JSON report");
  const auto arguments = std::make_shared<ReportArguments>();
  report->add_option("--from", arguments->from, "The JSON report")->type_name("FILE")->required();
  report->add_option("--format", arguments->format, "The form that is wanted")
      ->type_name("FORMAT")
      ->required()
      ->check(CLI::IsMember(kReportFormats));
  report->add_option("--output", arguments->output, "Where to (default: standard output)")
      ->type_name("FILE");
  report
      ->add_option("--vectors", arguments->vectors,
                   "Where the vector files lie (default: where the report says)")
      ->type_name("DIR");
  report->footer(kReportFooter);
  report->callback([arguments, &action] {
    action.run = conformance_action([arguments] { return report_command(*arguments); });
  });
}

}  // namespace smx::cli
