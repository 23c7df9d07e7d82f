#include "server/maintenance.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "relay/attachments.h"
#include "relay/audit_export.h"
#include "relay/codes.h"
#include "relay/messages.h"
#include "relay/prekeys.h"
#include "relay/time_floor.h"

namespace smx::relay::server {

Maintenance::Maintenance(store::Executor& executor, store::BlobStore& blobs,
                         api::EffectsSink& effects, Metrics& metrics)
    : executor_(executor),
      blobs_(blobs),
      effects_(effects),
      removed_(
          metrics.counter("maintenance_removed_total", "Rows removed because they were over.")),
      failed_(metrics.counter("maintenance_failed_total",
                              "Rounds of maintenance that the storage ended.")) {}

void Maintenance::start() {
  if (!running_.exchange(true)) submit();
}

void Maintenance::submit() {
  const auto counts = std::make_shared<std::vector<std::size_t>>();
  executor_.submit(
      [this, counts](Context& context) {
        // Also what tells that the storage can be written, when nobody else tries: a relay that is
        // not ready gets no requests that would find out.
        hold_time(context);
        *counts = {purge_accounts(context, kRows), purge_prekeys(context, kRows),
                   purge_messages(context, kRows), purge_attachments(context, blobs_, kRows),
                   audit::purge_audit(context, kRows)};
        return true;
      },
      [this, counts](bool stored, Effects&& effects) {
        if (!stored) {
          failed_.add();
          running_ = false;
          return;
        }
        effects_.apply(std::move(effects));
        for (const std::size_t count : *counts) removed_.add(count);
        const bool more = std::ranges::any_of(*counts, [](std::size_t n) { return n >= kRows; });
        if (more && !stopping_) {
          submit();
        } else {
          running_ = false;
        }
      });
}

}  // namespace smx::relay::server
