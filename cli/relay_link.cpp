#include "relay_link.h"

#include <fmt/format.h>

#include <ctime>
#include <vector>

#include "failure.h"
#include "output_file.h"
#include "text.h"

namespace smx::cli {
namespace {

using Json = nlohmann::json;

constexpr std::chrono::milliseconds kTimeout{20'000};
/// A token that is over in this many seconds is renewed before it is used once more.
constexpr std::int64_t kMargin = 30;
constexpr std::size_t kMaxGivenUp = 100;

interop::TlsPeer peer_of(const RelayPlace& place) {
  interop::TlsPeer peer;
  peer.host = place.host;
  peer.port = place.port;
  peer.ca_file = place.ca_file;
  return peer;
}

/// Without it no certificate can be believed; OpenSSL's words for that name no reason.
void require_ca_file(const RelayPlace& place) {
  if (file_exists(place.ca_file)) return;
  bad_input(printable(place.ca_file),
            place.codes_file.empty()
                ? "is not there: whom to trust for the relay"
                : "is not there: the development relay that made it has ended, and its accounts "
                  "with it");
}

}  // namespace

std::string RelayAnswer::problem() const {
  if (!body.is_object() || !body.contains("error") || !body["error"].is_object()) return {};
  const Json& code = body["error"].value("code", Json());
  return code.is_string() ? code.get<std::string>() : std::string();
}

std::string RelayAnswer::reason() const {
  const std::string name = problem();
  if (name.empty()) return fmt::format("status {}", status);
  std::string line = printable(name);
  const Json& error = body["error"];
  if (error.contains("message") && error["message"].is_string()) {
    line += fmt::format(" ({})", printable(error["message"].get<std::string>()));
  }
  const Json detail = error.value("detail", Json());
  if (!detail.is_object()) return line;
  if (detail.contains("field") && detail["field"].is_string()) {
    line += fmt::format("; field {}", printable(detail["field"].get<std::string>()));
    if (detail.contains("reason") && detail["reason"].is_string()) {
      line += fmt::format(": {}", printable(detail["reason"].get<std::string>()));
    }
  }
  if (detail.contains("retry_after") && detail["retry_after"].is_number_integer()) {
    line += fmt::format("; try again in {} s", detail["retry_after"].get<std::int64_t>());
  }
  return line;
}

void fail_with(const RelayAnswer& answer, const std::string& what, std::string_view after) {
  throw Failure(answer.status >= 500 ? ExitCode::failed : ExitCode::refused,
                fmt::format("{}: the relay says {}{}", what, answer.reason(), after));
}

void take_tokens(RelayAccount& account, const Json& answer) {
  account.access_token = answer.at("access_token").get<std::string>();
  account.access_token_expires_at = answer.at("access_token_expires_at").get<std::int64_t>();
  account.refresh_token = answer.at("refresh_token").get<std::string>();
}

RelayLink::RelayLink(const RelayPlace& place) : client_(peer_of(place), kTimeout) {
  account_.place = place;
}

RelayLink::RelayLink(const std::string& directory)
    : account_(read_account(directory)),
      directory_(directory),
      client_(peer_of(account_.place), kTimeout) {}

RelayAnswer RelayLink::exchange(const std::string& method, const std::string& target,
                                const Json& body, std::chrono::seconds wait) {
  interop::HttpRequest request;
  request.method = method;
  request.target = target;
  if (!body.is_null()) {
    request.headers["content-type"] = "application/json";
    request.body = body.dump();
  }
  if (!account_.access_token.empty()) {
    request.headers["authorization"] = "Bearer " + account_.access_token;
  }
  require_ca_file(account_.place);
  try {
    const interop::HttpResponse response = client_.ask(request, wait);
    RelayAnswer answer{response.status, Json()};
    if (!response.body.empty()) answer.body = Json::parse(response.body, nullptr, false);
    if (answer.body.is_discarded()) {
      throw Failure(ExitCode::failed,
                    fmt::format("{} {}: the relay's answer is no JSON", method, printable(target)));
    }
    return answer;
  } catch (const interop::LinkFault& fault) {
    const std::string line = fmt::format("relay {}: {}", url_of(account_.place), fault.what());
    // OpenSSL's words for a certificate that nobody vouches for, or that is another host's.
    const bool untrusted = line.find("certificate verify failed") != std::string::npos;
    throw Failure(ExitCode::failed,
                  untrusted ? fmt::format("{}: {} does not vouch for whoever answers there", line,
                                          printable(account_.place.ca_file))
                            : line);
  }
}

void RelayLink::renew() {
  const std::string refresh_token = account_.refresh_token;
  account_.access_token.clear();
  const RelayAnswer answer = exchange("POST", "/v1/auth/refresh",
                                      {{"refresh_token", refresh_token}}, std::chrono::seconds(0));
  if (!answer.ok()) fail_with(answer, "renewing the session (come back with smx relay join)");
  take_tokens(account_, answer.body);
  write_account(directory_, account_);
}

void RelayLink::note_signed_prekey(const std::string& key_id) {
  account_.signed_prekey = key_id;
  write_account(directory_, account_);
}

void RelayLink::note_given_up(const std::string& key) {
  std::vector<std::string>& keys = account_.given_up;
  keys.push_back(key);
  if (keys.size() > kMaxGivenUp) keys.erase(keys.begin());
  write_account(directory_, account_);
}

RelayAnswer RelayLink::ask(const std::string& method, const std::string& target, const Json& body,
                           std::chrono::seconds wait) {
  const bool has_session = !directory_.empty();
  if (has_session && account_.access_token_expires_at <= std::time(nullptr) + kMargin) renew();
  RelayAnswer answer = exchange(method, target, body, wait);
  // This machine's clock need not be the relay's.
  if (has_session && answer.problem() == "token_expired") {
    renew();
    answer = exchange(method, target, body, wait);
  }
  return answer;
}

Json RelayLink::demand(const std::string& what, const std::string& method,
                       const std::string& target, const Json& body, std::chrono::seconds wait) {
  RelayAnswer answer = ask(method, target, body, wait);
  if (!answer.ok()) fail_with(answer, what);
  return std::move(answer.body);
}

}  // namespace smx::cli
