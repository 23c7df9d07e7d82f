// Delivery ids: what was made and not yet handed over.
#include <algorithm>

#include "device_handle.h"
#include "memory.h"
#include "smx.h"
#include "values.h"

namespace {

using namespace smx;
using namespace smx::c;

smx_pending_delivery given(const PendingDelivery& delivery) noexcept {
  smx_pending_delivery out{};
  std::ranges::copy(delivery.id, out.id);
  out.id_size = delivery.id.size();
  std::ranges::copy(delivery.label, out.label);
  out.label_size = delivery.label.size();
  out.outgoing = delivery.outgoing ? 1 : 0;
  return out;
}

}  // namespace

smx_status smx_device_acknowledge(smx_device* device, const uint8_t* delivery_id,
                                  size_t delivery_id_size, uint8_t outgoing) {
  return with_device(device, [&](DeviceNode& node) -> smx_status {
    if (delivery_id == nullptr || delivery_id_size == 0 ||
        delivery_id_size > SMX_MAX_DELIVERY_ID_SIZE || outgoing > 1)
      return SMX_INVALID_ARGUMENT;
    return status_of(
        node.device->acknowledge(text_of(delivery_id, delivery_id_size), outgoing != 0));
  });
}

smx_status smx_device_pending_deliveries(smx_device* device, smx_pending_delivery* deliveries,
                                         size_t* count) {
  return with_device(device, [&](DeviceNode& node) -> smx_status {
    if (count == nullptr) return SMX_INVALID_ARGUMENT;
    Memory memory;
    memory.out(count);
    memory.out(deliveries, *count, sizeof *deliveries);
    if (!memory.sound()) return SMX_INVALID_ARGUMENT;
    const std::vector<PendingDelivery> found = node.device->pending_deliveries();
    const bool fits = *count >= found.size();
    *count = found.size();
    if (!fits) return SMX_BUFFER_TOO_SMALL;
    std::ranges::transform(found, deliveries, [](const auto& delivery) { return given(delivery); });
    return SMX_OK;
  });
}
