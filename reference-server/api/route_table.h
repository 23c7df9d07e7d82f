#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "api/request.h"

namespace smx::relay::api {

/// "GET", "POST", ...; static storage.
[[nodiscard]] std::string_view method_name(Method method) noexcept;

/// Routes by method and pattern. A literal segment goes before one in braces: "/v1/devices/self"
/// before "/v1/devices/{device_id}".
class RouteTable {
 public:
  /// Throws std::logic_error when the method and the pattern (names in braces aside) are taken.
  void add(Route route);

  struct Match {
    const Route* route = nullptr;
    PathValues values;
    /// When the path is known but not under this method: the methods that it is known under.
    std::vector<Method> allowed;
  };
  [[nodiscard]] Match match(Method method, std::string_view path) const;

  [[nodiscard]] const std::deque<Route>& routes() const noexcept { return routes_; }

 private:
  struct Shape {
    std::vector<std::string_view> segments;  // of the pattern, whose text is static
  };
  std::deque<Route> routes_;  // addresses stay
  std::vector<Shape> shapes_;
};

}  // namespace smx::relay::api
