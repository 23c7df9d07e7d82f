#include <fmt/format.h>

#include <algorithm>

#include "device_exchange.h"
#include "device_report.h"
#include "failure.h"
#include "hand_over.h"
#include "input.h"
#include "output_file.h"
#include "terminal.h"
#include "text.h"

namespace smx::cli {
namespace {

using OrderedJson = nlohmann::ordered_json;

/// What the core kept for a delivery that was not acknowledged. Nothing is encrypted or decrypted
/// anew: the journal answers before anything else is looked at [SES-35].
SecretBytes journalled_output(Home& home, const PendingDelivery& entry) {
  if (entry.outgoing) {
    SendOptions options;
    options.delivery_id = entry.id;
    const Sent sent = take(home.device().send(entry.label, {}, options), printable(entry.id));
    return SecretBytes(sent.envelope);
  }
  const std::optional<DeviceKeys> keys = home.device().keys_of(entry.label);
  if (!keys) throw Failure(ExitCode::failed, printable(entry.id) + ": its sender is not known");
  ReceiveOptions options;
  options.delivery_id = entry.id;
  Received received =
      take(home.device().receive(entry.label, *keys, {}, options), printable(entry.id));
  return std::move(received.plaintext);
}

/// Where an unfinished output goes: where this run says, or where its own run said. Nothing when
/// nobody knows, and for standard output, which was another run's.
std::optional<HandOver> place_of(const DeviceOptions& options, const HandOverDesk& desk,
                                 const PendingDelivery& entry) {
  std::optional<HandOver> noted = desk.find(entry.id, entry.outgoing);
  if (!options.out.empty()) {
    const std::string out = options.out == "-" ? options.out : absolute_path(options.out);
    return HandOver{.outgoing = entry.outgoing,
                    .id = entry.id,
                    .out = out,
                    .base64 = options.base64 || (noted && noted->base64)};
  }
  if (noted && noted->out != "-") return noted;
  return std::nullopt;
}

OrderedJson entry_json(const PendingDelivery& entry, const std::string& out) {
  return {{"id", entry.id},
          {"direction", entry.outgoing ? "send" : "receive"},
          {"label", printable(entry.label)},
          {"out", out.empty() ? OrderedJson(nullptr) : OrderedJson(printable(out))}};
}

/// Notes of runs that ended before the core had committed.
OrderedJson drop_notes_without_message(HandOverDesk& desk, const Device& device, Report& report) {
  const std::vector<PendingDelivery> pending = device.pending_deliveries();
  OrderedJson dropped = OrderedJson::array();
  for (const HandOver& note : desk.notes()) {
    const bool known = std::ranges::any_of(pending, [&](const auto& entry) {
      return entry.id == note.id && entry.outgoing == note.outgoing;
    });
    if (known) continue;
    desk.forget(note);
    dropped.push_back({{"id", note.id}, {"direction", note.outgoing ? "send" : "receive"}});
    report.fact("dropped", "dropped",
                fmt::format("{} {}: that run left nothing to hand over; if its output is missing, "
                            "run its command again",
                            note.outgoing ? "send" : "receive", printable(note.id)),
                dropped);
  }
  return dropped;
}

}  // namespace

ExitCode device_resume(const DeviceOptions& options) {
  if (!options.id.empty()) require_id(options.id);
  if (!options.out.empty() && options.id.empty()) bad_input("--out", "needs --id");
  if (options.json && options.out == "-") bad_input("--json", "cannot share standard output");
  Home home = Home::open(options.home);
  HandOverDesk desk(home.state());
  take(home.device().reload(), printable(home.state()));

  std::vector<PendingDelivery> entries = home.device().pending_deliveries();
  if (!options.id.empty()) {
    std::erase_if(entries, [&](const auto& entry) { return entry.id != options.id; });
    if (entries.empty()) bad_input("--id", "no unfinished hand-over has this id");
  }
  Report report("device resume");
  OrderedJson completed = OrderedJson::array();
  OrderedJson open = OrderedJson::array();
  for (const PendingDelivery& entry : entries) {
    const std::optional<HandOver> hand_over = place_of(options, desk, entry);
    const std::string what = fmt::format("{} {} ({})", entry.outgoing ? "send" : "receive",
                                         printable(entry.id), printable(entry.label));
    if (!hand_over) {
      open.push_back(entry_json(entry, {}));
      report.fact("open", "open", what + ": say where it goes with --id and --out", open);
      continue;
    }
    desk.complete(home, *hand_over, journalled_output(home, entry).reveal());
    completed.push_back(entry_json(entry, hand_over->out));
    report.fact("completed", "completed", fmt::format("{}: {}", what, printable(hand_over->out)),
                completed);
  }
  report.member("completed", completed);
  report.member("open", open);
  report.member("dropped", drop_notes_without_message(desk, home.device(), report));
  if (entries.empty()) report.line("nothing to complete");
  report.print_to(options.json, options.out == "-");
  if (!open.empty()) {
    bad_input("resume", fmt::format("{} hand-over(s) still unfinished", open.size()));
  }
  return ExitCode::ok;
}

}  // namespace smx::cli
