#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <charconv>
#include <utility>

#include "api/json_fields.h"
#include "http/connection.h"
#include "http/deadline.h"
#include "http/dispatch_asio.h"
#include "http/signal_asio.h"
#include "http/stream.h"
#include "http/target.h"
#include "http/upgrade_beast.h"

namespace smx::relay::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using Error = boost::system::error_code;

constexpr std::string_view kStreamPath = "/v1/stream";
constexpr std::string_view kMessagesPath = "/v1/messages";
constexpr std::string_view kAcknowledgePath = "/v1/messages/acknowledge";
/// What is read at once; more only while a larger body comes in.
constexpr std::size_t kBuffer = 4096;
constexpr std::size_t kBodyBuffer = 64 * 1024;
/// How long a client that is refused in the middle of what it sends has to take notice.
constexpr std::chrono::milliseconds kLinger{1'000};

std::optional<api::Method> method_of(wire::verb verb) {
  switch (verb) {
    case wire::verb::get:
      return api::Method::get;
    case wire::verb::post:
      return api::Method::post;
    case wire::verb::put:
      return api::Method::put;
    case wire::verb::patch:
      return api::Method::patch;
    case wire::verb::delete_:
      return api::Method::remove;
    default:
      return std::nullopt;
  }
}

/// The seconds of GET /v1/messages?wait=; 0 when it does not ask or asks in a wrong way, which the
/// handler refuses.
std::int64_t wait_of(const api::Request& request) {
  const auto wait = request.query.find("wait");
  if (wait == request.query.end()) return 0;
  std::int64_t seconds = 0;
  const char* const end = wait->second.data() + wait->second.size();
  const auto [rest, fault] = std::from_chars(wait->second.data(), end, seconds);
  return fault == std::errc() && rest == end ? seconds : 0;
}

api::Response refusal(int status, Problem problem) {
  api::Response response = api::response_of(Refusal{.problem = problem});
  response.status = status;
  return response;
}

/// What a request that cannot be read is answered with; nothing when there is nobody to answer.
std::optional<api::Response> answer_to(Error error) {
  if (error == wire::error::header_limit) return refusal(431, Problem::too_large);
  if (error == wire::error::body_limit) return refusal(413, Problem::too_large);
  if (error == wire::error::end_of_stream || error == wire::error::partial_message) return {};
  static const auto& kParser = wire::make_error_code(wire::error::bad_method).category();
  if (error.category() == kParser) return refusal(400, Problem::malformed_request);
  return {};
}

class HttpConnection final : public Connection,
                             public Listener,
                             public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(std::shared_ptr<Host> host, Transport transport, std::string address)
      : host_(std::move(host)),
        transport_(std::move(transport)),
        address_(std::move(address)),
        deadline_(transport_.get_executor(), [this] { transport_.abort(); }),
        woken_(transport_.get_executor()) {}

  void start() override {
    asio::co_spawn(
        transport_.get_executor(), [self = shared_from_this()] { return self->run(); },
        [self = shared_from_this()](const std::exception_ptr&) { self->end(); });
  }

  void drain() override {
    if (stream_ != nullptr) stream_->drain();
    if (idle_) transport_.close();
    woken_.notify();
  }

  void abort() override { transport_.abort(); }

  void tick(Instant now) override {
    if (stream_ != nullptr) stream_->tick(now);
  }

  [[nodiscard]] const std::string& address() const override { return address_; }

  void on_wake() override {
    wake_ = true;
    woken_.notify();
  }

  /// Lets the request that is under way have its answer: it may be the one that revoked the device.
  void on_cut() override {
    cut_ = true;
    if (idle_) transport_.close();
    woken_.notify();
  }

  [[nodiscard]] bool waiting() const override { return waiting_; }

 private:
  using Message = wire::request<wire::string_body>;
  using Parser = wire::request_parser<wire::string_body>;
  /// A stream that the tables have let in.
  struct Opening {
    std::unique_ptr<const UpgradeRequest> upgrade;
    api::Claims claims;
  };

  asio::awaitable<void> run() {
    deadline_.set(host_->options.handshake_timeout);
    if (const auto [error, bytes] = co_await transport_.async_handshake(kAwait); error) {
      ++host_->failed_handshakes;
      co_return;
    }
    bool more = true;
    while (more && !host_->draining && !cut_) {
      if (buffer_.size() == 0) {
        buffer_ = beast::flat_buffer(most_buffered());
        idle_ = true;
        deadline_.set(host_->options.idle_timeout);
        const auto [error, bytes] = co_await transport_.async_wait_input(kAwait);
        idle_ = false;
        if (error) co_return;
      }
      more = co_await serve();
    }
    // Only here, where all that read the request is gone: a stream is idle for hours, and there are
    // thousands.
    if (opening_ == nullptr) co_return;
    co_await begin_stream();
    stream_ = nullptr;
  }

  [[nodiscard]] std::size_t most_buffered() const {
    return host_->options.header_bytes + kBodyBuffer;
  }

  /// One request and its answer; true when another may come on this connection.
  asio::awaitable<bool> serve() {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(host_->options.header_bytes));
    parser.body_limit(host_->parts.policy.http_body_bytes);
    buffer_.reserve(kBuffer);
    deadline_.set(host_->options.header_timeout);
    auto [error, bytes] = co_await wire::async_read_header(transport_, buffer_, parser, kAwait);
    if (!error && !parser.is_done()) error = co_await read_body(parser);
    if (error) {
      auto response = answer_to(error);
      if (!response) co_return false;
      note(*response);
      if (co_await respond(std::move(*response), 11, false)) co_await linger();
      co_return false;
    }
    co_return co_await answer(parser.release());
  }

  asio::awaitable<Error> read_body(Parser& parser) {
    deadline_.set(host_->options.body_timeout);
    if (beast::iequals(parser.get()[wire::field::expect], "100-continue")) {
      wire::response<wire::empty_body> go_on(wire::status::continue_, 11);
      const auto [error, bytes] = co_await wire::async_write(transport_, go_on, kAwait);
      if (error) co_return error;
    }
    if (parser.content_length().value_or(0) > kBuffer) buffer_.reserve(kBodyBuffer);
    const auto [error, bytes] = co_await wire::async_read(transport_, buffer_, parser, kAwait);
    co_return error;
  }

  asio::awaitable<bool> answer(Message message) {
    const unsigned version = message.version();
    const bool keep = message.keep_alive();
    const auto method = method_of(message.method());
    auto request = request_of(message);
    if (!method || !request) {
      // A method that we do not know may be one whose answer has no body (HEAD): the last answer.
      auto response =
          method ? refusal(400, Problem::malformed_request) : refusal(405, Problem::not_found);
      note(response);
      co_await respond(std::move(response), version, false);
      co_return false;
    }
    request->method = *method;
    const bool upgrade = streams() && request->path == kStreamPath && is_upgrade(message);
    if (upgrade) {
      request->headers.emplace("upgrade", "websocket");
      co_return co_await open_stream(std::move(*request), std::move(message));
    }
    auto served = co_await served_for(std::move(*request));
    co_return co_await respond(std::move(served.response), version, keep) && keep;
  }

  [[nodiscard]] bool streams() const {
    return host_->parts.router != nullptr && host_->parts.hub != nullptr;
  }

  static bool is_upgrade(const Message& message) { return beast::websocket::is_upgrade(message); }

  /// Nothing when the target is malformed or a header that decides something comes twice.
  std::optional<api::Request> request_of(Message& message) {
    const std::string_view text(message.target().data(), message.target().size());
    auto target = parse_target(text);
    if (!target) return std::nullopt;
    api::Request request;
    request.path = std::move(target->path);
    request.query = std::move(target->query);
    for (const auto& [field, name] :
         {std::pair(wire::field::authorization, "authorization"), {wire::field::range, "range"}}) {
      if (message.count(field) > 1) return std::nullopt;
      if (message.count(field) == 1) request.headers.emplace(name, message[field]);
    }
    if (message.count("Upload-Offset") > 1) return std::nullopt;
    if (message.count("Upload-Offset") == 1) {
      request.headers.emplace("upload-offset", message["Upload-Offset"]);
    }
    request.body = std::move(message.body());
    request.address = address_;
    return request;
  }

  asio::awaitable<api::Served> ask(api::Request request) {
    co_return co_await answer_of(
        transport_.get_executor(), [this, &request](api::Service::Done done) {
          host_->parts.service.dispatch(std::move(request), std::move(done));
        });
  }

  /// The answer, for which a request that waits for messages waits here.
  asio::awaitable<api::Served> served_for(api::Request request) {
    deadline_.clear();
    if (!streams()) co_return co_await ask(std::move(request));
    const bool poll = request.method == api::Method::get && request.path == kMessagesPath;
    const bool acknowledges =
        request.method == api::Method::post && request.path == kAcknowledgePath;
    const auto wait = poll ? wait_of(request) : 0;
    const api::Request again = wait > 0 ? request : api::Request();
    const std::string body = acknowledges ? request.body : std::string();
    auto served = co_await ask(std::move(request));
    if (!served.claims || served.response.status != 200) co_return served;
    belong_to(served.claims->device);
    if (acknowledges) tell_acknowledged(body);
    if (wait > 0 && empty(served)) co_return co_await poll_for(again, std::move(served), wait);
    co_return served;
  }

  /// What never came to a route.
  void note(const api::Response& response) {
    log::Event line = log::event(log::EventType::request_refused);
    line.number(log::Field::status, response.status)
        .problem(response.body.at("error").at("code").get<std::string>());
    host_->parts.events.write(line);
  }

  static bool empty(const api::Served& served) {
    const auto deliveries = served.response.body.find("deliveries");
    return served.response.status == 200 && deliveries != served.response.body.end() &&
           deliveries->empty();
  }

  /// Asks again each time when something comes into the queue, until the time is over. In the hub
  /// already when it asks for the first time: nothing is missed in between.
  asio::awaitable<api::Served> poll_for(const api::Request& request, api::Served served,
                                        std::int64_t seconds) {
    const auto until = Signal::Time::now() + std::chrono::seconds(seconds);
    const api::Claims claims = *served.claims;
    waiting_ = true;
    wake_ = true;
    while (empty(served) && (wake_ || cut_ || Signal::Time::now() < until)) {
      if (!wake_ && !cut_) {
        if (host_->draining) break;
        co_await woken_.wait_until(until);
        continue;
      }
      wake_ = false;
      served = co_await answer_of(
          transport_.get_executor(), [this, &claims, &request](api::Service::Done done) {
            host_->parts.router->dispatch_for(claims, api::Request(request), std::move(done));
          });
      if (cut_) break;
    }
    waiting_ = false;
    co_return served;
  }

  void belong_to(const DeviceId& device) {
    if (device_ == device) return;
    leave();
    device_ = device;
    host_->parts.hub->add_connection(device_, *this);
  }

  void leave() {
    if (!device_.empty()) host_->parts.hub->remove(device_, *this);
    device_ = DeviceId();
  }

  /// The handler has taken the body, so it has the form that is read here.
  void tell_acknowledged(const std::string& body) {
    const auto parsed = nlohmann::json::parse(body, nullptr, false);
    if (!parsed.is_object()) return;
    host_->parts.hub->acknowledged(device_,
                                   parsed.value("delivery_ids", std::vector<std::string>()));
  }

  asio::awaitable<bool> open_stream(api::Request request, Message message) {
    const unsigned version = message.version();
    auto served = co_await ask(std::move(request));
    if (served.response.status != 200 || !served.claims) {
      const bool keep = message.keep_alive();
      co_return co_await respond(std::move(served.response), version, keep) && keep;
    }
    opening_ = std::make_unique<Opening>(std::make_unique<const UpgradeRequest>(std::move(message)),
                                         std::move(*served.claims));
    co_return false;
  }

  asio::awaitable<void> begin_stream() {
    leave();
    buffer_ = beast::flat_buffer();
    const auto opening = std::move(opening_);
    stream_ = make_stream(host_, {shared_from_this(), &transport_, &deadline_}, address_,
                          std::move(opening->claims));
    return stream_->run(std::move(opening->upgrade));
  }

  /// False when it could not be written.
  asio::awaitable<bool> respond(api::Response response, unsigned version, bool keep) {
    wire::response<wire::string_body> message(static_cast<wire::status>(response.status), version);
    message.keep_alive(keep && !host_->draining && !cut_);
    message.set(wire::field::cache_control, "no-store");
    for (const auto& [name, value] : response.headers) message.set(name, value);
    if (response.status != 204) {
      const bool json = response.octets.empty() && response.content_type == "application/json";
      message.set(wire::field::content_type, response.content_type);
      message.body() = json ? response.body.dump() : std::move(response.octets);
      message.prepare_payload();
    }
    wire::response_serializer<wire::string_body> serializer(message);
    while (!serializer.is_done()) {
      // For each part: a large answer may take long as long as it moves.
      deadline_.set(host_->options.write_timeout);
      const auto [error, bytes] = co_await wire::async_write_some(transport_, serializer, kAwait);
      if (error) co_return false;
    }
    co_return true;
  }

  asio::awaitable<void> linger() {
    deadline_.set(kLinger);
    co_await transport_.async_goodbye(kAwait);
  }

  void end() {
    deadline_.clear();
    stream_ = nullptr;
    leave();
    transport_.close();
    if (host_->ended) host_->ended(*this);
  }

  std::shared_ptr<Host> host_;
  Transport transport_;
  std::string address_;
  beast::flat_buffer buffer_;
  Deadline deadline_;
  Signal woken_;
  std::unique_ptr<Opening> opening_;
  std::shared_ptr<Stream> stream_;
  /// The last device that asked on this connection.
  DeviceId device_;
  bool idle_ = false;
  bool wake_ = false;
  bool cut_ = false;
  bool waiting_ = false;
};

}  // namespace

std::shared_ptr<Connection> make_connection(std::shared_ptr<Host> host, Transport transport,
                                            std::string address) {
  return std::make_shared<HttpConnection>(std::move(host), std::move(transport),
                                          std::move(address));
}

}  // namespace smx::relay::http
