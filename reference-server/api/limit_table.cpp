#include "api/limit_table.h"

#include <arpa/inet.h>

#include <array>
#include <cstring>

namespace smx::relay::api {

LimitTable::LimitTable(Rate rate, std::size_t most) : rate_(rate), most_(most) {}

TokenBucket& LimitTable::bucket(std::string_view who, Instant now) {
  if (const auto place = places_.find(who); place != places_.end()) {
    entries_.splice(entries_.begin(), entries_, place->second);
    return entries_.front().bucket;
  }
  if (places_.size() >= most_) {
    if (!entries_.back().bucket.full(now)) {
      if (!shared_) shared_.emplace(rate_, now);
      return *shared_;
    }
    places_.erase(entries_.back().who);
    entries_.pop_back();
  }
  entries_.push_front(Entry{std::string(who), TokenBucket(rate_, now)});
  places_.emplace(entries_.front().who, entries_.begin());
  return entries_.front().bucket;
}

std::optional<std::int64_t> LimitTable::take(std::string_view who, Instant now) {
  TokenBucket& taken = bucket(who, now);
  if (taken.take(now)) return std::nullopt;
  return taken.retry_after();
}

std::string limit_key(std::string_view address) {
  std::array<unsigned char, 16> bytes{};
  std::string text(address);
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
  // An IPv4 address that came by way of an IPv6 socket.
  constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  std::array<char, INET6_ADDRSTRLEN> shown{};
  if (std::memcmp(bytes.data(), kMapped.data(), kMapped.size()) == 0) {
    inet_ntop(AF_INET, bytes.data() + kMapped.size(), shown.data(), shown.size());
    return shown.data();
  }
  for (std::size_t i = 8; i < bytes.size(); ++i) bytes[i] = 0;
  inet_ntop(AF_INET6, bytes.data(), shown.data(), shown.size());
  return std::string(shown.data()) + "/64";
}

}  // namespace smx::relay::api
