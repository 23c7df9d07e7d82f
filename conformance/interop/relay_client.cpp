#include "relay_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace smx::interop {

using namespace conformance;

std::string RelayAnswer::code() const {
  if (!body.is_object() || !body.contains("error")) return {};
  return body.at("error").value("code", std::string());
}

RelayClient::RelayClient(TlsPeer peer, ClientTimes times, Transcript& transcript, std::string who)
    : peer_(peer),
      times_(times),
      transcript_(transcript),
      who_(std::move(who)),
      https_(std::move(peer), times.timeout) {}

void wait_as_told(const RelayAnswer& limited, const Deadline& deadline) {
  double seconds = 1;
  const Json& error = limited.body.at("error");
  if (error.contains("detail") && error["detail"].is_object()) {
    seconds = error["detail"].value("retry_after", 1.0);
  }
  const auto pause = std::chrono::milliseconds(
      std::max<std::int64_t>(20, static_cast<std::int64_t>(seconds * 1000)));
  if (pause.count() > deadline.left(std::chrono::hours(1))) {
    throw LinkFault(fmt::format("the relay's limit asks for {} s of waiting", seconds));
  }
  std::this_thread::sleep_for(pause);
}

RelayAnswer RelayClient::once(const std::string& method, const std::string& target,
                              const Json& body, std::chrono::milliseconds extra) {
  HttpRequest request{method, target, {}, {}};
  if (!access_token_.empty()) request.headers["authorization"] = "Bearer " + access_token_;
  if (!body.is_null()) {
    request.headers["content-type"] = "application/json";
    request.body = body.dump();
  }
  transcript_.add(who_, "relay", "request",
                  {{"method", method}, {"target", target}, {"body", without_tokens(body)}});
  const HttpResponse response = https_.ask(request, extra);
  RelayAnswer answer{response.status, nullptr};
  if (!response.body.empty()) {
    try {
      answer.body = parse_strict(response.body);
    } catch (const JsonError& error) {
      throw LinkFault(
          fmt::format("{} {}: the answer is not JSON: {}", method, target, error.what()));
    }
  }
  transcript_.add(who_, "relay", "reply",
                  {{"status", answer.status}, {"body", without_tokens(answer.body)}});
  return answer;
}

RelayAnswer RelayClient::ask(const std::string& method, const std::string& target, const Json& body,
                             std::chrono::milliseconds extra) {
  const Deadline deadline(times_.patience);
  bool refreshed = false;
  while (true) {
    RelayAnswer answer = once(method, target, body, extra);
    if (answer.code() == "rate_limited") {
      wait_as_told(answer, deadline);
    } else if (answer.code() == "token_expired" && !refreshed && refresh()) {
      refreshed = true;
    } else {
      return answer;
    }
  }
}

bool RelayClient::refresh() {
  if (refresh_token_.empty()) return false;
  access_token_.clear();
  const RelayAnswer answer =
      once("POST", "/v1/auth/refresh", {{"refresh_token", refresh_token_}}, {});
  if (!answer.ok()) return false;
  set_tokens(answer.body);
  return true;
}

Json RelayClient::demand(const std::string& method, const std::string& target, const Json& body) {
  RelayAnswer answer = ask(method, target, body);
  if (!answer.ok()) {
    throw LinkFault(fmt::format("{}: {} {}: status {} {}", who_, method, target, answer.status,
                                answer.body.dump()));
  }
  return std::move(answer.body);
}

void RelayClient::set_tokens(const Json& answer) {
  access_token_ = answer.at("access_token").get<std::string>();
  refresh_token_ = answer.at("refresh_token").get<std::string>();
}

}  // namespace smx::interop
