#pragma once

#include <string>

namespace smx::relay::server {

/// Where things are in a data directory.
struct DataDir {
  std::string path;
  [[nodiscard]] std::string database() const { return path + "/relay.db"; }
  [[nodiscard]] std::string attachments() const { return path + "/attachments"; }
};

}  // namespace smx::relay::server
