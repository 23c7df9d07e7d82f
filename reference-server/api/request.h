#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "relay/context.h"
#include "relay/refusal.h"

namespace smx::relay::api {

enum class Method : std::uint8_t { get, post, put, patch, remove };

/// A request as the relay's operations see it: no socket, no HTTP library.
struct Request {
  Method method = Method::get;
  /// Without the query; percent-decoding is done.
  std::string path;
  std::map<std::string, std::string, std::less<>> query;
  /// Lower-case names; only those that a route has a use for.
  std::map<std::string, std::string, std::less<>> headers;
  std::string body;
  /// Instead of `body`, of what came as a part of a stream's frame: the frame is read as a whole,
  /// as strictly.
  std::shared_ptr<const nlohmann::json> json;
  /// Text of the client's address, for limits and the log.
  std::string address;
};

struct Response {
  int status = 200;
  nlohmann::json body = nlohmann::json::object();
  /// Instead of `body` when it is not empty.
  std::string octets;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
};

[[nodiscard]] Response response_of(const Refusal& refusal);

/// What a pattern like "/v1/devices/{device_id}" bound.
using PathValues = std::map<std::string, std::string, std::less<>>;

/// Who may call a route. The router checks it in the handler's own transaction, before it runs.
enum class Access : std::uint8_t {
  anyone,
  device,          // an active device
  pending_device,  // a device that waits for approval may, too
  administrator,   // an active device of an administrator
};

/// `caller` is null only for Access::anyone.
using Handler = std::function<Outcome<Response>(Context&, const Caller* caller, const Request&,
                                                const PathValues&)>;

struct Route {
  Method method;
  std::string_view pattern;
  Access access;
  Handler handler;
};

}  // namespace smx::relay::api
