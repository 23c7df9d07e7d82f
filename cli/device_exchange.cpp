#include "device_exchange.h"

#include <fmt/format.h>

#include <algorithm>

#include "bundle_check.h"
#include "device_report.h"
#include "digest.h"
#include "dissection.h"
#include "hand_over.h"
#include "input.h"
#include "output_file.h"
#include "random_id.h"
#include "sent_already.h"
#include "smx/dr_frame.h"
#include "smx/limits.h"
#include "smx/smx1.h"
#include "terminal.h"
#include "text.h"

namespace smx::cli {
namespace {

std::string_view delivery_name(Delivery delivery) {
  switch (delivery) {
    case Delivery::fresh:
      return "fresh";
    case Delivery::repeated:
      return "repeated";
    case Delivery::done:
      return "done";
  }
  return "unknown";
}

std::string checked_out(const std::string& out) {
  if (out == "-") return out;
  if (out.empty() || out.back() == '/') bad_input("--out", "names no file");
  const std::string path = absolute_path(out);
  require_directory_of(path);
  return path;
}

std::optional<PendingDelivery> pending(const Device& device, const HandOver& hand_over) {
  for (PendingDelivery& entry : device.pending_deliveries()) {
    if (entry.id == hand_over.id && entry.outgoing == hand_over.outgoing) return std::move(entry);
  }
  return std::nullopt;
}

/// The same for received ids: an empty envelope is malformed, so that nothing can change.
bool received_already(Device& device, const std::string& label, const DeviceKeys& sender,
                      const std::string& id) {
  ReceiveOptions options;
  options.delivery_id = id;
  const Result<Received> received = device.receive(label, sender, {}, options);
  return received && received->delivery == Delivery::done;
}

/// Before anything is committed: the output's place has to be free, unless this id, or a killed
/// run of it, is what filled it.
void require_free(const HandOver& hand_over, bool handed_over_before) {
  if (hand_over.out == "-" || handed_over_before || !file_exists(hand_over.out)) return;
  bad_input(printable(hand_over.out), "is there already; choose another --out");
}

void require_label_of(const PendingDelivery& entry, const std::string& label) {
  if (entry.label == label) return;
  bad_input("--id", fmt::format("{} belongs to an unfinished hand-over with {}",
                                printable(entry.id), printable(entry.label)));
}

void warn_about_unfinished(const Device& device, const HandOver& now) {
  const auto entries = device.pending_deliveries();
  const auto others = std::ranges::count_if(
      entries, [&](const auto& e) { return e.id != now.id || e.outgoing != now.outgoing; });
  if (others > 0) {
    warn(fmt::format("{} hand-over(s) unfinished; complete them with: smx device resume", others));
  }
}

void warn_about_keys(const std::string& label, const DeviceKeys& keys) {
  warn(
      fmt::format("THE KEYS OF {} HAVE CHANGED. Compare the new fingerprint with them before you "
                  "trust this: {}",
                  printable(label), fingerprint(keys)));
}

/// A note is kept when nobody can say whether the core has committed: resume finds out.
[[noreturn]] void give_up(HandOverDesk& desk, const HandOver& hand_over, Error error,
                          std::string_view source) {
  if (exit_code_of(error) != ExitCode::failed) desk.forget(hand_over);
  fail_with(error, source);
}

Report report_of(std::string_view command, const HandOver& hand_over, std::string_view label,
                 std::string_view direction, Delivery delivery, const DeviceKeys& peer) {
  Report report(command);
  report.fact("id", "delivery id", hand_over.id);
  report.member("delivery", delivery_name(delivery));
  report.fact(direction, direction, printable(label));
  report.fact("peer", "fingerprint", fingerprint(peer), keys_json(peer));
  if (delivery == Delivery::done) {
    report.member("out", nullptr);
  } else {
    const std::string out = printable(hand_over.out);
    report.fact("out", "output", out == "-" ? "standard output" : out, out);
  }
  return report;
}

using SendOperation = Result<Sent> (*)(Device&, const DeviceOptions&, const Bundle*, ByteView,
                                       const SendOptions&);

ExitCode send_with(const DeviceOptions& options, std::string_view command,
                   SendOperation operation) {
  require_label("--to", options.label);
  if (!options.id.empty()) require_id(options.id);
  if (options.json && options.out == "-") bad_input("--json", "cannot share standard output");
  HandOver hand_over{.outgoing = true,
                     .id = options.id.empty() ? random_id() : options.id,
                     .out = checked_out(options.out),
                     .base64 = options.base64};
  std::optional<Bundle> bundle;
  if (!options.bundle.empty()) bundle = read_authenticated_bundle(options.bundle);
  const SecretBytes plaintext = read_plaintext(options.in, limits::kMaxPlaintextSize);

  Home home = Home::open(options.home);
  HandOverDesk desk(home.state());
  take(home.device().reload(), home.state());
  warn_about_unfinished(home.device(), hand_over);
  const std::optional<PendingDelivery> unfinished = pending(home.device(), hand_over);
  if (unfinished) require_label_of(*unfinished, options.label);
  const bool known_id = unfinished || sent_already(home.device(), options.label, hand_over.id);
  require_free(hand_over, known_id);

  desk.note(hand_over);
  SendOptions send_options;
  send_options.bundle = bundle ? &*bundle : nullptr;
  send_options.delivery_id = hand_over.id;
  const Result<Sent> sent = home.retry([&](Device& d) {
    return operation(d, options, bundle ? &*bundle : nullptr, plaintext.reveal(), send_options);
  });
  if (!sent) give_up(desk, hand_over, sent.error(), printable(options.label));
  if (sent->delivery == Delivery::done) {
    desk.forget(hand_over);
  } else {
    desk.complete(home, hand_over, sent->envelope);
  }

  if (sent->peer_keys_changed) warn_about_keys(options.label, sent->peer);
  Report report = report_of(command, hand_over, options.label, "to", sent->delivery, sent->peer);
  report.member("session_started", sent->session_started);
  report.member("one_time_prekey_used", sent->one_time_prekey_used);
  report.member("peer_keys_changed", sent->peer_keys_changed);
  if (sent->delivery == Delivery::done) {
    report.line("this id was sent and handed over before: nothing new was sent or written");
  } else {
    const bool wrapped = is_smx1(sent->envelope);
    report.fact("format", "format",
                fmt::format("{}, {} bytes", wrapped ? "SMX1 envelope" : "DR_V1 frame",
                            sent->envelope.size()),
                wrapped ? "smx1" : "drv1");
    report.member("size", sent->envelope.size());
  }
  if (sent->session_started) {
    report.line(sent->one_time_prekey_used
                    ? "this message starts a session, with a one-time prekey"
                    : "this message starts a session, without a one-time prekey");
  }
  report.print_to(options.json, hand_over.out == "-");
  return ExitCode::ok;
}

/// The sender's keys: from a bundle whose signature holds, or those the label stands for.
DeviceKeys sender_of(const DeviceOptions& options, const Device& device,
                     const std::optional<Bundle>& bundle) {
  if (bundle) return bundle->keys();
  const std::optional<DeviceKeys> known = device.keys_of(options.label);
  if (!known) {
    bad_input("--known", fmt::format("nobody is known as {}; give --sender BUNDLE_FILE",
                                     printable(options.label)));
  }
  return *known;
}

Input read_envelope(const std::string& path) {
  Input input = read_message(path);
  const Format guess = guess_format(input.bytes);
  const Format format = guess == Format::bundle ? Format::smx1 : guess;
  const Dissection dissection = dissect(format, input.bytes);
  if (dissection.fault) bad_input(input.source, describe(format, *dissection.fault));
  return input;
}

}  // namespace

ExitCode device_send(const DeviceOptions& options) {
  return send_with(options, "device send",
                   [](Device& device, const DeviceOptions& given, const Bundle*, ByteView plaintext,
                      const SendOptions& send_options) {
                     return device.send(given.label, plaintext, send_options);
                   });
}

ExitCode device_restart(const DeviceOptions& options) {
  return send_with(options, "device restart",
                   [](Device& device, const DeviceOptions& given, const Bundle* bundle,
                      ByteView plaintext, const SendOptions& send_options) {
                     return device.restart(given.label, *bundle, plaintext, now_of(given),
                                           send_options);
                   });
}

ExitCode device_receive(const DeviceOptions& options) {
  require_label("--from", options.label);
  if (!options.id.empty()) require_id(options.id);
  if (options.json && options.out == "-") bad_input("--json", "cannot share standard output");
  if (options.known == !options.bundle.empty()) {
    bad_input("receive", "give --sender BUNDLE_FILE or --known, one of them");
  }
  const Input envelope = read_envelope(options.in);
  HandOver hand_over{.outgoing = false,
                     .id = options.id.empty() ? sha256_hex(envelope.bytes) : options.id,
                     .out = checked_out(options.out)};
  std::optional<Bundle> bundle;
  if (!options.known) bundle = read_authenticated_bundle(options.bundle);

  Home home = Home::open(options.home);
  HandOverDesk desk(home.state());
  take(home.device().reload(), home.state());
  const DeviceKeys sender = sender_of(options, home.device(), bundle);
  warn_about_unfinished(home.device(), hand_over);
  const std::optional<PendingDelivery> unfinished = pending(home.device(), hand_over);
  if (unfinished) require_label_of(*unfinished, options.label);
  require_free(hand_over,
               unfinished || received_already(home.device(), options.label, sender, hand_over.id));

  desk.note(hand_over);
  ReceiveOptions receive_options;
  receive_options.delivery_id = hand_over.id;
  const Result<Received> received = home.retry(
      [&](Device& d) { return d.receive(options.label, sender, envelope.bytes, receive_options); });
  if (!received) give_up(desk, hand_over, received.error(), envelope.source);
  if (received->delivery == Delivery::done) {
    desk.forget(hand_over);
  } else {
    desk.complete(home, hand_over, received->plaintext.reveal());
  }

  if (received->peer_keys_changed) warn_about_keys(options.label, sender);
  if (received->session_replaced) {
    warn(
        fmt::format("{} has started a new session in place of the one you had: they lost their "
                    "state, restarted, or you both started at once",
                    printable(options.label)));
  }
  Report report =
      report_of("device receive", hand_over, options.label, "from", received->delivery, sender);
  report.member("session_started", received->session_started);
  report.member("session_replaced", received->session_replaced);
  report.member("one_time_prekey_used", received->one_time_prekey_used);
  report.member("peer_keys_changed", received->peer_keys_changed);
  if (received->delivery == Delivery::done) {
    report.line("this message was received and handed over before: nothing new was written");
  } else {
    report.fact("size", "message", fmt::format("{} bytes", received->plaintext.size()),
                received->plaintext.size());
  }
  if (received->session_started) {
    report.line(received->one_time_prekey_used
                    ? "this message starts a session, with a one-time prekey"
                    : "this message starts a session, without a one-time prekey");
  }
  report.print_to(options.json, hand_over.out == "-");
  return ExitCode::ok;
}

}  // namespace smx::cli
