#include <CLI/CLI.hpp>
#include <memory>

#include "conformance_common.h"
#include "conformance_report.h"
#include "report/report_diff.h"
#include "report/report_reader.h"
#include "terminal.h"

namespace smx::cli {
namespace {

using namespace conformance;

constexpr const char* kDiffReportsFooter =
    "Exit status:\n"
    "  0  nothing got worse\n"
    "  1  something did: a case fails or is not run that did not or was, a platform is gone, or a "
    "run\n"
    "     that passed does not pass any more\n"
    "  2  bad usage, or no report\n"
    "\n"
    "Examples:\n"
    "  smx conformance diff-reports last-week/report.json today/report.json\n"
    "  smx conformance diff-reports old.json new.json --markdown >> \"$GITHUB_STEP_SUMMARY\"";

struct DiffArguments {
  std::string before;
  std::string after;
  bool json = false;
  bool markdown = false;
};

int diff_command(const DiffArguments& arguments) {
  const ReportDocument before =
      report_document(read_report_json(arguments.before), arguments.before);
  const ReportDocument after = report_document(read_report_json(arguments.after), arguments.after);
  const ReportDiff diff = compare_reports(before, after);
  if (arguments.json) {
    print(diff_json(diff).dump(2) + "\n");
  } else {
    print(arguments.markdown ? diff_markdown(diff) : diff_text(diff));
  }
  return diff.worse ? 1 : 0;
}

}  // namespace

void add_conformance_diff_reports(CLI::App& group, Action& action) {
  CLI::App* diff =
      group.add_subcommand("diff-reports", "Show what changed from one run to another");
  const auto arguments = std::make_shared<DiffArguments>();
  diff->add_option("OLD", arguments->before, "The JSON report before")->required();
  diff->add_option("NEW", arguments->after, "The JSON report now")->required();
  CLI::Option* json = diff->add_flag("--json", arguments->json, "As JSON");
  diff->add_flag("--markdown", arguments->markdown, "As Markdown, for a pull request")
      ->excludes(json);
  diff->footer(kDiffReportsFooter);
  diff->callback([arguments, &action] {
    action.run = conformance_action([arguments] { return diff_command(*arguments); });
  });
}

}  // namespace smx::cli
