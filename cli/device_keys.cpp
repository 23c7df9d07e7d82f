#include "device_keys.h"

#include <fmt/format.h>

#include "device_report.h"
#include "digest.h"
#include "failure.h"
#include "hand_over.h"
#include "output_file.h"
#include "smx/limits.h"
#include "terminal.h"
#include "text.h"

namespace smx::cli {
namespace {

using OrderedJson = nlohmann::ordered_json;

/// Below this, status says that it is time to replenish.
constexpr std::size_t kLowWater = 20;

void add_own_keys(Report& report, const Device& device) {
  const DeviceKeys& keys = device.keys();
  report.fact("fingerprint", "fingerprint", fingerprint(keys));
  report.fact("identity_key", "identity key", to_hex(keys.identity_key.view()));
  report.fact("signing_key", "signing key", to_hex(keys.signing_key.view()));
}

void add_prekeys(Report& report, const Device& device, std::uint64_t now) {
  const SignedPrekey prekey = device.signed_prekey();
  const std::string id = printable(prekey.key_id.view());
  const bool due = device.rotation_due(now);
  report.fact("signed_prekey", "signed prekey",
              id + (due ? ", due: smx device rotate" : ", not due for rotation"), id);
  report.member("rotation_due", due);
  const std::size_t left = device.one_time_prekey_count();
  const bool low = device.low_on_one_time_prekeys(kLowWater);
  report.fact("one_time_prekeys", "one-time prekeys",
              fmt::format("{}{}", left, low ? ", low: smx device replenish" : ""), left);
  report.member("low_on_one_time_prekeys", low);
}

std::string peer_text(const PeerStatus& peer) {
  std::string text = fmt::format("{}: {} session(s), {} skipped key(s), {}", printable(peer.label),
                                 peer.sessions, peer.skipped_keys, fingerprint(peer.keys));
  if (peer.awaiting_first_reply) text += ", waiting for the first reply";
  if (peer.sessions > 0 && !peer.one_time_prekey_used) text += ", no one-time prekey used";
  return text;
}

void add_peers(Report& report, const Device& device) {
  OrderedJson peers = OrderedJson::array();
  for (const PeerStatus& peer : device.peers()) {
    OrderedJson entry = keys_json(peer.keys);
    entry["label"] = printable(peer.label);
    entry["sessions"] = peer.sessions;
    entry["awaiting_first_reply"] = peer.awaiting_first_reply;
    entry["one_time_prekey_used"] = peer.one_time_prekey_used;
    entry["skipped_keys"] = peer.skipped_keys;
    peers.push_back(std::move(entry));
    report.fact("peers", "peer", peer_text(peer), peers);
  }
  report.member("peers", peers);
}

void add_pending(Report& report, const Home& home, const Device& device) {
  const std::vector<PendingDelivery> entries = device.pending_deliveries();
  OrderedJson pending = OrderedJson::array();
  for (const PendingDelivery& entry : entries) {
    const std::string direction = entry.outgoing ? "send" : "receive";
    pending.push_back(
        {{"id", printable(entry.id)}, {"direction", direction}, {"label", printable(entry.label)}});
    report.fact("pending", "unfinished",
                fmt::format("{} {} ({}): smx device resume", direction, printable(entry.id),
                            printable(entry.label)),
                pending);
  }
  report.member("pending", pending);
  report.member("state", printable(home.state()));
}

}  // namespace

ExitCode device_init(const DeviceOptions& options) {
  if (options.count > limits::kMaxPrekeyBatch) {
    bad_input("--one-time-prekeys", fmt::format("at most {}", limits::kMaxPrekeyBatch));
  }
  Home home =
      Home::create(options.home, {.now = now_of(options), .one_time_prekeys = options.count});
  Report report("device init");
  report.fact("state", "state", printable(home.state()));
  add_own_keys(report, home.device());
  add_prekeys(report, home.device(), now_of(options));
  if (options.home.counter_file.empty()) {
    report.line(
        "Keep the state file out of backups: an old copy put back would use message keys "
        "a second time.");
  }
  report.print_to(options.json, false);
  return ExitCode::ok;
}

ExitCode device_bundle(const DeviceOptions& options) {
  if (options.json && options.out == "-") bad_input("--json", "cannot share standard output");
  std::string out = options.out;
  if (out != "-") {
    out = absolute_path(out);
    require_directory_of(out);
  }
  Home home = Home::open(options.home);
  const Bundle bundle =
      options.reusable ? home.device().bundle()
                       : take(home.retry([](Device& d) { return d.bundle_with_one_time_prekey(); }),
                              printable(home.state()));
  const Bytes bytes = encode_bundle(bundle);
  const std::string text = to_base64(bytes) + "\n";
  const ByteView output = options.base64 ? as_bytes(text) : ByteView(bytes);
  if (out == "-") {
    print(as_text(output));
    flush_output();
  } else {
    replace_file({.path = out, .part = out + ".part", .mode = 0644}, output);
  }
  Report report("device bundle");
  report.fact("out", "output", out == "-" ? "standard output" : printable(out));
  report.fact("fingerprint", "fingerprint", fingerprint(bundle.keys()));
  report.fact("signed_prekey", "signed prekey", printable(bundle.signed_prekey.key_id.view()));
  report.fact("one_time_prekey", "one-time prekey",
              bundle.one_time_prekey ? printable(bundle.one_time_prekey->key_id.view())
                                     : std::string("none: for any number of people"),
              bundle.one_time_prekey ? OrderedJson(printable(bundle.one_time_prekey->key_id.view()))
                                     : OrderedJson(nullptr));
  if (bundle.one_time_prekey) report.line("Give this bundle to one person only.");
  report.print_to(options.json, out == "-");
  return ExitCode::ok;
}

ExitCode device_status(const DeviceOptions& options) {
  Home home = Home::open(options.home);
  const Device& device = home.device();
  Report report("device status");
  add_own_keys(report, device);
  add_prekeys(report, device, now_of(options));
  report.fact("generation", "generation", std::to_string(device.generation()), device.generation());
  add_peers(report, device);
  add_pending(report, home, device);
  report.print_to(options.json, false);
  return ExitCode::ok;
}

ExitCode device_rotate(const DeviceOptions& options) {
  Home home = Home::open(options.home);
  const SignedPrekey prekey = take(home.retry([&](Device& d) { return d.rotate(now_of(options)); }),
                                   printable(home.state()));
  Report report("device rotate");
  report.fact("signed_prekey", "signed prekey", printable(prekey.key_id.view()));
  report.line(
      "Publish a new bundle. The one before serves 14 more days; smx device purge then "
      "erases it.");
  report.print_to(options.json, false);
  return ExitCode::ok;
}

ExitCode device_replenish(const DeviceOptions& options) {
  if (options.count == 0 || options.count > limits::kMaxPrekeyBatch) {
    bad_input("--count", fmt::format("1 to {}", limits::kMaxPrekeyBatch));
  }
  Home home = Home::open(options.home);
  if (home.device().one_time_prekey_count() + options.count > limits::kMaxOneTimePrekeys) {
    bad_input("--count",
              fmt::format("{} are left; a device holds at most {}",
                          home.device().one_time_prekey_count(), limits::kMaxOneTimePrekeys));
  }
  const std::vector<OneTimePrekey> made = take(
      home.retry([&](Device& d) { return d.replenish(options.count); }), printable(home.state()));
  OrderedJson prekeys = OrderedJson::array();
  for (const OneTimePrekey& prekey : made) {
    prekeys.push_back({{"key_id", printable(prekey.key_id.view())},
                       {"public_key", to_hex(prekey.public_key.view())}});
  }
  Report report("device replenish");
  report.fact("made", "made", std::to_string(made.size()), std::move(prekeys));
  const std::size_t left = home.device().one_time_prekey_count();
  report.fact("one_time_prekeys", "one-time prekeys", std::to_string(left), left);
  report.print_to(options.json, false);
  return ExitCode::ok;
}

ExitCode device_purge(const DeviceOptions& options) {
  Home home = Home::open(options.home);
  take(home.retry([&](Device& d) { return d.purge(now_of(options)); }), printable(home.state()));
  Report report("device purge");
  report.fact("generation", "generation", std::to_string(home.device().generation()),
              home.device().generation());
  report.line(
      "Let go what was too old: skipped keys (7 days), archived sessions (30 days), "
      "replaced signed prekeys (14 days), delivery ids (7 days).");
  report.print_to(options.json, false);
  return ExitCode::ok;
}

}  // namespace smx::cli
