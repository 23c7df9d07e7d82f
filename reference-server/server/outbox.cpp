#include "server/outbox.h"

#include <string.h>

#include <utility>

namespace smx::relay::server {
namespace {

bool accepted(int status) { return status >= 200 && status < 300; }

bool final_refusal(int status) {
  return status >= 300 && status < 500 && status != 408 && status != 429;
}

}  // namespace

Outbox::Outbox(std::unique_ptr<Poster> poster, Options options, Lost lost)
    : poster_(std::move(poster)), options_(std::move(options)), lost_(std::move(lost)) {
  thread_ = std::thread([this] { run(); });
}

Outbox::~Outbox() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Outbox::submit(std::string body, std::string reference) {
  {
    const std::lock_guard lock(mutex_);
    if (items_.size() < options_.capacity) {
      items_.push_back({std::move(body), std::move(reference)});
      changed_.notify_all();
      return;
    }
  }
  lost_(Loss::full, 0, reference);
}

std::size_t Outbox::waiting() const {
  const std::lock_guard lock(mutex_);
  return items_.size();
}

std::uint64_t Outbox::sent() const {
  const std::lock_guard lock(mutex_);
  return sent_;
}

void Outbox::run() {
  for (;;) {
    Item item;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !items_.empty(); });
      if (stopping_) return;
      item = std::move(items_.front());
      items_.pop_front();
    }
    deliver(item);
    ::explicit_bzero(item.body.data(), item.body.size());  // a code may be in it
  }
}

void Outbox::deliver(const Item& item) {
  int status = 0;
  for (std::size_t attempt = 0;; ++attempt) {
    status = poster_->post(item.body);
    if (accepted(status)) {
      const std::lock_guard lock(mutex_);
      sent_ += 1;
      return;
    }
    if (final_refusal(status)) return lost_(Loss::refused, status, item.reference);
    if (attempt == options_.delays.size()) return lost_(Loss::exhausted, status, item.reference);
    if (!pause(options_.delays[attempt])) return;
  }
}

bool Outbox::pause(std::chrono::milliseconds delay) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, delay, [this] { return stopping_; });
}

}  // namespace smx::relay::server
