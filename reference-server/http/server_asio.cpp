#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "api/limit_table.h"
#include "http/connection.h"
#include "http/connection_count.h"
#include "http/loop_asio.h"
#include "http/server.h"
#include "http/tls_context.h"
#include "relay/refusal.h"

namespace smx::relay::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;

/// How long the relay waits before it accepts again when the process has no descriptor left.
constexpr std::chrono::milliseconds kRest{100};
/// How long connections may take to fall when they are cut off.
constexpr std::chrono::milliseconds kFall{2'000};

log::Event refused(const std::string& address) {
  log::Event event = log::event(log::EventType::connection_refused);
  event.address(address).problem(problem_name(Problem::rate_limited));
  return event;
}

}  // namespace

class Server::Core : public std::enable_shared_from_this<Server::Core> {
 public:
  Core(Loop& loop, const ServerParts& parts, ServerOptions options)
      : context_(loop.impl().context),
        acceptor_(context_),
        rest_(context_),
        tick_(context_),
        host_(std::make_shared<Host>(parts, std::move(options))),
        count_(host_->options.connections, host_->options.connections_per_address) {
    load();
    open();
  }

  void start() {
    asio::post(context_, [self = shared_from_this()] {
      self->host_->ended = [weak = self->weak_from_this()](Connection& connection) {
        if (const auto core = weak.lock()) core->ended(connection);
      };
      self->accept();
      self->tick();
    });
  }

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

  bool reload() {
    if (!host_->options.tls) return true;
    try {
      auto context = make_context();
      const std::scoped_lock lock(mutex_);
      tls_ = std::move(context);
    } catch (const std::runtime_error&) {
      host_->parts.events.write(log::event(log::EventType::certificate_refused));
      return false;
    }
    host_->parts.events.write(log::event(log::EventType::certificate_loaded));
    return true;
  }

  bool drain(std::chrono::milliseconds most) {
    asio::post(context_, [self = shared_from_this()] { self->begin_drain(); });
    std::unique_lock lock(mutex_);
    const auto done = [this] { return drained_ && connections_ == 0; };
    if (changed_.wait_for(lock, most, done)) return true;
    lock.unlock();
    asio::post(context_, [self = shared_from_this()] {
      for (const auto& connection : self->all()) connection->abort();
    });
    lock.lock();
    changed_.wait_for(lock, kFall, done);
    return false;
  }

  Counters counters() const {
    const std::scoped_lock lock(mutex_);
    return {accepted_, refused_, host_->failed_handshakes, connections_, host_->streams};
  }

 private:
  [[nodiscard]] std::shared_ptr<const TlsContext> make_context() const {
    const TlsFiles& files = *host_->options.tls;
    return std::make_shared<const TlsContext>(files.certificate_file, files.key_file,
                                              host_->options.keylog);
  }

  void load() {
    if (!host_->options.tls) return;
    tls_ = make_context();
    host_->parts.events.write(log::event(log::EventType::certificate_loaded));
  }

  void open() {
    Error error;
    const auto address = asio::ip::make_address(host_->options.address, error);
    if (error) throw std::runtime_error("the address to listen on is none");
    if (!host_->options.tls && !address.is_loopback()) {
      throw std::runtime_error("plain HTTP is for a loopback address only");
    }
    const tcp::endpoint endpoint(address, host_->options.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) throw std::runtime_error("cannot listen on the address and port");
    port_ = acceptor_.local_endpoint().port();
  }

  void accept() {
    acceptor_.async_accept([self = shared_from_this()](Error error, tcp::socket socket) {
      if (!self->acceptor_.is_open()) return;
      if (error) {
        self->accept_later(error);
        return;
      }
      self->take(std::move(socket));
      self->accept();
    });
  }

  /// A client that went away again is nothing; without descriptors, connections have to end first.
  void accept_later(Error error) {
    if (error == asio::error::connection_aborted) {
      accept();
      return;
    }
    log::Event event = log::event(log::EventType::connection_refused);
    event.number(log::Field::code, error.value());
    host_->parts.events.write(event);
    rest_.expires_after(kRest);
    rest_.async_wait([self = shared_from_this()](Error cancelled) {
      if (!cancelled && self->acceptor_.is_open()) self->accept();
    });
  }

  void take(tcp::socket socket) {
    Error error;
    const auto endpoint = socket.remote_endpoint(error);
    if (error) return;
    std::string address = endpoint.address().to_string();
    const bool room = count_.enter(api::limit_key(address));
    {
      const std::scoped_lock lock(mutex_);
      ++(room ? accepted_ : refused_);
    }
    if (!room) {
      host_->parts.events.write(refused(address));
      return;
    }
    socket.set_option(tcp::no_delay(true), error);
    TlsContext::Session session;
    {
      const std::scoped_lock lock(mutex_);
      if (tls_ != nullptr) session = tls_->session();
    }
    auto connection = make_connection(host_, Transport(std::move(socket), std::move(session)),
                                      std::move(address));
    Connection* const key = connection.get();
    const auto& kept = all_.emplace(key, std::move(connection)).first->second;
    changed();
    kept->start();
  }

  void ended(Connection& connection) {
    count_.leave(api::limit_key(connection.address()));
    all_.erase(&connection);
    changed();
  }

  void changed() {
    {
      const std::scoped_lock lock(mutex_);
      connections_ = all_.size();
    }
    changed_.notify_all();
  }

  /// A copy: connections leave while they are told.
  [[nodiscard]] std::vector<std::shared_ptr<Connection>> all() const {
    std::vector<std::shared_ptr<Connection>> result;
    result.reserve(all_.size());
    for (const auto& [key, connection] : all_) result.push_back(connection);
    return result;
  }

  void tick() {
    tick_.expires_after(host_->options.tick);
    tick_.async_wait([self = shared_from_this()](Error error) {
      if (error) return;
      const Instant now = self->host_->parts.clock.now();
      for (const auto& connection : self->all()) connection->tick(now);
      self->tick();
    });
  }

  void begin_drain() {
    Error ignored;
    acceptor_.close(ignored);
    rest_.cancel();
    host_->draining = true;
    for (const auto& connection : all()) connection->drain();
    {
      const std::scoped_lock lock(mutex_);
      drained_ = true;
    }
    changed_.notify_all();
  }

  asio::io_context& context_;
  tcp::acceptor acceptor_;
  asio::steady_timer rest_;
  asio::steady_timer tick_;
  std::shared_ptr<Host> host_;
  ConnectionCount count_;
  std::unordered_map<Connection*, std::shared_ptr<Connection>> all_;
  std::uint16_t port_ = 0;

  // What other threads see.
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<const TlsContext> tls_;
  bool drained_ = false;
  std::size_t connections_ = 0;
  std::uint64_t accepted_ = 0;
  std::uint64_t refused_ = 0;
};

Server::Server(Loop& loop, const ServerParts& parts, ServerOptions options)
    : core_(std::make_shared<Core>(loop, parts, std::move(options))) {}

Server::~Server() = default;

void Server::start() { core_->start(); }

std::uint16_t Server::port() const noexcept { return core_->port(); }

bool Server::reload_certificate() { return core_->reload(); }

bool Server::drain(std::chrono::milliseconds most) { return core_->drain(most); }

Server::Counters Server::counters() const { return core_->counters(); }

}  // namespace smx::relay::http
