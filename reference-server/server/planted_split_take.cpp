#include "server/planted_split_take.h"

#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "relay/prekey_stock.h"
#include "relay/stored_value.h"

namespace smx::relay {
namespace {

struct Read {
  std::string device;
  std::string key_id;
};

/// What was read and is not deleted yet.
class Pending {
 public:
  void add(Read read) {
    const std::scoped_lock lock(mutex_);
    reads_.push_back(std::move(read));
  }
  std::vector<Read> take() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(reads_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<Read> reads_;
};

Pending& pending() {
  static Pending reads;
  return reads;
}

/// The second half of the takes so far.
bool delete_what_was_read(Context& context) {
  for (const Read& read : pending().take()) {
    context.transaction.prepare("DELETE FROM one_time_prekeys WHERE device_id = ?1 AND key_id = ?2")
        .bind(read.device)
        .bind(read.key_id)
        .run();
    context.transaction
        .prepare(
            "INSERT OR IGNORE INTO used_prekeys (device_id, key_id, used_at, void) "
            "VALUES (?1, ?2, ?3, 0)")
        .bind(read.device)
        .bind(read.key_id)
        .bind(context.now.seconds())
        .run();
  }
  return true;
}

}  // namespace

/// In the place of the library's: the first half of a take, which reads.
std::optional<OneTimePrekey> take_one_time_prekey(Context& context, const DeviceId& device) {
  auto statement = context.transaction.prepare(
      "SELECT key_id, public_key FROM one_time_prekeys WHERE device_id = ?1 "
      "ORDER BY position LIMIT 1");
  statement.bind(device.text());
  if (!statement.step()) return std::nullopt;
  pending().add({std::string(device.text()), std::string(statement.text(0))});
  return OneTimePrekey{stored_key_id(statement.text(0)),
                       stored_key<X25519PublicKey>(statement.blob(1))};
}

namespace server {

void SplitTakes::apply(Effects&& effects) {
  if (effects.leaves_once) executor_.submit(delete_what_was_read, [](bool, Effects&&) {});
  next_.apply(std::move(effects));
}

}  // namespace server
}  // namespace smx::relay
