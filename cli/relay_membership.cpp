#include "relay_membership.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <iostream>

#include "device_report.h"
#include "digest.h"
#include "failure.h"
#include "input.h"
#include "output_file.h"
#include "relay_directory.h"
#include "relay_link.h"
#include "terminal.h"
#include "text.h"

namespace smx::cli {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kOneTimePrekeys = 100;
constexpr std::size_t kMaxCodesSize = 4 << 20;

RelayPlace place_of(const RelayOptions& options) {
  if (!options.url.empty()) {
    if (options.ca.empty()) bad_input("--ca", "is needed with --url: whom to trust");
    return relay_place(options.url, options.ca);
  }
  return read_relay_info(options.relay);
}

/// The last code that a development relay wrote for this telephone; empty without one.
std::string code_in_file(const std::string& path, const std::string& phone) {
  if (path.empty() || !file_exists(path)) return {};
  const Input input = read_file(path, kMaxCodesSize);
  std::string code;
  std::string_view rest = as_text(input.bytes);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const Json line = Json::parse(rest.substr(0, end), nullptr, false);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.is_object() && line.value("phone", "") == phone) code = line.value("code", "");
  }
  return code;
}

std::string ask_for_code(const RelayOptions& options, const RelayPlace& place) {
  if (!options.code.empty()) return options.code;
  std::string code = code_in_file(place.codes_file, options.phone);
  if (!code.empty()) return code;
  fmt::print(stderr, "the code that was sent to {}: ", printable(options.phone));
  if (!std::getline(std::cin, code)) bad_input("--code", "no code on standard input");
  return code;
}

void make_directory(const std::string& path) {
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) cannot_write(path, errno);
}

/// The device of this directory, made when there is none: a run that was killed can be repeated.
Home home_of(const std::string& directory) {
  make_directory(directory);
  const HomeOptions home = home_in(directory);
  if (file_exists(home.state)) return Home::open(home);
  return Home::create(home, {.now = {}, .one_time_prekeys = kOneTimePrekeys});
}

void publish_one_time_prekeys(RelayLink& link, const Device& device) {
  Json prekeys = Json::array();
  for (const OneTimePrekey& prekey : device.one_time_prekeys()) {
    prekeys.push_back(one_time_prekey_json(prekey));
  }
  if (prekeys.empty()) return;
  link.demand("POST", "/v1/keys/one-time-prekeys", {{"one_time_prekeys", prekeys}});
}

/// Code, registration, prekeys; the account is written before the prekeys, so that a run that was
/// killed leaves an account that works.
RelayAccount register_device(const RelayOptions& options, RelayLink& open, Home& home,
                             std::string& status) {
  const std::string code = ask_for_code(options, open.account().place);
  const Json answer = open.demand(
      "POST", "/v1/auth/verify",
      {{"phone", options.phone},
       {"code", code},
       {"device", {{"class", "linux"}, {"bundle", bundle_json(home.device().bundle())}}}});
  RelayAccount account = open.account();
  account.phone = options.phone;
  account.organisation = answer.at("organisation_id").get<std::string>();
  account.user = answer.at("user_id").get<std::string>();
  account.device = answer.at("device_id").get<std::string>();
  account.role = answer.at("role").get<std::string>();
  status = answer.at("device_status").get<std::string>();
  take_tokens(account, answer);
  write_account(options.home, account);
  RelayLink link(options.home);
  publish_one_time_prekeys(link, home.device());
  return account;
}

void print_account(const std::string& command, const RelayAccount& account,
                   const std::string& status, const DeviceKeys& keys, bool json) {
  Report report(command);
  report.fact("organisation_id", "organisation", account.organisation);
  report.fact("user_id", "user", account.user);
  report.fact("device_id", "device", account.device);
  report.fact("role", "role", account.role);
  report.fact("device_status", "status", status);
  report.fact("fingerprint", "fingerprint", fingerprint(keys));
  if (status == "pending") {
    report.line("an administrator has to approve this device: smx relay approve");
  }
  report.print_to(json, false);
}

void refuse_second_account(const RelayOptions& options) {
  if (!has_account(options.home)) return;
  bad_input(printable(options.home), "holds an account of a relay already");
}

void invite_one(RelayLink& link, const std::string& phone, const std::string& role) {
  link.demand("POST", "/v1/members/invitations", {{"phone", phone}, {"role", role}});
}

}  // namespace

ExitCode relay_found(const RelayOptions& options) {
  refuse_second_account(options);
  RelayLink open(place_of(options));
  Home home = home_of(options.home);
  open.demand("POST", "/v1/organisations", {{"name", options.name}, {"phone", options.phone}});
  std::string status;
  const RelayAccount account = register_device(options, open, home, status);
  RelayLink link(options.home);
  for (const std::string& phone : options.invite) invite_one(link, phone, "member");
  print_account("relay found", account, status, home.device().keys(), options.json);
  return ExitCode::ok;
}

ExitCode relay_join(const RelayOptions& options) {
  RelayLink open(place_of(options));
  Home home = home_of(options.home);
  open.demand("POST", "/v1/auth/code", {{"phone", options.phone}});
  std::string status;
  const RelayAccount account = register_device(options, open, home, status);
  print_account("relay join", account, status, home.device().keys(), options.json);
  return ExitCode::ok;
}

ExitCode relay_invite(const RelayOptions& options) {
  RelayLink link(options.home);
  Report report("relay invite");
  Json phones = Json::array();
  for (const std::string& phone : options.invite) {
    invite_one(link, phone, options.role);
    phones.push_back(phone);
    report.line(fmt::format("invited {}", printable(phone)));
  }
  report.member("invited", phones);
  report.print_to(options.json, false);
  return ExitCode::ok;
}

ExitCode relay_approve(const RelayOptions& options) {
  RelayLink link(options.home);
  std::vector<std::string> devices;
  if (options.device.empty()) {
    for (const Json& device : link.demand("GET", "/v1/devices?status=pending").at("devices")) {
      devices.push_back(device.at("device_id").get<std::string>());
    }
  } else {
    devices.push_back(options.device);
  }
  Report report("relay approve");
  Json approved = Json::array();
  for (const std::string& device : devices) {
    const Json answer =
        link.demand("POST", fmt::format("/v1/devices/{}/approve", device), Json::object());
    approved.push_back(device);
    report.line(fmt::format("approved {} of {}", printable(device),
                            printable(answer.value("user_id", "an unnamed user"))));
  }
  if (devices.empty()) report.line("no device waits for approval");
  report.member("approved", approved);
  report.print_to(options.json, false);
  return ExitCode::ok;
}

ExitCode relay_members(const RelayOptions& options) {
  RelayLink link(options.home);
  const Json members = link.demand("GET", "/v1/members").at("members");
  Report report("relay members");
  for (const Json& member : members) {
    report.line(fmt::format("{}  {}  {}", member.value("user_id", ""), member.value("role", ""),
                            printable(member.value("phone", ""))));
  }
  report.member("members", members);
  report.print_to(options.json, false);
  return ExitCode::ok;
}

}  // namespace smx::cli
