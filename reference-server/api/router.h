#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <vector>

#include "api/effects_sink.h"
#include "api/limit_table.h"
#include "api/route_table.h"
#include "api/service.h"
#include "relay/policy.h"
#include "store/executor.h"

namespace smx::relay::api {

/// Takes a request to its handler: finds the route, limits who asks too often, verifies the token,
/// and then, in one transaction of the executor, authorises the caller and runs the handler. After
/// the commit it hands the effects on and gives the answer.
///
/// A handler's refusal undoes what the handler wrote unless it says `keep`.
///
/// dispatch() and dispatch_for() are called on one thread only, the network's; `done` is called on
/// it when no transaction was needed to refuse, else on the executor's.
class Router final : public Service {
 public:
  /// How many users and how many addresses the limits remember.
  static constexpr std::size_t kLimitEntries = 100'000;

  /// With as many operations before it a request is refused (unavailable) instead of kept waiting.
  static constexpr std::size_t kMostWaiting = 10'000;

  Router(store::Executor& executor, Gatekeeper& gatekeeper, EffectsSink& effects, Clock& clock,
         const Policy& policy);

  void add(Route route);
  void add(std::vector<Route> routes);
  [[nodiscard]] const std::deque<Route>& routes() const noexcept { return table_.routes(); }

  /// Takes who asks from the header "authorization".
  void dispatch(Request&& request, Done done) override;

  /// For who was told by verify() before: a stream, which has a limit of its own. Whether the
  /// claims are over is judged as for any request, with the tables.
  void dispatch_for(const Claims& claims, Request&& request, Done done);

  [[nodiscard]] Outcome<Claims> verify(std::string_view access_token);

 private:
  struct Task;
  /// Finds the route; null when there is none and that was answered.
  [[nodiscard]] std::shared_ptr<Task> begin(Request&& request, Done&& done);
  [[nodiscard]] Outcome<void> admit(Task& task);
  void submit(const std::shared_ptr<Task>& task);
  [[nodiscard]] bool run(Task& task, Context& context);
  void finish(Task& task, Effects&& effects);
  [[nodiscard]] Outcome<Claims> bearer(const Request& request);
  [[nodiscard]] Outcome<void> limit(LimitTable& table, std::string_view who);

  store::Executor& executor_;
  Gatekeeper& gatekeeper_;
  EffectsSink& effects_;
  Clock& clock_;
  RouteTable table_;
  LimitTable users_;
  LimitTable addresses_;
};

}  // namespace smx::relay::api
