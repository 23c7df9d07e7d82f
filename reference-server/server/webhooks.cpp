#include "server/webhooks.h"

#include <cerrno>
#include <nlohmann/json.hpp>

#include "log/event.h"

namespace smx::relay::server {
namespace {

/// As an errno, which is what the field `code` holds.
int reason_of(Outbox::Loss loss) {
  switch (loss) {
    case Outbox::Loss::full:
      return ENOBUFS;
    case Outbox::Loss::refused:
      return EACCES;
    case Outbox::Loss::exhausted:
      return ETIMEDOUT;
  }
  return 0;
}

}  // namespace

std::string code_body(const CodeMessage& message) {
  return nlohmann::json{{"phone", message.phone}, {"code", message.code}}.dump();
}

std::string push_body(const PushReference& reference) {
  return nlohmann::json{{"device_id", reference.device.text()},
                        {"message_id", reference.message.text()}}
      .dump();
}

WebhookCodeProvider::WebhookCodeProvider(std::unique_ptr<Poster> poster, Outbox::Options options,
                                         api::EventSink& events)
    : outbox_(std::move(poster), std::move(options),
              [&events](Outbox::Loss loss, int status, const std::string&) {
                events.write(log::event(log::EventType::code_provider_failed)
                                 .number(log::Field::status, status)
                                 .number(log::Field::code, reason_of(loss)));
              }) {}

void WebhookCodeProvider::send(const CodeMessage& message) {
  outbox_.submit(code_body(message), {});
}

WebhookPushHook::WebhookPushHook(std::unique_ptr<Poster> poster, Outbox::Options options,
                                 api::EventSink& events)
    : outbox_(std::move(poster), std::move(options),
              [&events](Outbox::Loss loss, int status, const std::string& message) {
                events.write(log::event(log::EventType::push_failed)
                                 .id(log::Field::message_h8, message)
                                 .number(log::Field::status, status)
                                 .number(log::Field::code, reason_of(loss)));
              }) {}

void WebhookPushHook::push(const PushReference& reference) {
  outbox_.submit(push_body(reference), reference.message.text());
}

}  // namespace smx::relay::server
