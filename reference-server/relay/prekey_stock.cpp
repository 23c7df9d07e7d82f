#include "relay/prekey_stock.h"

#include "store/database.h"

namespace smx::relay {

PrekeyStock prekey_stock(Context& context, const DeviceId& device) {
  auto statement =
      context.transaction.prepare("SELECT count(*) FROM one_time_prekeys WHERE device_id = ?1");
  statement.bind(device.text());
  statement.step();
  const std::int64_t count = statement.integer(0);
  return {.one_time_prekeys = count,
          .low = count < static_cast<std::int64_t>(context.policy.low_prekeys)};
}

}  // namespace smx::relay
