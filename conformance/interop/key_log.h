// The log of TLS secrets that the relay writes when it is told to (NSS key log format).
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "runner/hex.h"

namespace smx::interop {

using conformance::Bytes;

class KeyLog {
 public:
  /// Adds the lines of a text; comments and lines of no known form are passed over.
  void add(std::string_view text);

  /// The secret of a connection, by the client's random in lower-case hex and the label
  /// ("CLIENT_TRAFFIC_SECRET_0"); null if the log has none.
  const Bytes* find(const std::string& client_random, const std::string& label) const;
  std::size_t connections() const { return secrets_.size(); }

 private:
  std::map<std::string, std::map<std::string, Bytes>> secrets_;
};

}  // namespace smx::interop
