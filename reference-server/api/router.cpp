#include "api/router.h"

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "log/event_table.h"

namespace smx::relay::api {
namespace {

using Ticks = std::chrono::steady_clock;

constexpr std::string_view kScheme = "Bearer ";

/// Whether the caller, as the tables know it, may call a route of this access.
Outcome<void> suffices(const Caller& caller, Access access) {
  if (caller.status == DeviceStatus::revoked) return refuse(Problem::unauthenticated);
  if (access == Access::pending_device) return {};
  if (caller.status != DeviceStatus::active) return refuse(Problem::device_pending);
  if (access == Access::administrator && caller.role != Role::administrator) {
    return refuse(Problem::forbidden);
  }
  return {};
}

}  // namespace

/// One request on its way. Kept until the answer is out: a transaction that failed is run again.
struct Router::Task {
  Request request;
  PathValues values;
  Served served;
  Done done;
  Ticks::time_point begun = Ticks::now();

  /// The line of the operational log: the pattern, never the target as it came.
  [[nodiscard]] log::Event event() const {
    const int status = served.response.status;
    const auto type = status >= 500   ? log::EventType::request_failed
                      : status >= 400 ? log::EventType::request_refused
                                      : log::EventType::request_served;
    log::Event line = log::event(type);
    if (served.route != nullptr) {
      line.route(served.route->pattern);
    }
    if (served.claims) line.id(log::Field::org_id, served.claims->organisation.text());
    line.number(log::Field::status, status);
    if (status >= 400) line.problem(problem());
    line.number(
        log::Field::duration_us,
        std::chrono::duration_cast<std::chrono::microseconds>(Ticks::now() - begun).count());
    return line;
  }

  [[nodiscard]] std::string problem() const {
    static const nlohmann::json::json_pointer kCode("/error/code");
    return served.response.body.contains(kCode) ? served.response.body.at(kCode).get<std::string>()
                                                : std::string();
  }

  void refuse(const Refusal& refusal) { served.response = response_of(refusal); }

  /// Somebody did not come in: by a token that does not serve, or on one of the open requests that
  /// lead to one.
  [[nodiscard]] bool failed_authentication() const {
    if (served.response.status == 401) return true;
    return served.response.status >= 400 && served.route != nullptr &&
           served.route->access == Access::anyone && served.route->method == Method::post;
  }

  [[nodiscard]] log::Event authentication_event() const {
    log::Event line = log::event(log::EventType::authentication_refused);
    if (served.claims) {
      line.id(log::Field::org_id, served.claims->organisation.text())
          .id(log::Field::sub_h8, served.claims->user.text())
          .id(log::Field::device_h8, served.claims->device.text());
    }
    line.address(request.address).problem(problem());
    return line;
  }
};

Router::Router(store::Executor& executor, Gatekeeper& gatekeeper, EffectsSink& effects,
               Clock& clock, const Policy& policy)
    : executor_(executor),
      gatekeeper_(gatekeeper),
      effects_(effects),
      clock_(clock),
      users_({policy.requests_per_second, policy.request_burst}, kLimitEntries),
      addresses_({policy.open_requests_per_second, policy.open_request_burst}, kLimitEntries) {}

void Router::add(Route route) { table_.add(std::move(route)); }

void Router::add(std::vector<Route> routes) {
  for (Route& route : routes) table_.add(std::move(route));
}

Outcome<Claims> Router::verify(std::string_view access_token) {
  return gatekeeper_.verify(access_token, clock_.now());
}

Outcome<Claims> Router::bearer(const Request& request) {
  const auto header = request.headers.find("authorization");
  if (header == request.headers.end() || !header->second.starts_with(kScheme)) {
    return relay::refuse(Problem::unauthenticated);
  }
  return verify(std::string_view(header->second).substr(kScheme.size()));
}

Outcome<void> Router::limit(LimitTable& table, std::string_view who) {
  if (const auto wait = table.take(who, clock_.now())) {
    return relay::refuse(Problem::rate_limited, {{"retry_after", *wait}});
  }
  return {};
}

std::shared_ptr<Router::Task> Router::begin(Request&& request, Done&& done) {
  auto task = std::make_shared<Task>();
  task->request = std::move(request);
  task->done = std::move(done);
  auto match = table_.match(task->request.method, task->request.path);
  if (match.route != nullptr) {
    task->served.route = match.route;
    task->values = std::move(match.values);
    return task;
  }
  task->refuse(Refusal{.problem = Problem::not_found});
  if (!match.allowed.empty()) {
    std::string methods;
    for (const Method method : match.allowed) {
      methods += methods.empty() ? "" : ", ";
      methods += method_name(method);
    }
    task->served.response.status = 405;
    task->served.response.headers.emplace_back("Allow", methods);
  }
  finish(*task, {});
  return nullptr;
}

void Router::finish(Task& task, Effects&& effects) {
  // Operations know no address; events of authentication are written with it.
  bool told = false;
  for (log::Event& event : effects.events) {
    if (!log::row_of(event.type).fields.has(log::Field::ip)) continue;
    event.address(task.request.address);
    told = true;
  }
  if (!told && task.failed_authentication()) {
    effects.events.push_back(task.authentication_event());
  }
  effects.events.push_back(task.event());
  effects_.apply(std::move(effects));
  task.done(std::move(task.served));
}

void Router::dispatch(Request&& request, Done done) {
  const auto task = begin(std::move(request), std::move(done));
  if (task == nullptr) return;
  if (auto admitted = admit(*task); !admitted) {
    task->refuse(admitted.error());
    finish(*task, {});
    return;
  }
  submit(task);
}

Outcome<void> Router::admit(Task& task) {
  if (task.served.route->access == Access::anyone) {
    return limit(addresses_, limit_key(task.request.address));
  }
  auto claims = bearer(task.request);
  if (!claims) return std::unexpected(claims.error());
  task.served.claims = std::move(*claims);
  return limit(users_, task.served.claims->user.text());
}

void Router::dispatch_for(const Claims& claims, Request&& request, Done done) {
  const auto task = begin(std::move(request), std::move(done));
  if (task == nullptr) return;
  task->served.claims = claims;
  submit(task);
}

/// Authorises and runs the handler; true when what it wrote is to stay.
bool Router::run(Task& task, Context& context) {
  const Route& route = *task.served.route;
  std::optional<Caller> caller;
  if (route.access != Access::anyone) {
    auto known = gatekeeper_.authorise(context, *task.served.claims);
    auto enough = known ? suffices(*known, route.access) : std::unexpected(known.error());
    if (!enough) {
      task.refuse(enough.error());
      return enough.error().keep;
    }
    caller = std::move(*known);
  }
  auto outcome = route.handler(context, caller ? &*caller : nullptr, task.request, task.values);
  if (!outcome) {
    task.refuse(outcome.error());
    return outcome.error().keep;
  }
  task.served.response = std::move(*outcome);
  return true;
}

void Router::submit(const std::shared_ptr<Task>& task) {
  if (executor_.counters().waiting >= kMostWaiting) {
    task->refuse(Refusal{.problem = Problem::unavailable});
    finish(*task, {});
    return;
  }
  executor_.submit(
      [this, task](Context& context) {
        try {
          return run(*task, context);
        } catch (const store::StorageError&) {
          throw;
        } catch (const std::exception&) {
          // A fault of a handler: nothing of it may stay, and whoever asked is told nothing.
          task->refuse(Refusal{.problem = Problem::unavailable});
          return false;
        }
      },
      [this, task](bool stored, Effects&& effects) {
        if (!stored) task->refuse(Refusal{.problem = Problem::unavailable});
        finish(*task, std::move(effects));
      });
}

}  // namespace smx::relay::api
