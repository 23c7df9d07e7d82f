#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "api/token_bucket.h"

namespace smx::relay::api {

/// A token bucket for each of many: users, addresses. Holds at most `most` of them; when it is
/// full, the one that was used least lately goes if its bucket is full again, else newcomers share
/// one bucket, so that whoever comes under many names neither empties the memory nor another's
/// limit.
class LimitTable {
 public:
  LimitTable(Rate rate, std::size_t most);

  /// Nothing when it may pass, else after how many seconds it may try again.
  [[nodiscard]] std::optional<std::int64_t> take(std::string_view who, Instant now);

  [[nodiscard]] std::size_t size() const noexcept { return places_.size(); }

 private:
  struct Entry {
    std::string who;
    TokenBucket bucket;
  };
  TokenBucket& bucket(std::string_view who, Instant now);

  Rate rate_;
  std::size_t most_;
  std::list<Entry> entries_;  // used latest first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> places_;
  std::optional<TokenBucket> shared_;
};

/// What an address is limited by: all of an IPv4 address, the first 64 bits of an IPv6 one, which
/// is what one customer has.
[[nodiscard]] std::string limit_key(std::string_view address);

}  // namespace smx::relay::api
