#include "relay_exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "device_report.h"
#include "digest.h"
#include "failure.h"
#include "input.h"
#include "relay_directory.h"
#include "relay_outbox.h"
#include "relay_prekeys.h"
#include "smx/limits.h"
#include "terminal.h"
#include "text.h"

namespace smx::cli {
namespace {

using Json = nlohmann::json;

/// Opens the device, and hands over what an earlier run could not.
Home open_home(RelayLink& link, const std::string& directory, Resumed& resumed) {
  Home home = Home::open(home_in(directory));
  resumed = resume_unsent(link, home);
  if (!resumed.handed_over.empty()) {
    warn(fmt::format("{} message(s) of an earlier run were handed over now",
                     resumed.handed_over.size()));
  }
  for (const std::string& reason : resumed.given_up) {
    warn(fmt::format("a message of an earlier run was NOT sent, write it again: {}", reason));
  }
  for (const std::string& reason : resumed.waiting) {
    warn(fmt::format("a message of an earlier run still waits: {}", reason));
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
  std::string message;
  Bytes text;
  /// Of a device that we hear from for the first time: nobody has compared it yet.
  std::string new_fingerprint;
  std::string problem;
};

/// Text as it is; anything else in base64, under another name.
void put_text(nlohmann::ordered_json& line, const Shown& shown) {
  try {
    const nlohmann::ordered_json text = as_text(shown.text);
    static_cast<void>(text.dump());
    line["text"] = text;
  } catch (const Json::exception&) {
    line["base64"] = to_base64(shown.text);
  }
}

/// Each line of the text as one line, so that none can pass for another message.
std::string in_lines(const Shown& shown) {
  std::string out = shown.user + ":";
  std::string_view rest = as_text(shown.text);
  if (rest.ends_with('\n')) rest.remove_suffix(1);
  while (true) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    out += fmt::format(" {}\n", printable(rest.substr(0, end)));
    if (end == rest.size()) return out;
    out += " ";
    rest.remove_prefix(end + 1);
  }
}

void show(const Shown& shown, bool json) {
  if (json) {
    nlohmann::ordered_json line = {{"command", "relay receive"},
                                   {"user_id", shown.user},
                                   {"device_id", shown.device},
                                   {"message_id", shown.message}};
    if (!shown.new_fingerprint.empty()) line["new_fingerprint"] = shown.new_fingerprint;
    if (shown.problem.empty()) {
      put_text(line, shown);
    } else {
      line["problem"] = shown.problem;
    }
    print(line.dump() + "\n");
    return;
  }
  const Style style(stdout);
  if (!shown.new_fingerprint.empty()) {
    print(style.faint(fmt::format("first message of {}, fingerprint {}", shown.device,
                                  shown.new_fingerprint)) +
          "\n");
  }
  print(shown.problem.empty()
            ? in_lines(shown)
            : fmt::format("{}: {} {}\n", shown.user, style.bad("cannot be read:"), shown.problem));
}

struct Emptied {
  /// Whose messages could be read.
  std::set<std::string> senders;
  std::size_t shown = 0;
  std::size_t unreadable = 0;
};

/// The inbox: deliveries in their order, each shown once, acknowledged once it was shown.
class Inbox {
 public:
  Inbox(RelayLink& link, Home& home, bool json) : link_(link), home_(home), json_(json) {}

  /// Shows all that waits. Throws Failure.
  Emptied empty(unsigned wait) {
    Emptied emptied;
    bool more = true;
    for (; more; wait = 0) {
      const Json answer = link_.demand("messages", "GET", fmt::format("/v1/messages?wait={}", wait),
                                       nullptr, std::chrono::seconds(wait));
      Json done = Json::array();
      for (const Json& delivery : answer.at("deliveries")) {
        done.push_back(delivery.at("delivery_id"));
        const std::optional<Shown> shown = open(delivery);
        if (!shown) continue;
        show(*shown, json_);
        ++(shown->problem.empty() ? emptied.shown : emptied.unreadable);
        if (shown->problem.empty()) emptied.senders.insert(shown->user);
      }
      if (done.empty()) break;
      flush_output();
      for (const Json& id : done) settle(id.get<std::string>());
      link_.demand("acknowledging", "POST", "/v1/messages/acknowledge", {{"delivery_ids", done}});
      more = answer.value("more", false);
    }
    return emptied;
  }

 private:
  /// The sender's keys by its own signature; the relay's word for them is not enough. Nothing when
  /// nobody vouches for it (any more).
  std::optional<DeviceKeys> keys_of(const std::string& user, const std::string& device) {
    if (const auto known = home_.device().keys_of(peer_label(user, device))) return known;
    return keys_of_device(link_, user, device);
  }

  std::optional<Shown> open(const Json& delivery) {
    const std::string id = delivery.at("delivery_id").get<std::string>();
    const Json& sender = delivery.at("sender");
    Shown shown;
    shown.user = in_path(sender.at("user_id").get<std::string>());
    shown.device = in_path(sender.at("device_id").get<std::string>());
    shown.message = in_path(delivery.at("message_id").get<std::string>());
    const Bytes envelope =
        from_base64(delivery.at("envelope").get<std::string>(), "relay: envelope");
    const std::string label = peer_label(shown.user, shown.device);
    const bool known = home_.device().keys_of(label).has_value();
    const std::optional<DeviceKeys> keys = keys_of(shown.user, shown.device);
    if (!keys) {
      shown.problem = "unknown_sender: no active device of this user vouches for it";
      return shown;
    }
    ReceiveOptions options;
    options.delivery_id = id;
    const Result<Received> received =
        home_.retry([&](Device& d) { return d.receive(label, *keys, envelope, options); });
    if (!received) {
      if (exit_code_of(received.error()) == ExitCode::failed) fail_with(received.error(), id);
      shown.problem =
          fmt::format("{}: {}", error_name(received.error()), error_description(received.error()));
      return shown;
    }
    // A run that was killed after it had shown this one.
    if (received->delivery == Delivery::done) return std::nullopt;
    if (!known) shown.new_fingerprint = fingerprint(*keys);
    const ByteView plaintext = received->plaintext.reveal();
    shown.text.assign(plaintext.begin(), plaintext.end());
    return shown;
  }

  void settle(const std::string& id) {
    take(home_.retry([&](Device& d) { return d.acknowledge(id, false); }), home_.state());
  }

  RelayLink& link_;
  Home& home_;
  bool json_;
};

/// People compare fingerprints when they write to a device for the first time.
void tell_first_contacts(Report& report, const std::vector<FirstContact>& contacts) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const FirstContact& contact : contacts) {
    const std::string print = fingerprint(contact.keys);
    report.line(fmt::format("first message to {}, fingerprint {}", contact.device, print));
    list.push_back({{"device_id", contact.device}, {"fingerprint", print}});
  }
  report.member("first_contacts", std::move(list));
}

}  // namespace

ExitCode relay_send(const RelayOptions& options) {
  if (!options.id.empty()) require_message_key(options.id);
  const std::string directory = account_directory(options.home);
  RelayLink link(directory);
  const SecretBytes plaintext = message_of(options);
  Resumed resumed;
  Home home = open_home(link, directory, resumed);
  const std::string user = find_user(link, options.to);
  const std::string key = options.id.empty() ? new_message_key() : options.id;
  Outgoing outgoing(link, home, key);
  Report report("relay send");
  report.fact("to", "to", user);
  report.member("id", key);
  if (!options.id.empty() && outgoing.sent_before(user)) {
    const auto message = resumed.handed_over.find(key);
    report.member("message_id", message == resumed.handed_over.end()
                                    ? nlohmann::ordered_json(nullptr)
                                    : nlohmann::ordered_json(message->second));
    report.member("repeated", true);
    report.line("this id was sent before: nothing new was sent");
    report.print_to(options.json, false);
    return ExitCode::ok;
  }
  const Handed handed = outgoing.send(user, plaintext.reveal());
  report.fact("message_id", "message", handed.message);
  report.fact("devices", "devices", std::to_string(handed.devices), handed.devices);
  report.member("repeated", handed.repeated);
  tell_first_contacts(report, handed.first_contacts);
  report.print_to(options.json, false);
  return ExitCode::ok;
}

ExitCode relay_receive(const RelayOptions& options) {
  const std::string directory = account_directory(options.home);
  RelayLink link(directory);
  Resumed resumed;
  Home home = open_home(link, directory, resumed);
  const Emptied emptied = Inbox(link, home, options.json).empty(options.wait);
  keep_up_prekeys(link, home);
  if (emptied.shown + emptied.unreadable == 0 && !options.json) print("nothing waits\n");
  if (!options.reply.empty()) {
    for (const std::string& user : emptied.senders) {
      // From another device of ours: nobody waits for an answer.
      if (user == link.account().user) continue;
      const Handed handed =
          Outgoing(link, home, new_message_key()).send(user, as_bytes(options.reply));
      if (options.json) {
        print(Json{{"command", "relay receive"}, {"answered", user}, {"message_id", handed.message}}
                  .dump() +
              "\n");
      } else {
        print(fmt::format("answered {}\n", user));
      }
    }
  }
  return emptied.unreadable > 0 ? ExitCode::refused : ExitCode::ok;
}

}  // namespace smx::cli
