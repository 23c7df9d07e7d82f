#include "command_audit.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "audit_record.h"
#include "digest.h"
#include "failure.h"
#include "input.h"
#include "terminal.h"
#include "text.h"

namespace smx::cli {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr const char* kAuditHelp =
    R"(Checks an organisation's audit, as the relay exports it, without the relay: each entry against
its own hash and the entry before, the end against a checkpoint that the relay signed. The first
entry that is wrong is named, with its field. With --proof, checks that a message existed and which
of its deliveries were confirmed; with --envelope, that the bytes in a file are one of them.

What it cannot see: entries after the last checkpoint of an export, and a relay that signs two
different histories. Keep old checkpoints, and compare.)";

constexpr const char* kAuditExamples = R"(Examples:
  smx audit verify audit.jsonl --key relay-public.pem
  smx audit verify --key relay-public.pem --proof proof.json --envelope letter.smx
  smx audit verify audit.jsonl --key relay-public.pem --json

Exit codes: 0 all as signed, 1 something is not, 2 bad usage or unreadable.)";

/// An export has at most 10,000 entries a part; several may be put together.
constexpr std::size_t kLongestExport = std::size_t{512} << 20;

struct Options {
  std::string exported;
  std::string key;
  std::string proof;
  std::string envelope;
  bool json = false;
};

OrderedJson to_json(const AuditVerdict& verdict) {
  OrderedJson out = {{"valid", !verdict.fault.has_value()},
                     {"organisation_id", verdict.organisation},
                     {"entries", verdict.entries},
                     {"first", verdict.first},
                     {"last", verdict.last},
                     {"checked_at", verdict.checked_at}};
  if (!verdict.message.empty()) out["message_id"] = verdict.message;
  if (!verdict.delivery.empty()) {
    out["delivery_id"] = verdict.delivery;
    out["delivered_at"] =
        verdict.delivered_at ? OrderedJson(*verdict.delivered_at) : OrderedJson(nullptr);
  }
  if (verdict.fault) {
    out["fault"] = {{"sequence", verdict.fault->sequence},
                    {"field", verdict.fault->field},
                    {"what", verdict.fault->what}};
  }
  return out;
}

std::string describe(const AuditFault& fault) {
  const std::string place =
      fault.sequence > 0 ? fmt::format("entry {}: ", fault.sequence) : std::string();
  return fmt::format("{}{} {}", place, fault.field, fault.what);
}

std::string summary(const AuditVerdict& verdict) {
  std::string out;
  if (verdict.first > 0) {
    out = fmt::format("entries {} to {} of {} follow from one another", verdict.first, verdict.last,
                      printable(verdict.organisation));
    if (verdict.first > 1) out += fmt::format(" (what was before {} is not here)", verdict.first);
    out += "\n";
  }
  if (!verdict.message.empty()) {
    out += fmt::format("{} existed, as the relay signed\n", printable(verdict.message));
  }
  if (!verdict.delivery.empty()) {
    out += fmt::format("the envelope is {}, {}\n", printable(verdict.delivery),
                       verdict.delivered_at ? fmt::format("confirmed at {}", *verdict.delivered_at)
                                            : std::string("not confirmed"));
  }
  return out + fmt::format("signed by the relay at {}\n", verdict.checked_at);
}

ExitCode show(const AuditVerdict& verdict, const std::string& source, bool json) {
  if (json) {
    print(to_json(verdict).dump(2) + "\n");
  } else if (!verdict.fault) {
    print(summary(verdict) + Style(stdout).good("valid") + "\n");
  }
  flush_output();
  if (!verdict.fault) return ExitCode::ok;
  throw Failure(ExitCode::refused, fmt::format("{}: {}", source, describe(*verdict.fault)));
}

ExitCode verify(const Options& options) {
  const Input key_file = read_file(options.key);
  const RelayKey key(as_text(key_file.bytes), key_file.source);
  if (options.proof.empty()) {
    const Input exported = read_file(options.exported, kLongestExport);
    return show(verify_export(as_text(exported.bytes), exported.source, key), exported.source,
                options.json);
  }
  const Input proof = read_file(options.proof, kLongestExport);
  const std::string digest =
      options.envelope.empty() ? std::string() : sha256_hex(read_message(options.envelope).bytes);
  const AuditVerdict verdict = verify_proof(as_text(proof.bytes), proof.source, key, digest);
  if (verdict.fault || options.exported.empty()) return show(verdict, proof.source, options.json);
  const Input exported = read_file(options.exported, kLongestExport);
  AuditVerdict both = verify_export(as_text(exported.bytes), exported.source, key);
  if (!both.fault && both.organisation != verdict.organisation) {
    both.fault = AuditFault{0, "organisation_id", "is another than the proof's"};
  }
  both.message = verdict.message;
  both.delivery = verdict.delivery;
  both.delivered_at = verdict.delivered_at;
  return show(both, exported.source, options.json);
}

}  // namespace

void add_audit_command(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* audit = app.add_subcommand("audit", "Check what a relay recorded");
  audit->footer("Example:\n  smx audit verify audit.jsonl --key relay-public.pem");
  audit->require_subcommand(1);
  CLI::App* command =
      audit->add_subcommand("verify", "Check an export or a proof of a relay's audit");
  command->footer(std::string(kAuditHelp) + "\n\n" + kAuditExamples);
  CLI::Option* exported = command->add_option(
      "EXPORT", options->exported, "An export (GET /v1/audit/export); - is standard input");
  command->add_option("--key", options->key, "The relay's public key, PEM")
      ->type_name("FILE")
      ->required();
  CLI::Option* proof =
      command->add_option("--proof", options->proof, "A proof (GET /v1/messages/ID/proof)")
          ->type_name("FILE");
  command->add_option("--envelope", options->envelope, "The envelope to be found in the proof")
      ->type_name("FILE")
      ->needs(proof);
  command->add_flag("--json", options->json, "Print JSON");
  command->callback([options, exported, proof, &action] {
    if (exported->count() == 0 && proof->count() == 0) {
      bad_input("audit verify", "give an EXPORT, --proof or both");
    }
    action.run = [options] { return verify(*options); };
  });
}

}  // namespace smx::cli
