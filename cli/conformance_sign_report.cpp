#include <fmt/format.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "conformance_common.h"
#include "conformance_report.h"
#include "output_file.h"
#include "report/report_check.h"
#include "report/report_reader.h"
#include "report/signature.h"
#include "runner/input_error.h"
#include "terminal.h"
#include "text.h"

namespace smx::cli {
namespace {

using namespace conformance;

constexpr const char* kSignReportFooter =
    "The signature is Ed25519 over the report's digest (docs/spec/decisions/0035). The key is PEM, "
    "as\n"
    "openssl genpkey -algorithm ed25519 writes it, without a passphrase, and readable by its "
    "owner\n"
    "only. A report that verify-report refuses is not signed.\n"
    "\n"
    "Exit status:\n"
    "  0  signed\n"
    "  1  the report is not as it was written\n"
    "  2  bad usage, no report, no such key, or a key that others can read\n"
    "  3  the signature cannot be written\n"
    "\n"
    "Examples:\n"
    "  smx conformance sign-report reports/report.json --key key.pem\n"
    "  smx conformance sign-report reports/report.json --key key.pem --output report.sig";

struct SignArguments {
  std::string file;
  std::string key;
  std::string output;
};

void require_private(const std::string& path) {
  struct stat status{};
  if (stat(path.c_str(), &status) != 0) return;  // reading it says why
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    throw InputError(fmt::format("{}: others can use this key: chmod 600 it first", path));
  }
}

int sign_command(const SignArguments& arguments) {
  const Json report = read_report_json(arguments.file);
  const std::vector<std::string> problems = report_problems(report);
  for (const std::string& problem : problems) {
    print(fmt::format("{}: {}\n", arguments.file, problem));
  }
  if (!problems.empty()) {
    print("not signed\n");
    return 1;
  }
  require_private(arguments.key);
  const std::string digest = report.at("digest").get<std::string>();
  std::string line;
  try {
    line = sign_digest(digest, read_text_file(arguments.key));
  } catch (const InputError& error) {
    throw InputError(fmt::format("{}: {}", arguments.key, error.what()));
  }
  const std::string output = arguments.output.empty() ? arguments.file + ".sig" : arguments.output;
  replace_file({output, output + ".part", 0644}, as_bytes(line));
  print(fmt::format("signed digest {}\nwrote {}\n", digest, output));
  return 0;
}

}  // namespace

void add_conformance_sign_report(CLI::App& group, Action& action) {
  CLI::App* sign = group.add_subcommand("sign-report", "Sign a JSON report, in a file beside it");
  const auto arguments = std::make_shared<SignArguments>();
  sign->add_option("FILE", arguments->file, "The JSON report")->required();
  sign->add_option("--key", arguments->key, "Ed25519 private key, PEM")
      ->type_name("FILE")
      ->required();
  sign->add_option("--output", arguments->output, "The signature (default: FILE.sig)")
      ->type_name("FILE");
  sign->footer(kSignReportFooter);
  sign->callback([arguments, &action] {
    action.run = conformance_action([arguments] { return sign_command(*arguments); });
  });
}

}  // namespace smx::cli
