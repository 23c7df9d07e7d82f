#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "smx/dr_frame.h"
#include "smx/error.h"

namespace smx::test {

/// What docs/spec/double-ratchet.md says about genuine frames, and nothing of how it is done: no
/// keys, only which of them there would be.
class ReferenceReceiver {
 public:
  /// The error that the next receipt of this genuine frame has to give; none if it is accepted,
  /// and then the receiver has moved on.
  std::optional<Error> receive(const FrameHeader& header) {
    const Key& key = header.ratchet_key;
    const auto stored = std::ranges::find(stored_, std::pair(key, header.number));
    if (stored != stored_.end()) {
      stored_.erase(stored);
      return std::nullopt;
    }
    const bool current = current_ == key;
    const bool earlier = std::ranges::find(earlier_, key) != earlier_.end();
    if (earlier || (current && header.number < received_)) return Error::duplicate_message;
    if (current && header.number - received_ > 2000) return Error::too_many_skipped;
    if (!current) {
      const bool old_gap = current_ && header.previous_count > received_;
      if (old_gap && header.previous_count - received_ > 2000) return Error::too_many_skipped;
      if (header.number > 2000) return Error::too_many_skipped;
      // The key of a chain long forgotten: nothing is left that could open it.
      if (forgot(key)) return Error::decryption_failed;
      if (current_) {
        store_up_to(header.previous_count);
        earlier_.push_front(*current_);
        if (earlier_.size() > 4) {
          const Key gone = earlier_.back();
          earlier_.pop_back();
          forgotten_.push_back(gone);
          std::erase_if(stored_, [&](const auto& entry) { return entry.first == gone; });
        }
      }
      current_ = key;
      received_ = 0;
    }
    store_up_to(header.number);
    received_ = header.number + 1;
    return std::nullopt;
  }

  [[nodiscard]] std::size_t stored() const { return stored_.size(); }
  [[nodiscard]] bool has_received() const { return current_.has_value(); }
  /// A chain of this key was received, so long ago that no key of it is left anywhere.
  [[nodiscard]] bool forgot(const X25519PublicKey& key) const {
    return std::ranges::find(forgotten_, key) != forgotten_.end();
  }

 private:
  using Key = X25519PublicKey;

  void store_up_to(std::uint32_t number) {
    for (; received_ < number; ++received_) stored_.emplace_back(*current_, received_);
    if (stored_.size() > 2000) stored_.erase(stored_.begin(), stored_.end() - 2000);
  }

  std::optional<Key> current_;
  std::uint32_t received_ = 0;
  std::deque<Key> earlier_;
  std::vector<Key> forgotten_;
  std::vector<std::pair<Key, std::uint32_t>> stored_;
};

}  // namespace smx::test
