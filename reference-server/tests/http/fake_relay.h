#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "api/effects_sink.h"
#include "api/gatekeeper.h"
#include "api/request.h"

namespace smx::relay::test {

/// The n-th device of the tests, and a token of it that serves until `expires_at` (seconds).
[[nodiscard]] DeviceId device_id(int n);
[[nodiscard]] std::string token_of(int n, std::int64_t expires_at);

/// Stands in for everything behind the router: tokens that say in clear whose they are, queues in
/// memory, and some routes for tests.
class FakeRelay final : public api::Gatekeeper {
 public:
  [[nodiscard]] Outcome<api::Claims> verify(std::string_view token, Instant now) override;
  [[nodiscard]] Outcome<Caller> authorise(Context& context, const api::Claims& claims) override;

  /// POST /v1/messages {"to": n, "size": bytes}, GET /v1/messages, POST /v1/messages/acknowledge,
  /// GET /v1/keys, POST /v1/cut {"device": n}, POST /v1/echo, GET /v1/slow (until let_go()),
  /// POST /v1/effects (one of each for device 1), GET /v1/open.
  [[nodiscard]] std::vector<api::Route> routes();

  /// Puts deliveries into a queue as if they had been there before.
  void queue(int device, int count, std::size_t size = 10);
  [[nodiscard]] std::size_t queued(int device);
  void set_prekeys(std::int64_t left);
  void let_go();
  /// Until a request is in GET /v1/slow.
  void wait_for_slow();

 private:
  struct Queued {
    std::string id;
    std::int64_t sequence;
    std::string envelope;
  };
  void put(const DeviceId& device, std::size_t size);
  Outcome<api::Response> send(Context& context, const api::Request& request);
  Outcome<api::Response> fetch(const Caller& caller, const api::Request& request);
  Outcome<api::Response> acknowledge(const Caller& caller, const api::Request& request);
  Outcome<api::Response> slow();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<DeviceId, std::deque<Queued>> queues_;
  std::set<DeviceId> revoked_;
  std::int64_t sequence_ = 0;
  std::int64_t latest_ = 0;  // time does not go back, as in the tables
  std::int64_t prekeys_ = 100;
  int in_slow_ = 0;
  bool go_ = false;
};

/// Keeps what it is given.
class Recorder final : public api::EventSink, public api::CodeProvider, public api::PushHook {
 public:
  void write(const log::Event& event) override;
  void send(const CodeMessage& message) override;
  void push(const PushReference& reference) override;

  [[nodiscard]] std::size_t count(log::EventType type);
  /// The numbers of a field in all events of a type.
  [[nodiscard]] std::vector<std::int64_t> numbers(log::EventType type, log::Field field);
  /// The texts of a field in all events of a type.
  [[nodiscard]] std::vector<std::string> texts(log::EventType type, log::Field field);
  [[nodiscard]] std::size_t codes();
  [[nodiscard]] std::size_t pushes();

 private:
  std::mutex mutex_;
  std::vector<log::Event> events_;
  std::size_t codes_ = 0;
  std::size_t pushes_ = 0;
};

}  // namespace smx::relay::test
