#include "ratchet/skipped_keys.h"

#include <utility>

namespace smx {

const SkippedBySequence::value_type* SkippedKeys::find(std::uint32_t chain,
                                                       std::uint32_t number) const {
  const auto found = index_.find(place(chain, number));
  return found == index_.end() ? nullptr : &*found->second;
}

void SkippedKeys::reserve_for(const SkippedChange& change) {
  if (change.added.empty()) return;
  prepared_.clear();
  index_.reserve(index_.size() + change.added.size());
  for (const auto& [sequence, key] : change.added)
    prepared_.emplace(place(key.chain, key.number), entries_.end());
}

void SkippedKeys::apply(SkippedChange&& change) noexcept {
  if (change.used) {
    if (const auto used = entries_.find(*change.used); used != entries_.end()) erase(used);
  }
  while (!entries_.empty() && entries_.begin()->first < change.oldest_kept) erase(entries_.begin());
  for (auto entry = change.added.begin(); entry != change.added.end();) {
    const auto next = std::next(entry);
    const auto inserted = entries_.insert(change.added.extract(entry)).position;
    auto node = prepared_.extract(place(inserted->second.chain, inserted->second.number));
    if (node) {
      node.mapped() = inserted;
      index_.insert(std::move(node));
    }
    entry = next;
  }
  prepared_.clear();
  if (change.stamp_with) {
    // What has no stamp was stored after everything that has one.
    for (auto entry = entries_.rbegin(); entry != entries_.rend() && !entry->second.stamp; ++entry)
      entry->second.stamp = change.stamp_with;
  }
}

void SkippedKeys::restore(std::uint64_t sequence, SkippedKey key) {
  const Place where = place(key.chain, key.number);
  const auto [entry, inserted] = entries_.emplace(sequence, std::move(key));
  if (inserted) index_.emplace(where, entry);
}

void SkippedKeys::erase(SkippedBySequence::iterator entry) noexcept {
  index_.erase(place(entry->second.chain, entry->second.number));
  entries_.erase(entry);
}

}  // namespace smx
