#include "api/request.h"

namespace smx::relay::api {

Response response_of(const Refusal& refusal) {
  Response response;
  response.status = problem_status(refusal.problem);
  response.body = {{"error",
                    {{"code", problem_name(refusal.problem)},
                     {"message", problem_text(refusal.problem)},
                     {"detail", refusal.detail}}}};
  if (const auto after = refusal.detail.find("retry_after");
      refusal.detail.is_object() && after != refusal.detail.end()) {
    response.headers.emplace_back("Retry-After", after->dump());
  }
  return response;
}

}  // namespace smx::relay::api
