// The one thing the generator needs of a driver: a reply to a request.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace smx::vectors {

using Json = nlohmann::ordered_json;

/// A driver's answer: accepted with outputs, or refused with a reason of the contract.
struct Answer {
  bool accepted = false;
  Json ok = Json::object();
  std::string reason;          ///< set when refused
  Json trace = Json::array();  ///< empty unless it was asked for
};

/// Puts requests to a driver. Faults (error, unsupported, crash, timeout) throw std::runtime_error:
/// a vector is never made from one.
class Asker {
 public:
  Asker() = default;
  Asker(const Asker&) = delete;
  Asker& operator=(const Asker&) = delete;
  virtual ~Asker() = default;

  virtual Answer ask(const std::string& op, const Json& in, bool want_trace) = 0;
};

}  // namespace smx::vectors
