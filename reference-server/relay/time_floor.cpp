#include "relay/time_floor.h"

#include "store/database.h"

namespace smx::relay {

void hold_time(Context& context) {
  std::int64_t floor = 0;
  {
    auto row = context.transaction.prepare("SELECT seconds FROM time_floor WHERE only = 1");
    if (row.step()) floor = row.integer(0);
  }
  if (context.now.seconds() < floor) {
    context.now = Instant::of_seconds(floor);
  } else if (context.now.seconds() > floor) {
    context.transaction.prepare("UPDATE time_floor SET seconds = ? WHERE only = 1")
        .bind(context.now.seconds())
        .run();
  }
}

}  // namespace smx::relay
