#pragma once

#include <functional>
#include <optional>

#include "api/gatekeeper.h"
#include "api/request.h"

namespace smx::relay::api {

/// The answer to a request, and what it was an answer to.
struct Served {
  Response response;
  /// The device that asked, where a token named one and the tables knew it.
  std::optional<Claims> claims;
  /// Null when no route matched; lives as long as the service.
  const Route* route = nullptr;
};

/// Something that answers requests. `done` is called once, at once or later and on any thread; it
/// must not wait.
class Service {
 public:
  using Done = std::function<void(Served&&)>;
  virtual ~Service() = default;
  virtual void dispatch(Request&& request, Done done) = 0;
};

}  // namespace smx::relay::api
