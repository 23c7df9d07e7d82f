#include "relay_account.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "failure.h"
#include "input.h"
#include "output_file.h"
#include "text.h"

namespace smx::cli {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

constexpr std::size_t kMaxAccountSize = 64 * 1024;
/// Of a development relay that has run for long.
constexpr std::size_t kMaxRelayOutput = 16 << 20;

Json json_of(std::string_view text, const std::string& path) {
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) bad_input(printable(path), "is not a JSON object");
  return json;
}

std::string text_of(const Json& json, const std::string& path, const char* member) {
  const auto found = json.find(member);
  if (found == json.end() || !found->is_string()) {
    bad_input(printable(path), fmt::format("{}: a text is missing here", member));
  }
  return found->get<std::string>();
}

RelayPlace place_in(const Json& json, const std::string& path) {
  const std::string url = text_of(json, path, "url");
  RelayPlace place = relay_place(printable(path) + ": url", url, text_of(json, path, "ca_file"));
  place.codes_file = text_of(json, path, "codes_file");
  return place;
}

std::string account_path(const std::string& directory) { return directory + "/account.json"; }

}  // namespace

RelayPlace relay_place(const std::string& source, const std::string& url,
                       const std::string& ca_file) {
  constexpr std::string_view scheme = "https://";
  RelayPlace place;
  place.ca_file = absolute_path(ca_file);
  const std::size_t colon = url.rfind(':');
  if (!url.starts_with(scheme) || colon == std::string::npos || colon <= scheme.size()) {
    bad_input(source,
              fmt::format("{} is not of the form https://relay.example:8443", printable(url)));
  }
  place.host = url.substr(scheme.size(), colon - scheme.size());
  if (place.host.starts_with('[') && place.host.ends_with(']')) {
    place.host = place.host.substr(1, place.host.size() - 2);
  }
  const char* end = url.data() + url.size();
  const auto [stop, error] = std::from_chars(url.data() + colon + 1, end, place.port);
  if (error != std::errc{} || stop != end || place.port == 0) {
    bad_input(source, fmt::format("{} names no port from 1 to 65535", printable(url)));
  }
  return place;
}

std::string url_of(const RelayPlace& place) {
  const bool colons = place.host.find(':') != std::string::npos;
  return colons ? fmt::format("https://[{}]:{}", place.host, place.port)
                : fmt::format("https://{}:{}", place.host, place.port);
}

RelayPlace read_relay_info(const std::string& path) {
  if (!file_exists(path)) {
    bad_input(printable(path),
              "is not there; start a relay with: smx-relay --dev > relay.json, "
              "or give --url and --ca");
  }
  const Input input = read_file(path, kMaxRelayOutput);
  if (input.bytes.empty()) {
    bad_input(printable(path), "is empty: the relay has not started, its own lines say why");
  }
  // The codes for telephones are in the lines after it.
  const std::string_view text = as_text(input.bytes);
  const Json json = json_of(text.substr(0, text.find('\n')), path);
  return place_in(json, path);
}

std::string account_directory(const std::string& given) {
  if (!given.empty()) return given;
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home == '\0') bad_input("--home", "HOME is not set: name the directory");
  return std::string(home) + "/.local/share/smx/relay";
}

void make_account_directory(const std::string& directory, bool with_parents) {
  if (with_parents) {
    std::error_code error;
    fs::create_directories(fs::path(directory).parent_path(), error);
    if (error) cannot_write(printable(directory), error.value());
  }
  if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
    cannot_write(printable(directory), errno);
  }
}

HomeOptions home_in(const std::string& directory) {
  HomeOptions home;
  home.state = directory + "/device.db";
  return home;
}

bool has_account(const std::string& directory) { return file_exists(account_path(directory)); }

RelayAccount read_account(const std::string& directory) {
  const std::string path = account_path(directory);
  if (!file_exists(path)) {
    bad_input(printable(directory),
              "holds no account of a relay: make one with smx relay found or smx relay join");
  }
  const Input input = read_file(path, kMaxAccountSize);
  const Json json = json_of(as_text(input.bytes), path);
  RelayAccount account;
  account.place = place_in(json, path);
  account.phone = text_of(json, path, "phone");
  account.organisation = text_of(json, path, "organisation_id");
  account.user = text_of(json, path, "user_id");
  account.device = text_of(json, path, "device_id");
  account.role = text_of(json, path, "role");
  account.access_token = text_of(json, path, "access_token");
  account.refresh_token = text_of(json, path, "refresh_token");
  account.signed_prekey = json.value("signed_prekey", "");
  account.given_up = json.value("given_up", std::vector<std::string>());
  account.access_token_expires_at = json.value("access_token_expires_at", std::int64_t{0});
  return account;
}

void write_account(const std::string& directory, const RelayAccount& account) {
  const Json json = {
      {"url", url_of(account.place)},
      {"ca_file", account.place.ca_file},
      {"codes_file", account.place.codes_file},
      {"phone", account.phone},
      {"organisation_id", account.organisation},
      {"user_id", account.user},
      {"device_id", account.device},
      {"role", account.role},
      {"access_token", account.access_token},
      {"access_token_expires_at", account.access_token_expires_at},
      {"refresh_token", account.refresh_token},
      {"signed_prekey", account.signed_prekey},
      {"given_up", account.given_up},
  };
  const std::string path = account_path(directory);
  replace_file({.path = path, .part = path + ".part", .mode = 0600}, as_bytes(json.dump(2) + "\n"));
}

}  // namespace smx::cli
