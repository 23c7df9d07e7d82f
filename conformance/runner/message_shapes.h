// The schemas of the protocol's messages, ready for use.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "schema.h"

namespace smx::conformance {

class MessageShapes {
 public:
  MessageShapes();

  /// What is wrong with the form of a reply, whatever was asked; nothing if all is well.
  std::optional<std::string> reply_fault(const Json& reply) const;
  /// What is wrong with the outputs of an accepted `op`.
  std::optional<std::string> outputs_fault(const std::string& op, const Json& outputs) const;

 private:
  Schema reply_;
  std::map<std::string, Schema> outputs_;
};

}  // namespace smx::conformance
