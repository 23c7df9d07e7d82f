#include "bench/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "bench/figures.h"

namespace smx::relay::bench {
namespace {

constexpr std::size_t kEach = 5;
constexpr std::size_t kLinesTogether = 16;
constexpr std::chrono::seconds kLoadPatience{60};
/// What came on a stream before it is acknowledged: fewer than the relay sends without.
constexpr std::size_t kAcknowledgeAfter = 20;

}  // namespace

/// One stream and what is on its way over it.
struct Fleet::Line {
  explicit Line(Loop& loop) : replied(loop) {}

  Account* account = nullptr;
  const Account* to = nullptr;
  std::unique_ptr<WebSocket> socket;
  bool closing = false;
  bool ended = true;
  bool busy = false;
  std::int64_t request = 0;
  std::int64_t waits_for = 0;
  int status = 0;
  Signal replied;
  std::vector<std::string> arrived;
};

double metric(std::string_view text, std::string_view name) {
  std::size_t place = text.find(fmt::format("\n{} ", name));
  if (place == std::string_view::npos) throw LinkFault(fmt::format("no metric {}", name));
  place += name.size() + 2;
  return std::strtod(std::string(text.substr(place, text.find('\n', place) - place)).c_str(),
                     nullptr);
}

Fleet::Fleet(Loop& loop, RelayProcess& relay, const SyncCount& syncs)
    : loop_(loop), relay_(relay), syncs_(syncs) {}
Fleet::~Fleet() = default;

Task<void> Fleet::register_accounts(std::size_t count) {
  co_await populate(loop_, relay_, count, kEach, 1, accounts_);
  for (std::size_t i = 0; i < accounts_.size(); ++i) {
    auto line = std::make_unique<Line>(loop_);
    line->account = accounts_[i].get();
    const std::size_t first = i - i % kEach;
    const std::size_t size = std::min(kEach, accounts_.size() - first);
    line->to = accounts_[first + (i - first + 1) % size].get();
    lines_.push_back(std::move(line));
  }
}

Task<void> Fleet::open_some(std::size_t& next, std::size_t count) {
  while (next < count) {
    Line& line = *lines_[next++];
    line.socket = co_await line.account->open_stream(in(kLoadPatience));
    line.closing = false;
    line.ended = false;
    ++open_;
    loop_.spawn(serve(line));
  }
}

Task<void> Fleet::open_streams(std::size_t count) {
  std::size_t next = open_;
  std::vector<Task<void>> work;
  for (std::size_t i = 0; i < kLinesTogether; ++i) {
    work.push_back(open_some(next, std::min(count, lines_.size())));
  }
  co_await together(loop_, std::move(work));
}

void Fleet::close_streams() {
  for (const auto& line : lines_) line->closing = true;
}

/// Reads what comes: replies for whoever waits, deliveries to acknowledge.
Task<void> Fleet::serve(Line& line) {
  while (!line.closing) {
    const std::optional<std::string> text =
        co_await line.socket->receive(in(std::chrono::milliseconds(500)));
    if (!text) continue;
    const Json frame = Json::parse(*text);
    const auto& type = frame.at("type").get_ref<const std::string&>();
    if (type == "deliver") {
      line.arrived.push_back(frame.at("delivery").at("delivery_id").get<std::string>());
    } else if (type == "reply" && frame.at("request") == line.waits_for) {
      line.waits_for = 0;
      line.status = frame.at("status").get<int>();
      line.replied.notify();
    }
    if (line.arrived.size() >= kAcknowledgeAfter) {
      const Json frame_out = {{"type", "acknowledge"},
                              {"request", ++line.request},
                              {"delivery_ids", std::exchange(line.arrived, {})}};
      line.socket->send(frame_out.dump());
    }
  }
  line.socket.reset();
  line.ended = true;
  --open_;
}

/// The streams in turn, so that none comes near what one may send in a second.
Fleet::Line* Fleet::idle_line() {
  for (std::size_t tried = 0; tried < lines_.size(); ++tried) {
    Line& line = *lines_[turn_++ % lines_.size()];
    if (!line.busy && !line.ended) return &line;
  }
  return nullptr;
}

Task<void> Fleet::send_until(Time end, std::size_t bytes, Point& point,
                             std::vector<double>& latencies) {
  while (SteadyClock::now() < end) {
    Line* const line = idle_line();
    if (line == nullptr) throw LinkFault("fewer streams than messages outstanding");
    line->busy = true;
    const Json body =
        message_body(fmt::format("load-{}", ++sent_), {line->to}, envelope_text("load", bytes));
    line->waits_for = ++line->request;
    const Json frame = {{"type", "send"}, {"request", line->waits_for}, {"body", body}};
    const Time sent = SteadyClock::now();
    line->socket->send(frame.dump());
    const bool replied = co_await line->replied.wait(in(kLoadPatience));
    if (!replied) throw LinkFault("a message was not answered");
    line->busy = false;
    if (line->status == 429) {
      ++point.limited;
    } else if (line->status != 200) {
      throw LinkFault(fmt::format("a message was refused with {}", line->status));
    } else {
      ++point.messages;
      latencies.push_back(std::chrono::duration<double>(SteadyClock::now() - sent).count());
    }
  }
}

Task<double> Fleet::commits() {
  HttpClient client(loop_, relay_.operations(), "");
  HttpRequest request;
  request.target = "/metrics";
  const HttpAnswer answer = co_await client.ask(std::move(request), in(kLoadPatience));
  co_return metric(answer.body, "smx_relay_storage_commits_total");
}

Task<Point> Fleet::measure(std::size_t outstanding, double seconds, std::size_t bytes) {
  Point point;
  point.outstanding = outstanding;
  point.connections = open_;
  std::vector<double> latencies;
  const double commits_before = co_await commits();
  const std::uint64_t syncs_before = syncs_.count();
  const double processor_before = relay_.processor_seconds();
  const Time start = SteadyClock::now();
  const Time end = start + std::chrono::duration_cast<SteadyClock::duration>(
                               std::chrono::duration<double>(seconds));
  std::vector<Task<void>> work;
  for (std::size_t i = 0; i < outstanding; ++i) {
    work.push_back(send_until(end, bytes, point, latencies));
  }
  co_await together(loop_, std::move(work));
  point.seconds = std::chrono::duration<double>(SteadyClock::now() - start).count();
  point.processor_seconds = relay_.processor_seconds() - processor_before;
  point.syncs = static_cast<double>(syncs_.count() - syncs_before);
  point.commits = co_await commits() - commits_before;
  point.p50 = percentile(latencies, 0.5);
  point.p99 = percentile(std::move(latencies), 0.99);
  co_return point;
}

}  // namespace smx::relay::bench
