#include "api/proofs_api.h"

#include "api/identifiers.h"
#include "api/json_response.h"
#include "relay/proof.h"

namespace smx::relay::api {

std::vector<Route> proofs_routes(const auth::SigningKey& key) {
  return {{Method::get, "/v1/messages/{message_id}/proof", Access::device,
           [&key](Context& context, const Caller* caller, const Request&,
                  const PathValues& values) -> Outcome<Response> {
             const auto message = path_id<MessageId>(values, "message_id");
             if (!message) return std::unexpected(message.error());
             auto proof = message_proof(context, key, *caller, *message);
             if (!proof) return std::unexpected(proof.error());
             return json_response(std::move(*proof));
           }}};
}

}  // namespace smx::relay::api
