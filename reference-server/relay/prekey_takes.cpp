#include "relay/prekey_takes.h"

#include <algorithm>

#include "store/database.h"

namespace smx::relay {

// The bucket is kept as the time at which it is full again: each take moves that time on by what
// one token takes to come back, and it may lie no further ahead than a whole bucket takes.
std::optional<std::int64_t> count_prekey_take(Context& context, const DeviceId& requester,
                                              const DeviceId& target) {
  const std::int64_t now = context.now.seconds();
  std::int64_t full_at = now;
  {
    auto statement = context.transaction.prepare(
        "SELECT full_at FROM prekey_takes WHERE requester = ?1 AND target = ?2");
    statement.bind(requester.text()).bind(target.text());
    if (statement.step()) full_at = std::max(now, statement.integer(0));
  }
  full_at += context.policy.prekey_take_refill_seconds;
  const std::int64_t whole =
      context.policy.prekey_takes * context.policy.prekey_take_refill_seconds;
  if (full_at - now > whole) return full_at - now - whole;
  context.transaction
      .prepare(
          "INSERT OR REPLACE INTO prekey_takes (requester, target, full_at) VALUES (?1, ?2, ?3)")
      .bind(requester.text())
      .bind(target.text())
      .bind(full_at)
      .run();
  return std::nullopt;
}

}  // namespace smx::relay
