#include "session/record_changes.h"

#include <algorithm>
#include <utility>

#include "session/device_records.h"

namespace smx {

RecordChange& RecordChanges::next() {
  if (used_ == list_.size()) list_.emplace_back();
  return list_[used_++];
}

SecretBytes& RecordChanges::put(std::string_view kind, std::uint64_t serial) {
  RecordChange& change = next();
  set_record_id(change.id, kind, serial);
  return change.value ? *change.value : change.value.emplace();
}

void RecordChanges::put(std::string id, SecretBytes value) {
  RecordChange& change = next();
  change.id = std::move(id);
  change.value = std::move(value);
}

void RecordChanges::erase(std::string id) {
  RecordChange& change = next();
  change.id = std::move(id);
  change.value.reset();
}

void RecordChanges::erase_skipped(std::uint64_t session, std::uint64_t sequence) {
  RecordChange& change = next();
  set_skipped_record_id(change.id, session, sequence);
  change.value.reset();
}

void RecordChanges::clear() noexcept {
  if (used_ > kChangesKept) {
    // What one commit of many records needed is not kept.
    list_ = std::vector<RecordChange>();
  }
  for (RecordChange& change : list_) {
    if (!change.value) continue;
    if (change.value->size() > kValueKept) {
      change.value.reset();
    } else {
      change.value->clear();
    }
  }
  used_ = 0;
}

}  // namespace smx
