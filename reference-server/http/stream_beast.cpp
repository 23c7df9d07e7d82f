#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <list>
#include <memory>
#include <utility>

#include "api/json_fields.h"
#include "api/token_bucket.h"
#include "http/delivery_window.h"
#include "http/reply_queue.h"
#include "http/signal_asio.h"
#include "http/stream_message.h"
#include "http/upgrade_beast.h"

namespace smx::relay::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;

/// Closing codes of the interface.
constexpr std::uint16_t kGoingAway = 1001;
constexpr std::uint16_t kTextOnly = 1003;
constexpr std::uint16_t kNewerStream = 1013;
constexpr std::uint16_t kTokenOver = 4001;
constexpr std::uint16_t kRevoked = 4003;

constexpr std::size_t kWindow = 100;
/// Deliveries asked for at once: with the largest envelopes a quarter of a MiB.
constexpr std::size_t kBatch = 16;
/// Requests of a client that are under way, and bytes that it has not taken, before the relay reads
/// no more of it.
constexpr std::size_t kOutstanding = 64;
constexpr std::size_t kUnsent = 256 * 1024;
constexpr std::chrono::seconds kClosing{5};
/// How long the client has to end the connection after the WebSocket.
constexpr std::chrono::seconds kCloseLinger{1};

class WebSocketStream final : public Stream,
                              public Listener,
                              public std::enable_shared_from_this<WebSocketStream> {
 public:
  WebSocketStream(std::shared_ptr<Host> host, Line line, std::string address, api::Claims claims)
      : host_(std::move(host)),
        owner_(std::move(line.owner)),
        socket_(*line.transport),
        deadline_(*line.deadline),
        address_(std::move(address)),
        claims_(std::move(claims)),
        window_(kWindow),
        bucket_({host_->parts.policy.websocket_messages_per_second,
                 host_->parts.policy.websocket_burst},
                host_->parts.clock.now()),
        work_(socket_.get_executor()),
        room_(socket_.get_executor()),
        written_(socket_.get_executor()) {}

  asio::awaitable<void> run(std::unique_ptr<const UpgradeRequest> upgrade) override {
    set_options();
    deadline_.set(host_->options.handshake_timeout);
    if (const auto [error] = co_await socket_.async_accept(upgrade->request, kAwait); error) {
      co_return;
    }
    upgrade.reset();
    deadline_.clear();
    opened();
    asio::co_spawn(
        socket_.get_executor(), [self = shared_from_this()] { return self->write_all(); },
        [self = shared_from_this()](const std::exception_ptr&) {
          self->writing_ = false;
          self->closing_ = true;
          self->room_.notify();
          self->written_.notify();
        });
    // The queue is asked only now: what revoked the device before this is seen by its answer, and
    // what does so from now on by the hub.
    deliver_more();
    ask_prekeys(false);
    co_await read_all();
    closing_ = true;
    work_.notify();
    deadline_.set(kCloseLinger);
    co_await socket_.next_layer().async_goodbye(kAwait);
    while (writing_) co_await written_.wait();
    closed();
  }

  void drain() override {
    draining_ = true;
    close_when_drained();
    work_.notify();
  }

  void tick(Instant now) override {
    if (closing_) return;
    if (now >= Instant::of_seconds(claims_.expires_at)) {
      // Asked once more, so that the tables note that it is over: a clock that is set back later
      // revives no token.
      ask_prekeys(false);
      close(kTokenOver);
      return;
    }
    // Also what could not be asked while the storage did not work.
    deliver_more();
  }

  void on_wake() override {
    window_.wake();
    deliver_more();
  }
  void on_cut() override { close(kRevoked); }
  void on_low_prekeys() override { ask_prekeys(true); }
  void on_replaced() override { close(kNewerStream); }
  void on_acknowledged(std::span<const std::string> deliveries) override {
    window_.acknowledged(deliveries);
    deliver_more();
  }
  [[nodiscard]] bool waiting() const override { return !closing_; }

 private:
  void set_options() {
    websocket::stream_base::timeout timeout{};
    timeout.handshake_timeout = kClosing;
    timeout.idle_timeout = host_->options.idle_timeout;
    timeout.keep_alive_pings = true;
    socket_.set_option(timeout);
    socket_.read_message_max(host_->parts.policy.websocket_message_bytes);
    socket_.auto_fragment(false);
    socket_.text(true);
  }

  [[nodiscard]] log::Event event(log::EventType type) const {
    log::Event line = log::event(type);
    line.id(log::Field::org_id, claims_.organisation.text())
        .id(log::Field::sub_h8, claims_.user.text())
        .id(log::Field::device_h8, claims_.device.text())
        .address(address_);
    return line;
  }

  void opened() {
    ++host_->streams;
    host_->parts.events.write(event(log::EventType::stream_opened));
    host_->parts.hub->add_stream(claims_.device, *this);
  }

  void closed() {
    --host_->streams;
    host_->parts.hub->remove(claims_.device, *this);
    log::Event line = event(log::EventType::stream_closed);
    const auto open = std::chrono::steady_clock::now() - begun_;
    line.number(log::Field::code, code_ != 0 ? code_ : socket_.reason().code)
        .number(log::Field::count, received_)
        .number(log::Field::duration_us,
                std::chrono::duration_cast<std::chrono::microseconds>(open).count());
    host_->parts.events.write(line);
  }

  void close(std::uint16_t code) {
    if (closing_) return;
    closing_ = true;
    code_ = code;
    host_->parts.hub->remove(claims_.device, *this);
    work_.notify();
    room_.notify();
    // A client that does not answer the close, or takes nothing, is cut off.
    deadline_.set(kClosing);
    asio::co_spawn(
        socket_.get_executor(),
        [self = shared_from_this(), code]() -> asio::awaitable<void> {
          co_await self->socket_.async_close(websocket::close_reason(code), kAwait);
          self->room_.notify();
        },
        asio::detached);
  }

  asio::awaitable<void> read_all() {
    beast::flat_buffer buffer;
    while (!closing_) {
      const auto [error, bytes] = co_await socket_.async_read(buffer, kAwait);
      if (error) co_return;
      if (!socket_.got_text()) {
        close(kTextOnly);
        break;
      }
      if (!draining_ && !closing_) {
        const auto data = buffer.cdata();
        take(std::string_view(static_cast<const char*>(data.data()), data.size()));
      }
      buffer = beast::flat_buffer();
      while (!closing_ && (replies_.size() >= kOutstanding || unsent_ > kUnsent)) {
        co_await room_.wait();
      }
    }
    // Closing: what still comes is not looked at; the close ends the reading.
    for (;;) {
      buffer.clear();
      const auto [error, bytes] = co_await socket_.async_read(buffer, kAwait);
      if (error) co_return;
    }
  }

  /// One message of the client.
  void take(std::string_view text) {
    ++received_;
    const auto place = replies_.reserve();
    const Instant now = host_->parts.clock.now();
    const bool in_time = bucket_.take(now);
    StreamFrame frame = parse_stream_frame(text);
    if (!in_time) {
      refuse(place, frame.number,
             Refusal{.problem = Problem::rate_limited,
                     .detail = {{"retry_after", bucket_.retry_after()}}});
    } else if (!frame.request) {
      refuse(place, frame.number, frame.request.error());
    } else {
      perform(place, *frame.request);
    }
  }

  void refuse(std::uint64_t place, std::optional<std::int64_t> number, const Refusal& refusal) {
    reply(place, number, api::response_of(refusal));
  }

  void reply(std::uint64_t place, std::optional<std::int64_t> number,
             const api::Response& response) {
    replies_.fill(place, stream_reply(number, response));
    while (auto ready = replies_.take()) send(std::move(*ready));
    room_.notify();
  }

  void perform(std::uint64_t place, StreamRequest& request) {
    switch (request.verb) {
      case StreamVerb::ping:
        reply(place, request.number, api::Response{});
        break;
      case StreamVerb::token:
        renew(place, request);
        break;
      case StreamVerb::send:
        pass_on(place, request, "/v1/messages");
        break;
      case StreamVerb::acknowledge:
        pass_on(place, request, "/v1/messages/acknowledge");
        break;
    }
  }

  void pass_on(std::uint64_t place, StreamRequest& request, std::string path) {
    api::Request message;
    message.method = api::Method::post;
    message.path = std::move(path);
    message.json = std::move(request.body);
    ask(claims_, std::move(message),
        [this, place, number = request.number,
         acknowledged = std::move(request.delivery_ids)](const api::Served& served) {
          reply(place, number, served.response);
          if (served.response.status == 200 && !acknowledged.empty()) {
            host_->parts.hub->acknowledged(claims_.device, acknowledged);
          }
          end_if_refused(served.response);
        });
  }

  /// Another token of the same device, which the tables have to know as well.
  void renew(std::uint64_t place, const StreamRequest& request) {
    auto claims = host_->parts.router->verify(request.access_token);
    if (claims && (claims->device != claims_.device || claims->user != claims_.user)) {
      claims = relay::refuse(Problem::forbidden);
    }
    if (!claims) {
      log::Event line = event(log::EventType::authentication_refused);
      host_->parts.events.write(line.problem(problem_name(claims.error().problem)));
      refuse(place, request.number, claims.error());
      return;
    }
    api::Request message;
    message.path = "/v1/stream";
    message.headers.emplace("upgrade", "websocket");
    ask(*claims, std::move(message),
        [this, place, number = request.number, claims = *claims](const api::Served& served) {
          const bool taken = served.response.status == 200;
          if (taken && claims.expires_at > claims_.expires_at) claims_ = claims;
          reply(place, number, taken ? api::Response{} : served.response);
        });
  }

  /// Runs a request under a token and takes its answer on this thread.
  template <class Take>
  void ask(const api::Claims& claims, api::Request request, Take take) {
    request.address = address_;
    host_->parts.router->dispatch_for(
        claims, std::move(request),
        [self = shared_from_this(), take = std::move(take)](api::Served&& served) mutable {
          const auto executor = self->socket_.get_executor();
          asio::post(executor, [self = std::move(self), take = std::move(take),
                                answer = std::move(served)] { take(answer); });
        });
  }

  /// A stream whose device may ask for nothing any more has no reason to be.
  void end_if_refused(const api::Response& response) {
    if (response.status != 401 && response.status != 403) return;
    const auto code = response.body.at("error").at("code").get<std::string>();
    close(code == problem_name(Problem::token_expired) ? kTokenOver : kRevoked);
  }

  void deliver_more() {
    if (closing_ || draining_ || unsent_ > kUnsent) return;
    const auto query = window_.next(kBatch);
    if (!query) return;
    api::Request request;
    request.path = "/v1/messages";
    request.query = {{"after", std::to_string(query->after)},
                     {"limit", std::to_string(query->limit)}};
    ask(claims_, std::move(request),
        [this](const api::Served& served) { deliver(served.response); });
  }

  void deliver(const api::Response& response) {
    if (response.status != 200) {
      // The storage does not work now: the next tick asks again.
      window_.answered(true);
      end_if_refused(response);
      return;
    }
    for (const auto& delivery : response.body.at("deliveries")) {
      const auto id = delivery.at("delivery_id").get<std::string>();
      if (!window_.deliver(id, delivery.at("sequence").get<std::int64_t>())) break;
      auto frame = deliver_frame(delivery, host_->parts.policy.websocket_message_bytes);
      if (frame.fetch) window_.must_be_fetched(id);
      send(std::move(frame.text));
    }
    window_.answered(response.body.at("more").get<bool>());
    deliver_more();
  }

  /// `always`: also when there are enough.
  void ask_prekeys(bool always) {
    if (closing_ || draining_) return;
    api::Request request;
    request.path = "/v1/keys";
    ask(claims_, std::move(request), [this, always](const api::Served& served) {
      if (served.response.status != 200) return;
      if (always || served.response.body.at("low").get<bool>()) {
        send(prekeys_frame(served.response.body.at("one_time_prekeys").get<std::int64_t>()));
      }
    });
  }

  void send(std::string text) {
    if (closing_) return;
    unsent_ += text.size();
    unsent_frames_.push_back(std::move(text));
    work_.notify();
  }

  asio::awaitable<void> write_all() {
    while (!closing_) {
      if (unsent_frames_.empty()) {
        close_when_drained();
        if (!closing_) co_await work_.wait();
        continue;
      }
      const std::string text = std::move(unsent_frames_.front());
      unsent_frames_.pop_front();
      deadline_.set(host_->options.write_timeout);
      const auto [error, bytes] = co_await socket_.async_write(asio::buffer(text), kAwait);
      if (error) {
        beast_close_socket(socket_.next_layer());
        co_return;
      }
      if (!closing_) deadline_.clear();
      unsent_ -= text.size();
      room_.notify();
      deliver_more();
    }
  }

  void close_when_drained() {
    if (draining_ && replies_.size() == 0 && unsent_frames_.empty()) close(kGoingAway);
  }

  std::shared_ptr<Host> host_;
  std::shared_ptr<void> owner_;  // of the two below
  websocket::stream<Transport&, false> socket_;
  Deadline& deadline_;
  std::string address_;
  api::Claims claims_;
  DeliveryWindow window_;
  api::TokenBucket bucket_;
  ReplyQueue replies_;
  std::list<std::string> unsent_frames_;  // no deque: an empty one has memory
  std::size_t unsent_ = 0;
  Signal work_;
  Signal room_;
  Signal written_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  std::int64_t received_ = 0;
  std::uint16_t code_ = 0;
  bool writing_ = true;
  bool closing_ = false;
  bool draining_ = false;
};

}  // namespace

std::shared_ptr<Stream> make_stream(std::shared_ptr<Host> host, Line line, std::string address,
                                    api::Claims claims) {
  return std::make_shared<WebSocketStream>(std::move(host), std::move(line), std::move(address),
                                           std::move(claims));
}

}  // namespace smx::relay::http
