#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "conformance_common.h"
#include "conformance_report.h"
#include "report/report_check.h"
#include "report/report_reader.h"
#include "report/signature.h"
#include "runner/input_error.h"
#include "terminal.h"

namespace smx::cli {
namespace {

using namespace conformance;

constexpr const char* kVerifyReportFooter =
    "Checks the form, the sums (planned cases are the sum of outcomes, everywhere) and the "
    "digest,\n"
    "which covers everything but the block `run`. That detects accident, not forgery: who changes "
    "a\n"
    "report on purpose can compute the digest again. Against that there is a signature of "
    "somebody\n"
    "you trust, made with smx conformance sign-report.\n"
    "\n"
    "Exit status:\n"
    "  0  the report is as it was written, and signed by that key if one was given\n"
    "  1  it is not; what does not hold is named\n"
    "  2  bad usage, or no report, signature or key\n"
    "\n"
    "Examples:\n"
    "  smx conformance verify-report reports/report.json\n"
    "  smx conformance verify-report report.json --signature report.json.sig --public-key pub.pem";

struct VerifyArguments {
  std::string file;
  std::string signature;
  std::string public_key;
  bool json = false;
};

/// The fault of the signature, if one was given and it has one.
std::optional<std::string> signature_problem(const VerifyArguments& arguments,
                                             const std::string& digest) {
  if (arguments.signature.empty()) return std::nullopt;
  const std::string line = read_text_file(arguments.signature);
  const std::string key = read_text_file(arguments.public_key);
  try {
    const auto fault = signature_fault(digest, line, key);
    if (!fault) return std::nullopt;
    return fmt::format("{}: {}", arguments.signature, *fault);
  } catch (const InputError& error) {
    throw InputError(
        fmt::format("{}, {}: {}", arguments.signature, arguments.public_key, error.what()));
  }
}

std::string answer_text(const VerifyArguments& arguments, const Json& report,
                        const std::vector<std::string>& problems) {
  std::string text;
  for (const std::string& problem : problems) {
    text += fmt::format("{}: {}\n", arguments.file, problem);
  }
  if (!problems.empty()) {
    return text + fmt::format("refused: {} thing(s) do not hold\n", problems.size());
  }
  return fmt::format(
      "{}: as it was written\n"
      "digest {}\n"
      "verdict {}, {} outcomes planned and there, on {} platform(s)\n"
      "{}\n",
      arguments.file, report.at("digest").get<std::string>(),
      report.at("verdict").get<std::string>(), report.at("planned").get<std::size_t>(),
      report.at("platforms").size(),
      arguments.signature.empty() ? "This detects accident, not forgery; no signature was checked."
                                  : "Signed by the owner of that key: whether that is whom you "
                                    "trust, the key's source tells.");
}

int verify_command(const VerifyArguments& arguments) {
  const Json report = read_report_json(arguments.file);
  static_cast<void>(report_document(report, arguments.file));
  std::vector<std::string> problems = report_problems(report);
  const std::string digest = report.at("digest").get<std::string>();
  if (const auto fault = signature_problem(arguments, digest)) problems.push_back(*fault);
  if (arguments.json) {
    const nlohmann::ordered_json json = {{"holds", problems.empty()},
                                         {"digest", digest},
                                         {"signature_checked", !arguments.signature.empty()},
                                         {"problems", problems}};
    print(json.dump(2) + "\n");
  } else {
    print(answer_text(arguments, report, problems));
  }
  return problems.empty() ? 0 : 1;
}

}  // namespace

void add_conformance_verify_report(CLI::App& group, Action& action) {
  CLI::App* verify =
      group.add_subcommand("verify-report", "Check that a JSON report is as it was written");
  const auto arguments = std::make_shared<VerifyArguments>();
  verify->add_option("FILE", arguments->file, "The JSON report")->required();
  CLI::Option* signature =
      verify->add_option("--signature", arguments->signature, "Its detached signature")
          ->type_name("FILE");
  CLI::Option* key =
      verify->add_option("--public-key", arguments->public_key, "Of who signed it: Ed25519, PEM")
          ->type_name("FILE");
  signature->needs(key);
  key->needs(signature);
  verify->add_flag("--json", arguments->json, "As JSON");
  verify->footer(kVerifyReportFooter);
  verify->callback([arguments, &action] {
    action.run = conformance_action([arguments] { return verify_command(*arguments); });
  });
}

}  // namespace smx::cli
