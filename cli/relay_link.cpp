#include "relay_link.h"

#include <fmt/format.h>

#include <ctime>

#include "failure.h"
#include "text.h"

namespace smx::cli {
namespace {

using Json = nlohmann::json;

constexpr std::chrono::milliseconds kTimeout{20'000};
/// A token that is over in this many seconds is renewed before it is used once more.
constexpr std::int64_t kMargin = 30;

interop::TlsPeer peer_of(const RelayPlace& place) {
  interop::TlsPeer peer;
  peer.host = place.host;
  peer.port = place.port;
  peer.ca_file = place.ca_file;
  return peer;
}

}  // namespace

std::string RelayAnswer::problem() const {
  if (!body.is_object() || !body.contains("error") || !body["error"].is_object()) return {};
  const Json& code = body["error"].value("code", Json());
  return code.is_string() ? code.get<std::string>() : std::string();
}

void fail_with(const RelayAnswer& answer, const std::string& what) {
  const std::string problem = answer.problem();
  std::string line =
      fmt::format("{}: the relay says {}", what,
                  problem.empty() ? fmt::format("status {}", answer.status) : printable(problem));
  if (!problem.empty() && answer.body["error"].contains("message") &&
      answer.body["error"]["message"].is_string()) {
    line += fmt::format(" ({})", printable(answer.body["error"]["message"].get<std::string>()));
  }
  throw Failure(answer.status >= 500 ? ExitCode::failed : ExitCode::refused, line);
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
    throw Failure(ExitCode::failed, fmt::format("relay: {}", fault.what()));
  }
}

void RelayLink::renew() {
  const std::string refresh_token = account_.refresh_token;
  account_.access_token.clear();
  const RelayAnswer answer = exchange("POST", "/v1/auth/refresh",
                                      {{"refresh_token", refresh_token}}, std::chrono::seconds(0));
  if (!answer.ok()) fail_with(answer, "renewing the session (join again with smx relay join)");
  take_tokens(account_, answer.body);
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

Json RelayLink::demand(const std::string& method, const std::string& target, const Json& body,
                       std::chrono::seconds wait) {
  RelayAnswer answer = ask(method, target, body, wait);
  if (!answer.ok()) fail_with(answer, fmt::format("{} {}", method, printable(target)));
  return std::move(answer.body);
}

}  // namespace smx::cli
