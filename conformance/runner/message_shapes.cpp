#include "message_shapes.h"

namespace smx::conformance {
namespace {

constexpr std::string_view kReplySchema = "reply.schema.json";
constexpr std::string_view kOutputsPrefix = "ok.";

}  // namespace

MessageShapes::MessageShapes() : reply_(Schema::embedded(kReplySchema)) {
  const Json document = parse_strict(embedded_schema(kReplySchema));
  for (const auto& [name, definition] : document.at("definitions").items()) {
    if (!name.starts_with(kOutputsPrefix)) continue;
    outputs_.emplace(name.substr(kOutputsPrefix.size()), Schema::definition(document, name));
  }
}

std::optional<std::string> MessageShapes::reply_fault(const Json& reply) const {
  return reply_.fault(reply);
}

std::optional<std::string> MessageShapes::outputs_fault(const std::string& op,
                                                        const Json& outputs) const {
  return outputs_.at(op).fault(outputs);
}

}  // namespace smx::conformance
