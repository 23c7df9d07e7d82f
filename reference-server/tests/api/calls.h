#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "api/request.h"
#include "api/route_table.h"
#include "tests/support/population.h"

namespace smx::relay::api {

/// Calls handlers as the router does, without tokens and limits: who may call what is the router's
/// and has its tests there.
class Calls {
 public:
  Calls(test::TemporaryDatabase& database, std::vector<Route> routes) : database_(database) {
    for (Route& route : routes) table_.add(std::move(route));
  }

  Response operator()(const Caller& caller, Request request) {
    auto match = table_.match(request.method, request.path);
    if (match.route == nullptr) throw std::logic_error("no such route: " + request.path);
    const auto outcome = test::call(database_, [&](Context& context) {
      return match.route->handler(context, &caller, request, match.values);
    });
    return outcome ? *outcome : response_of(outcome.error());
  }
  Response operator()(const Caller& caller, Method method, std::string path,
                      const nlohmann::json& body = nullptr) {
    Request request;
    request.method = method;
    const std::size_t query = path.find('?');
    if (query != std::string::npos) {
      std::string parameters = path.substr(query + 1) + "&";
      for (std::size_t end = 0; !parameters.empty(); parameters.erase(0, end + 1)) {
        end = parameters.find('&');
        const std::size_t equals = parameters.find('=');
        request.query[parameters.substr(0, equals)] =
            parameters.substr(equals + 1, end - equals - 1);
      }
    }
    request.path = path.substr(0, query);
    if (!body.is_null()) request.body = body.is_string() ? body.get<std::string>() : body.dump();
    return (*this)(caller, std::move(request));
  }
  [[nodiscard]] Access access(Method method, std::string_view path) const {
    return table_.match(method, path).route->access;
  }

 private:
  test::TemporaryDatabase& database_;
  RouteTable table_;
};

/// The code of a refusal; "" of what is none.
inline std::string code_of(const Response& response) {
  const auto error = response.body.find("error");
  return error == response.body.end() ? "" : error->at("code").get<std::string>();
}

/// "field reason" of a malformed request.
inline std::string fault_of(const Response& response) {
  if (code_of(response) != "malformed_request") return code_of(response);
  const auto& detail = response.body.at("error").at("detail");
  return detail.value("field", "") + " " + detail.value("reason", "");
}

}  // namespace smx::relay::api
