#include "relay_exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "device_report.h"
#include "failure.h"
#include "input.h"
#include "random_id.h"
#include "relay_directory.h"
#include "relay_outbox.h"
#include "smx/limits.h"
#include "terminal.h"
#include "text.h"

namespace smx::cli {
namespace {

using Json = nlohmann::json;

Home open_home(RelayLink& link, const std::string& directory) {
  Home home = Home::open(home_in(directory));
  const Resumed resumed = resume_unsent(link, home);
  if (resumed.handed_over > 0) {
    warn(fmt::format("{} message(s) of an interrupted run were handed over", resumed.handed_over));
  }
  if (resumed.given_up > 0) {
    warn(
        fmt::format("{} message(s) of an interrupted run were NOT sent: the recipient's devices "
                    "have changed; write them again",
                    resumed.given_up));
  }
  return home;
}

SecretBytes message_of(const RelayOptions& options) {
  if (options.in.empty() && options.text.empty())
    bad_input("--text", "or --in is needed: what to send");
  if (!options.in.empty()) return read_plaintext(options.in, limits::kMaxPlaintextSize);
  SecretBytes plaintext(options.text.size());
  std::ranges::copy(as_bytes(options.text), plaintext.writable().begin());
  return plaintext;
}

/// One thing that was received, as it is shown.
struct Shown {
  std::string user;
  std::string device;
  std::string text;
  std::string problem;
};

void show(const Shown& shown, bool json) {
  if (json) {
    Json line = {{"user_id", shown.user}, {"device_id", shown.device}};
    line[shown.problem.empty() ? "text" : "problem"] =
        shown.problem.empty() ? printable(shown.text) : shown.problem;
    print(line.dump() + "\n");
  } else if (shown.problem.empty()) {
    print(fmt::format("{}: {}\n", shown.user, printable(shown.text)));
  } else {
    print(fmt::format("{}: cannot be read: {}\n", shown.user, shown.problem));
  }
}

/// The inbox: deliveries in their order, each shown once, acknowledged once it was shown.
class Inbox {
 public:
  Inbox(RelayLink& link, Home& home, bool json) : link_(link), home_(home), json_(json) {}

  /// Shows all that waits; the users whose messages could be read, and how many there were. Throws
  /// Failure.
  std::pair<std::set<std::string>, std::size_t> empty(unsigned wait) {
    std::set<std::string> senders;
    std::size_t count = 0;
    bool more = true;
    for (; more; wait = 0) {
      const Json answer = link_.demand("GET", fmt::format("/v1/messages?wait={}", wait), nullptr,
                                       std::chrono::seconds(wait));
      Json done = Json::array();
      for (const Json& delivery : answer.at("deliveries")) {
        done.push_back(delivery.at("delivery_id"));
        const std::optional<Shown> shown = open(delivery);
        if (!shown) continue;
        show(*shown, json_);
        ++count;
        if (shown->problem.empty()) senders.insert(shown->user);
      }
      if (done.empty()) break;
      flush_output();
      for (const Json& id : done) settle(id.get<std::string>());
      link_.demand("POST", "/v1/messages/acknowledge", {{"delivery_ids", done}});
      more = answer.value("more", false);
    }
    return {senders, count};
  }

 private:
  /// The sender's keys by its own signature; the relay's word for them is not enough.
  DeviceKeys keys_of(const std::string& user, const std::string& device) {
    const std::string label = peer_label(user, device);
    if (const auto known = home_.device().keys_of(label)) return *known;
    for (const DirectoryEntry& entry : devices_of(link_, user)) {
      if (entry.device == device) return entry.bundle.keys();
    }
    throw Failure(ExitCode::refused, fmt::format("{} is no device of its user", printable(device)));
  }

  std::optional<Shown> open(const Json& delivery) {
    const std::string id = delivery.at("delivery_id").get<std::string>();
    const Json& sender = delivery.at("sender");
    Shown shown{
        sender.at("user_id").get<std::string>(), sender.at("device_id").get<std::string>(), {}, {}};
    const Bytes envelope =
        from_base64(delivery.at("envelope").get<std::string>(), "relay: envelope");
    const DeviceKeys keys = keys_of(shown.user, shown.device);
    ReceiveOptions options;
    options.delivery_id = id;
    const std::string label = peer_label(shown.user, shown.device);
    const Result<Received> received =
        home_.retry([&](Device& d) { return d.receive(label, keys, envelope, options); });
    if (!received) {
      if (exit_code_of(received.error()) == ExitCode::failed) fail_with(received.error(), id);
      shown.problem = std::string(error_name(received.error()));
      return shown;
    }
    // A run that was killed after it had shown this one.
    if (received->delivery == Delivery::done) return std::nullopt;
    shown.text = std::string(as_text(received->plaintext.reveal()));
    return shown;
  }

  void settle(const std::string& id) {
    take(home_.retry([&](Device& d) { return d.acknowledge(id, false); }), home_.state());
  }

  RelayLink& link_;
  Home& home_;
  bool json_;
};

}  // namespace

ExitCode relay_send(const RelayOptions& options) {
  RelayLink link(options.home);
  const SecretBytes plaintext = message_of(options);
  Home home = open_home(link, options.home);
  const std::string user = find_user(link, options.to);
  const std::string id = Outgoing(link, home, random_id()).send(user, plaintext.reveal());
  Report report("relay send");
  report.fact("to", "to", user);
  report.fact("message_id", "message", id);
  report.print_to(options.json, false);
  return ExitCode::ok;
}

ExitCode relay_receive(const RelayOptions& options) {
  RelayLink link(options.home);
  Home home = open_home(link, options.home);
  const auto [senders, count] = Inbox(link, home, options.json).empty(options.wait);
  if (count == 0 && !options.json) print("nothing waits\n");
  if (options.reply.empty()) return ExitCode::ok;
  for (const std::string& user : senders) {
    // From another device of ours: nobody waits for an answer.
    if (user == link.account().user) continue;
    const std::string id = Outgoing(link, home, random_id()).send(user, as_bytes(options.reply));
    if (!options.json) print(fmt::format("answered {}: {}\n", user, id));
  }
  return ExitCode::ok;
}

}  // namespace smx::cli
