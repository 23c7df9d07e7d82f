#include "server/planted_leak.h"

#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

#include "api/base64.h"
#include "store/database.h"

namespace smx::relay::server {
namespace {

struct Leak {
  std::string place;
  std::string hex;
  std::vector<std::uint8_t> bytes;  ///< the leak into memory is that they stay here
};

Leak read_leak() {
  Leak leak;
  char* const value = std::getenv("SMX_RELAY_PLANTED_LEAK");
  const std::string text = value == nullptr ? "" : value;
  // What is found in memory shall be what was leaked, not the environment.
  if (value != nullptr) std::memset(value, 'x', text.size());
  const std::size_t colon = text.find(':');
  if (colon != std::string::npos) {
    leak.place = text.substr(0, colon);
    leak.hex = text.substr(colon + 1);
  }
  if (leak.place != "log") {
    for (std::size_t i = 0; i + 1 < leak.hex.size(); i += 2) {
      leak.bytes.push_back(
          static_cast<std::uint8_t>(std::stoi(leak.hex.substr(i, 2), nullptr, 16)));
    }
    leak.hex.clear();
  }
  unsetenv("SMX_RELAY_PLANTED_LEAK");
  return leak;
}

const Leak& leak() {
  static const Leak kLeak = read_leak();
  return kLeak;
}

// Before main: the settings know no such variable, and refuse what they do not know.
[[maybe_unused]] const bool kTaken = !leak().place.empty();

void leak_into(Context& context, api::Response& response) {
  if (leak().place == "store") {
    context.transaction.prepare("CREATE TABLE IF NOT EXISTS planted (leak BLOB)").run();
    context.transaction.prepare("INSERT INTO planted (leak) VALUES (?)")
        .bind_blob(leak().bytes)
        .run();
  } else if (leak().place == "log") {
    fmt::print(stderr, "planted {}\n", leak().hex);
  } else if (leak().place == "wire" && response.body.is_object()) {
    response.body["planted"] = api::encode_base64(leak().bytes);
  }
}

}  // namespace

std::vector<api::Route> with_planted_leak(std::vector<api::Route> routes) {
  for (api::Route& route : routes) {
    route.handler = [inner = std::move(route.handler)](
                        Context& context, const Caller* caller, const api::Request& request,
                        const api::PathValues& values) -> Outcome<api::Response> {
      Outcome<api::Response> outcome = inner(context, caller, request, values);
      if (outcome) leak_into(context, *outcome);
      return outcome;
    };
  }
  return routes;
}

}  // namespace smx::relay::server
