#pragma once

#include <cstddef>
#include <map>
#include <string>

namespace smx::relay::http {

/// How many connections there are, in all and of each address.
class ConnectionCount {
 public:
  ConnectionCount(std::size_t most, std::size_t most_of_address)
      : most_(most), most_of_address_(most_of_address) {}

  /// False when one more would be too many; else it counts until leave().
  [[nodiscard]] bool enter(const std::string& address) {
    if (all_ >= most_) return false;
    const auto place = addresses_.try_emplace(address, 0).first;
    if (place->second >= most_of_address_) return false;
    ++place->second;
    ++all_;
    return true;
  }

  void leave(const std::string& address) {
    const auto place = addresses_.find(address);
    if (place == addresses_.end()) return;
    --all_;
    if (--place->second == 0) addresses_.erase(place);
  }

  [[nodiscard]] std::size_t size() const noexcept { return all_; }

 private:
  std::size_t most_;
  std::size_t most_of_address_;
  std::size_t all_ = 0;
  std::map<std::string, std::size_t> addresses_;
};

}  // namespace smx::relay::http
