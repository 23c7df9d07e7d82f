#include "tests/support/prekey_partition.h"

#include <set>
#include <string_view>

namespace smx::relay::test {
namespace {

using Keys = std::set<std::pair<std::string, std::string>>;

Keys keys_of(store::Database& database, std::string_view sql) {
  Keys keys;
  auto statement = database.prepare(sql);
  while (statement.step()) keys.emplace(statement.text(0), statement.text(1));
  return keys;
}

std::string text(const KeyId& id) { return {id.view().begin(), id.view().end()}; }

}  // namespace

void PrekeyPartition::uploaded(const DeviceId& device, const KeyId& id) {
  const std::lock_guard lock(mutex_);
  ++uploads_[{device.text(), text(id)}];
}

void PrekeyPartition::issued(const DeviceId& device, const KeyId& id) {
  const std::lock_guard lock(mutex_);
  ++issues_[{device.text(), text(id)}];
}

void PrekeyPartition::unanswered() {
  const std::lock_guard lock(mutex_);
  ++unanswered_;
}

PrekeyPartition::Result PrekeyPartition::check(store::Database& database) const {
  const Keys remaining = keys_of(database, "SELECT device_id, key_id FROM one_time_prekeys");
  const Keys used = keys_of(database, "SELECT device_id, key_id FROM used_prekeys WHERE void = 0");
  const Keys voided =
      keys_of(database, "SELECT device_id, key_id FROM used_prekeys WHERE void = 1");
  const std::lock_guard lock(mutex_);
  Result result;
  const auto fault = [&](std::string_view what, const Key& key) {
    result.faults.push_back(std::string(what) + ": " + key.second + " of " + key.first);
  };
  for (const auto& [key, times] : issues_) {
    if (times > 1) fault("issued twice", key);
    if (!uploads_.contains(key)) fault("issued and never uploaded", key);
    if (remaining.contains(key)) fault("issued and still to be had", key);
    if (voided.contains(key)) fault("issued and void", key);
    if (!used.contains(key)) fault("issued and not recorded as used", key);
  }
  for (const auto& [key, times] : uploads_) {
    const auto places = remaining.contains(key) + used.contains(key) + voided.contains(key);
    if (places == 0) fault("lost", key);
    if (places > 1) fault("in two places", key);
  }
  for (const Keys* keys : {&remaining, &used, &voided}) {
    for (const Key& key : *keys) {
      if (!uploads_.contains(key)) fault("never uploaded", key);
    }
  }
  for (const Key& key : used) result.burned += issues_.contains(key) ? 0u : 1u;
  if (result.burned > unanswered_) {
    result.faults.push_back("more burned (" + std::to_string(result.burned) + ") than in flight (" +
                            std::to_string(unanswered_) + ")");
  }
  result.issued = issues_.size();
  result.voided = voided.size();
  result.remaining = remaining.size();
  return result;
}

}  // namespace smx::relay::test
