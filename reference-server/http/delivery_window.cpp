#include "http/delivery_window.h"

#include <algorithm>

namespace smx::relay::http {

std::optional<DeliveryWindow::Query> DeliveryWindow::next(std::size_t batch) {
  if (!more_ || asked_ || !blocked_by_.empty() || unacknowledged_.size() >= most_) {
    return std::nullopt;
  }
  asked_ = true;
  // What comes from here on is told by another wake().
  more_ = false;
  return Query{after_, std::min(batch, most_ - unacknowledged_.size())};
}

bool DeliveryWindow::deliver(const std::string& delivery_id, std::int64_t sequence) {
  if (!blocked_by_.empty()) {
    more_ = true;
    return false;
  }
  after_ = sequence;
  unacknowledged_.insert(delivery_id);
  return true;
}

void DeliveryWindow::must_be_fetched(const std::string& delivery_id) { blocked_by_ = delivery_id; }

void DeliveryWindow::answered(bool more) noexcept {
  asked_ = false;
  more_ = more_ || more;
}

void DeliveryWindow::acknowledged(std::span<const std::string> deliveries) {
  for (const std::string& id : deliveries) {
    unacknowledged_.erase(id);
    if (id == blocked_by_) blocked_by_.clear();
  }
}

}  // namespace smx::relay::http
