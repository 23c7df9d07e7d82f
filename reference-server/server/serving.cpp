#include "server/serving.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <pthread.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "api/attachments_api.h"
#include "api/audit_api.h"
#include "api/auth_api.h"
#include "api/devices_api.h"
#include "api/keys_api.h"
#include "api/members_api.h"
#include "api/messages_api.h"
#include "api/organisations_api.h"
#include "api/proofs_api.h"
#include "api/router.h"
#include "api/service_api.h"
#include "auth/random.h"
#include "http/dispatcher.h"
#include "http/loop.h"
#include "http/server.h"
#include "log/log.h"
#include "server/event_log.h"
#include "server/failure.h"
#include "server/maintenance.h"
#include "server/operations_server.h"
#include "server/stop_signals.h"
#include "server/storage.h"
#include "server/system_clock.h"
#include "server/webhooks.h"
#include "store/executor.h"
#ifdef SMX_RELAY_LEAKY
#include "server/planted_leak.h"
#endif
#ifdef SMX_RELAY_SPLIT_TAKE
#include "server/planted_split_take.h"
#endif

namespace smx::relay::server {
namespace {

using namespace std::chrono_literals;

constexpr auto kMaintenanceEvery = 30s;
/// Less than the 30 seconds after which service managers kill.
constexpr auto kDrainTime = 20s;

/// A push hook for relays without one.
class NoPushes final : public api::PushHook {
 public:
  void push(const PushReference&) override {}
};

/// Before there is a second thread. The C library's heap is made for many threads that work all the
/// time: here one writes and one carries bytes, so that one heap serves both, and the lists of
/// small pieces that it searches at every larger allocation cost more than they save.
void configure_heap() {
#ifdef __GLIBC__
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MXFAST, 0);
#endif
}

/// The relay's own key, as settings checked it.
auth::SigningKey signing_key(const Settings& settings) {
  auto key = auth::SigningKey::from_pem(settings.jwt_key);
  if (!key) throw Failure(ExitCode::bad_settings, "SMX_RELAY_JWT_KEY: not usable");
  return *std::move(key);
}

auth::CodeSecret code_secret(const Settings& settings) {
  auto secret = auth::CodeSecret::from_bytes(settings.code_key);
  if (!secret) throw Failure(ExitCode::bad_settings, "SMX_RELAY_CODE_KEY: not usable");
  return *std::move(secret);
}

/// The network's thread; stopped and joined with this.
class NetworkThread {
 public:
  explicit NetworkThread(http::Loop& loop) : loop_(loop), thread_([&loop] { loop.run(); }) {}
  ~NetworkThread() { stop(); }
  NetworkThread(const NetworkThread&) = delete;
  NetworkThread& operator=(const NetworkThread&) = delete;
  void stop() {
    if (!thread_.joinable()) return;
    loop_.stop();
    thread_.join();
  }

 private:
  http::Loop& loop_;
  std::thread thread_;
};

/// Everything of one process, in the order in which it is made; it ends in the reverse order.
class Service {
 public:
  Service(const Settings& settings, const ServingParts& parts)
      : settings_(settings),
        parts_(parts),
        log_(clock_, parts.sink, log::H8(settings.log_key)),
        events_(log_, metrics_),
        tokens_(signing_key(settings), settings.issuer),
        secret_(code_secret(settings)),
        storage_(settings.data_dir, settings.epoch_file, random_, clock_.now()) {
    if (storage_.epoch().changed()) {
      events_.write(log::event(log::EventType::epoch_changed)
                        .number(log::Field::count, storage_.epoch().number()));
    }
    make_hooks();
    executor_.emplace(
        storage_.database(), clock_, random_, settings_.policy,
        [this](bool working, int code) { storage_event(working, code); }, &storage_.epoch());
    dispatcher_.emplace(loop_, hub_, events_, *codes_, *pushes_);
    router_.emplace(*executor_, gatekeeper_, effects(), clock_, settings_.policy);
    add_routes();
    maintenance_.emplace(*executor_, storage_.blobs(), *dispatcher_, metrics_);
    const http::ServerParts server_parts{*router_,         clock_,    events_,
                                         settings_.policy, &*router_, &hub_};
    http::ServerOptions options;
    options.address = settings_.listen.address;
    options.port = settings_.listen.port;
    if (!parts_.plain) {
      options.tls = http::TlsFiles{settings_.tls_certificate_file, settings_.tls_key_file};
    }
    options.keylog = parts_.keylog;
    server_.emplace(loop_, server_parts, std::move(options));
    add_metrics();
  }

  void run(StopSignals& signals) {
    OperationsServer operations(settings_.operations,
                                {[this] { return metrics_.text(); }, [this] { return ready(); }});
    NetworkThread network(loop_);
    server_->start();
    serving_ = true;
    events_.write(log::event(log::EventType::relay_started));
    if (parts_.ready) parts_.ready(server_->port(), operations.port());
    for (;;) {
      maintenance_->start();
      switch (signals.await(kMaintenanceEvery)) {
        case StopSignals::Said::nothing:
          continue;
        case StopSignals::Said::reload:
          static_cast<void>(server_->reload_certificate());  // an event says what came of it
          continue;
        case StopSignals::Said::stop:
          break;
      }
      break;
    }
    stop(network);
  }

 private:
  void make_hooks() {
    const auto poster = [&](const Webhook& webhook) {
      return std::make_unique<HttpsPoster>(webhook, settings_.webhook_ca_file);
    };
    codes_ = parts_.codes;
    if (codes_ == nullptr) {
      code_webhook_.emplace(poster(settings_.code_webhook), Outbox::Options{}, events_);
      codes_ = &*code_webhook_;
    }
    if (settings_.push_webhook.is_set()) {
      push_webhook_.emplace(poster(settings_.push_webhook), Outbox::Options{}, events_);
      pushes_ = &*push_webhook_;
    }
  }

  api::EffectsSink& effects() {
#ifdef SMX_RELAY_SPLIT_TAKE
    // For smx-relay-split-take alone, the control of the tests that no prekey leaves twice.
    return split_takes_.emplace(*dispatcher_, *executor_);
#else
    return *dispatcher_;
#endif
  }

  void add_routes() {
    add(api::service_routes());
    add(api::organisations_routes(secret_));
    add(api::auth_routes(tokens_, secret_));
    add(api::members_routes());
    add(api::devices_routes());
    add(api::keys_routes());
    add(api::messages_routes());
    add(api::attachments_routes(storage_.blobs()));
    add(api::audit_routes(tokens_.key()));
    add(api::proofs_routes(tokens_.key()));
  }

  void add(std::vector<api::Route> routes) {
#ifdef SMX_RELAY_LEAKY
    // For smx-relay-leaky alone, the control of the interop gate.
    routes = with_planted_leak(std::move(routes));
#endif
    router_->add(std::move(routes));
  }

  void add_metrics() {
    const auto read = [this](std::string_view kind, std::string_view name, std::string_view help,
                             auto value) {
      metrics_.read(kind, name, help, [value] { return static_cast<double>(value()); });
    };
    const store::Executor& executor = *executor_;
    const http::Server& server = *server_;
    read("counter", "storage_operations_total", "Operations that the storage ran.",
         [&] { return executor.counters().operations; });
    read("counter", "storage_commits_total", "Durable transactions.",
         [&] { return executor.counters().commits; });
    read("counter", "storage_failures_total", "Operations that the storage could not keep.",
         [&] { return executor.counters().failures; });
    read("gauge", "storage_waiting", "Operations that wait for the storage.",
         [&] { return executor.counters().waiting; });
    read("gauge", "storage_working", "1 while the storage can be written.",
         [&] { return executor.counters().working ? 1 : 0; });
    read("gauge", "epoch", "The store's epoch; it grows when a backup was restored.",
         [this] { return storage_.epoch().number(); });
    read("counter", "connections_accepted_total", "Connections accepted.",
         [&] { return server.counters().accepted; });
    read("counter", "connections_refused_total", "Connections refused.",
         [&] { return server.counters().refused; });
    read("counter", "handshakes_failed_total", "TLS handshakes that failed.",
         [&] { return server.counters().failed_handshakes; });
    read("gauge", "connections", "Open connections.",
         [&] { return server.counters().connections; });
    read("gauge", "streams", "Open streams.", [&] { return server.counters().streams; });
    read("counter", "log_lines_lost_total", "Lines of the log that nobody took in time.",
         [this] { return parts_.sink.lost(); });
    read("counter", "log_fields_dropped_total", "Fields of the log that were not allowed.",
         [] { return log::dropped_fields(); });
    if (code_webhook_) {
      read("gauge", "codes_waiting", "Codes on their way to the provider.",
           [this] { return code_webhook_->outbox().waiting(); });
    }
    if (push_webhook_) {
      read("gauge", "pushes_waiting", "Pushes on their way to the push service.",
           [this] { return push_webhook_->outbox().waiting(); });
    }
  }

  [[nodiscard]] bool ready() const { return serving_ && executor_->counters().working; }

  void storage_event(bool working, int code) {
    const auto type = working ? log::EventType::storage_recovered : log::EventType::storage_failed;
    events_.write(log::event(type).number(log::Field::code, code));
  }

  void stop(NetworkThread& network) {
    serving_ = false;
    events_.write(log::event(log::EventType::relay_stopping));
    maintenance_->stop();
    server_->drain(kDrainTime);
    executor_->drain();
    network.stop();
    executor_->drain();  // idle from now on: the database is this thread's
    storage_.epoch().close();
    events_.write(log::event(log::EventType::relay_stopped));
  }

  const Settings& settings_;
  const ServingParts& parts_;
  SystemClock clock_;
  auth::SystemRandom random_;
  Metrics metrics_;
  log::Log log_;
  EventLog events_;
  auth::AccessTokens tokens_;
  auth::CodeSecret secret_;
  Storage storage_;
  std::optional<WebhookCodeProvider> code_webhook_;
  std::optional<WebhookPushHook> push_webhook_;
  NoPushes no_pushes_;
  api::CodeProvider* codes_ = nullptr;
  api::PushHook* pushes_ = &no_pushes_;
  http::Loop loop_;
  http::Hub hub_;
  api::TokenGatekeeper gatekeeper_{tokens_};
  std::optional<http::Dispatcher> dispatcher_;
#ifdef SMX_RELAY_SPLIT_TAKE
  std::optional<SplitTakes> split_takes_;
#endif
  std::optional<api::Router> router_;
  std::optional<Maintenance> maintenance_;
  std::optional<http::Server> server_;
  std::optional<store::Executor> executor_;
  std::atomic<bool> serving_ = false;
};

}  // namespace

ExitCode serve(const Settings& settings, const ServingParts& parts) {
  configure_heap();
  StopSignals signals;
  Service service(settings, parts);
  service.run(signals);
  return ExitCode::ok;
}

}  // namespace smx::relay::server
