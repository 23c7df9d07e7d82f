#include "key_log.h"

#include <sstream>

namespace smx::interop {

void KeyLog::add(std::string_view text) {
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string label;
    std::string random;
    std::string secret;
    if (!(words >> label >> random >> secret) || label.starts_with('#')) continue;
    if (random.size() != 64 || !conformance::is_lower_hex(random) ||
        !conformance::is_lower_hex(secret)) {
      continue;
    }
    secrets_[random][label] = conformance::from_hex(secret);
  }
}

const Bytes* KeyLog::find(const std::string& client_random, const std::string& label) const {
  const auto connection = secrets_.find(client_random);
  if (connection == secrets_.end()) return nullptr;
  const auto secret = connection->second.find(label);
  return secret == connection->second.end() ? nullptr : &secret->second;
}

}  // namespace smx::interop
