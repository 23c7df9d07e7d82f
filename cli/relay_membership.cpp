#include "relay_membership.h"

#include <fmt/format.h>

#include <ctime>
#include <map>

#include "device_report.h"
#include "digest.h"
#include "failure.h"
#include "output_file.h"
#include "relay_code.h"
#include "relay_directory.h"
#include "relay_link.h"
#include "relay_prekeys.h"
#include "text.h"

namespace smx::cli {
namespace {

using Json = nlohmann::json;

RelayPlace place_of(const RelayOptions& options) {
  if (!options.url.empty()) {
    if (options.ca.empty()) bad_input("--ca", "is needed with --url: whom to trust");
    return relay_place("--url", options.url, options.ca);
  }
  return read_relay_info(options.relay);
}

/// The device of this directory, made when there is none: a run that was killed can be repeated.
Home home_of(const RelayOptions& options) {
  const std::string directory = account_directory(options.home);
  make_account_directory(directory, options.home.empty());
  const HomeOptions home = home_in(directory);
  if (file_exists(home.state)) return Home::open(home);
  return Home::create(home, {.now = static_cast<std::uint64_t>(std::time(nullptr)),
                             .one_time_prekeys = kOneTimePrekeys});
}

/// Code, registration, prekeys; the account is written before the prekeys, so that a run that was
/// killed leaves an account that works.
RelayAccount register_device(const RelayOptions& options, RelayLink& open, const CodeSource& codes,
                             Home& home, std::string& status) {
  const Json answer = open.demand(
      fmt::format("the code for {}", printable(options.phone)), "POST", "/v1/auth/verify",
      {{"phone", options.phone},
       {"code", codes.take()},
       {"device", {{"class", "linux"}, {"bundle", bundle_json(home.device().bundle())}}}});
  RelayAccount account = open.account();
  account.phone = options.phone;
  account.organisation = answer.at("organisation_id").get<std::string>();
  account.user = answer.at("user_id").get<std::string>();
  account.device = answer.at("device_id").get<std::string>();
  account.role = answer.at("role").get<std::string>();
  status = answer.at("device_status").get<std::string>();
  take_tokens(account, answer);
  const std::string directory = account_directory(options.home);
  const bool came_back = has_account(directory);
  if (came_back) account.given_up = read_account(directory).given_up;
  write_account(directory, account);
  RelayLink link(directory);
  note_signed_prekey(link, home);
  publish_prekeys(link, home, came_back);
  return account;
}

Report report_of(const std::string& command, const RelayAccount& account, const std::string& status,
                 const DeviceKeys& keys) {
  Report report(command);
  report.member("relay", url_of(account.place));
  report.fact("organisation_id", "organisation", account.organisation);
  report.fact("user_id", "user", account.user);
  report.fact("device_id", "device", account.device);
  report.fact("role", "role", account.role);
  report.fact("device_status", "status", status);
  report.fact("fingerprint", "fingerprint", fingerprint(keys));
  return report;
}

void refuse_second_account(const RelayOptions& options) {
  const std::string directory = account_directory(options.home);
  if (!has_account(directory)) return;
  bad_input(printable(directory),
            fmt::format("holds an account already, at {}: choose another --home",
                        url_of(read_account(directory).place)));
}

void invite_one(RelayLink& link, const RelayOptions& options, const std::string& phone) {
  Json body = {{"phone", phone}, {"role", options.role}};
  if (options.expires_in > 0) body["expires_in"] = options.expires_in;
  link.demand(fmt::format("inviting {}", printable(phone)), "POST", "/v1/members/invitations",
              body);
}

/// Telephone numbers by user, as administrators see them.
std::map<std::string, std::string> phones_of(RelayLink& link) {
  std::map<std::string, std::string> phones;
  for (const Json& member : link.demand("members", "GET", "/v1/members").at("members")) {
    phones[member.at("user_id").get<std::string>()] = member.value("phone", "");
  }
  return phones;
}

/// What the owner of a device sees as its fingerprint, by the device's own signature.
std::string fingerprint_of(RelayLink& link, const std::string& user, const std::string& device) {
  for (const DirectoryEntry& entry : devices_of(link, user)) {
    if (entry.device == device) return fingerprint(entry.bundle.keys());
  }
  throw Failure(ExitCode::failed,
                fmt::format("{}: the relay approved it and does not list it", printable(device)));
}

std::string device_line(const Json& device) {
  return fmt::format("    {}  {}  {}", printable(device.value("device_id", "")),
                     printable(device.value("device_status", "")),
                     printable(device.value("class", "")));
}

}  // namespace

ExitCode relay_found(const RelayOptions& options) {
  refuse_second_account(options);
  RelayLink open(place_of(options));
  Home home = home_of(options);
  const CodeSource codes(open.account().place, options.phone, options.code);
  // With a code at hand the relay has been asked before: it would send another, and void this one.
  if (options.code.empty()) {
    open.demand(fmt::format("founding {}", printable(options.name)), "POST", "/v1/organisations",
                {{"name", options.name}, {"phone", options.phone}});
  }
  std::string status;
  const RelayAccount account = register_device(options, open, codes, home, status);
  Report report = report_of("relay found", account, status, home.device().keys());
  RelayLink link(account_directory(options.home));
  // The relay names no one's organisation before it has seen the code.
  if (status == "pending") {
    throw Failure(
        ExitCode::refused,
        fmt::format("{} belongs to {} already: nothing was founded, and this device waits "
                    "for an administrator there",
                    printable(options.phone), printable(account.organisation)));
  }
  for (const std::string& phone : options.invite) {
    invite_one(link, options, phone);
    report.line(fmt::format("invited {}: they join with smx relay join", printable(phone)));
  }
  report.member("invited", options.invite);
  report.print_to(options.json, false);
  return ExitCode::ok;
}

ExitCode relay_join(const RelayOptions& options) {
  RelayLink open(place_of(options));
  Home home = home_of(options);
  const CodeSource codes(open.account().place, options.phone, options.code);
  if (options.code.empty()) {
    open.demand(fmt::format("a code for {}", printable(options.phone)), "POST", "/v1/auth/code",
                {{"phone", options.phone}});
  }
  std::string status;
  const RelayAccount account = register_device(options, open, codes, home, status);
  Report report = report_of("relay join", account, status, home.device().keys());
  if (status == "pending") {
    report.line("an administrator has to approve this device: smx relay approve");
  }
  report.print_to(options.json, false);
  return ExitCode::ok;
}

ExitCode relay_invite(const RelayOptions& options) {
  RelayLink link(account_directory(options.home));
  Report report("relay invite");
  for (const std::string& phone : options.invite) {
    invite_one(link, options, phone);
    report.line(fmt::format("invited {}: they join with smx relay join", printable(phone)));
  }
  report.member("invited", options.invite);
  report.print_to(options.json, false);
  return ExitCode::ok;
}

ExitCode relay_approve(const RelayOptions& options) {
  RelayLink link(account_directory(options.home));
  std::vector<std::string> devices;
  if (options.device.empty()) {
    const Json waiting = link.demand("waiting devices", "GET", "/v1/devices?status=pending");
    for (const Json& device : waiting.at("devices")) {
      devices.push_back(device.at("device_id").get<std::string>());
    }
  } else {
    devices.push_back(options.device);
  }
  Report report("relay approve");
  Json approved = Json::array();
  for (const std::string& device : devices) {
    const Json answer =
        link.demand(fmt::format("approving {}", printable(device)), "POST",
                    fmt::format("/v1/devices/{}/approve", in_path(device)), Json::object());
    const std::string user = answer.at("user_id").get<std::string>();
    // After the approval: before it, somebody new is no member yet.
    const auto phones = phones_of(link);
    const std::string print = fingerprint_of(link, user, device);
    const auto phone = phones.find(user);
    report.line(fmt::format(
        "approved {} of {}", printable(device),
        printable(phone == phones.end() || phone->second.empty() ? user : phone->second)));
    report.line(fmt::format("  its fingerprint: {}", print));
    approved.push_back({{"device_id", device}, {"user_id", user}, {"fingerprint", print}});
  }
  report.line(devices.empty() ? "no device waits for approval"
                              : "they see the same fingerprint, or it is not their device");
  report.member("approved", approved);
  report.print_to(options.json, false);
  return ExitCode::ok;
}

ExitCode relay_revoke(const RelayOptions& options) {
  RelayLink link(account_directory(options.home));
  link.demand(fmt::format("revoking {}", printable(options.device)), "POST",
              fmt::format("/v1/devices/{}/revoke", in_path(options.device)), Json::object());
  Report report("relay revoke");
  report.member("device_id", options.device);
  report.line(fmt::format("revoked {}: it can do nothing at the relay any more",
                          printable(options.device)));
  report.print_to(options.json, false);
  return ExitCode::ok;
}

ExitCode relay_members(const RelayOptions& options) {
  RelayLink link(account_directory(options.home));
  const Json members = link.demand("members", "GET", "/v1/members").at("members");
  const bool administrator = link.account().role == "administrator";
  const Json devices =
      administrator ? link.demand("devices", "GET", "/v1/devices").at("devices") : Json::array();
  Report report("relay members");
  for (const Json& member : members) {
    const std::string user = member.value("user_id", "");
    report.line(fmt::format("{}  {}  {}", printable(user), printable(member.value("role", "")),
                            printable(member.value("phone", ""))));
    for (const Json& device : devices) {
      if (device.value("user_id", "") == user) report.line(device_line(device));
    }
  }
  report.member("members", members);
  if (administrator) report.member("devices", devices);
  report.print_to(options.json, false);
  return ExitCode::ok;
}

}  // namespace smx::cli
