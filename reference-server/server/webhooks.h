#pragma once

#include <memory>
#include <string>

#include "api/effects_sink.h"
#include "server/outbox.h"

namespace smx::relay::server {

/// What the code provider is sent: {"phone": "+44...", "code": "123456"}.
[[nodiscard]] std::string code_body(const CodeMessage& message);

/// What the push service is sent, and all of it: {"device_id": "dev_...", "message_id": "msg_..."}.
[[nodiscard]] std::string push_body(const PushReference& reference);

/// One-time codes by webhook. A code that cannot be handed over is an event, and its user asks for
/// another.
class WebhookCodeProvider final : public api::CodeProvider {
 public:
  /// `events` must outlive it.
  WebhookCodeProvider(std::unique_ptr<Poster> poster, Outbox::Options options,
                      api::EventSink& events);
  void send(const CodeMessage& message) override;
  [[nodiscard]] const Outbox& outbox() const noexcept { return outbox_; }

 private:
  Outbox outbox_;
};

/// Pushes by webhook. One that is lost costs time only: the device finds its messages when it
/// connects.
class WebhookPushHook final : public api::PushHook {
 public:
  WebhookPushHook(std::unique_ptr<Poster> poster, Outbox::Options options, api::EventSink& events);
  void push(const PushReference& reference) override;
  [[nodiscard]] const Outbox& outbox() const noexcept { return outbox_; }

 private:
  Outbox outbox_;
};

}  // namespace smx::relay::server
