#include "tests/system/traffic.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace smx::relay::storm {

using namespace bench;

namespace {

constexpr std::size_t kContent = 24;  // "person number " in a field of its own
constexpr std::chrono::seconds kTrafficPatience{30};
/// Of what came on a stream, before it is acknowledged.
constexpr std::size_t kAcknowledgeAfter = 10;

std::string content_of(std::size_t person, std::uint32_t number) {
  return fmt::format("{:<{}}", fmt::format("{} {}", person, number), kContent);
}

}  // namespace

Traffic::Traffic(Loop& loop, RelayProcess& relay, const Plan& plan)
    : loop_(loop),
      relay_(relay),
      plan_(plan),
      outage_(loop, relay),
      ledger_(plan.organisations * kEach) {}

Task<void> Traffic::populate() {
  co_await bench::populate(loop_, relay_, plan_.organisations * kEach, kEach, 1, accounts_);
  people_.resize(accounts_.size());
  for (std::size_t i = 0; i < people_.size(); ++i) {
    people_[i].index = i;
    people_[i].account = accounts_[i].get();
    people_[i].random.seed(plan_.seed * 7919 + i);
    people_[i].late = plan_.late != 0 && i % plan_.late == 0;
    outage_.know(*accounts_[i]);
  }
  unfinished_ = people_.size();
  sending_ = people_.size();
}

Task<void> Traffic::run() {
  std::vector<Task<void>> work;
  for (Person& person : people_) work.push_back(live(person));
  co_await together(loop_, std::move(work));
}

/// The next message of a person, for one to three of the others; false when there is none.
bool Traffic::compose(Person& person) {
  if (person.open) return true;
  if (person.next >= plan_.messages) return false;
  Message message;
  message.number = person.next++;
  const std::size_t first = person.index - person.index % kEach;
  std::vector<std::size_t> others;
  for (std::size_t i = first; i < first + kEach; ++i) {
    if (i != person.index) others.push_back(i);
  }
  std::ranges::shuffle(others, person.random);
  others.resize(1 + person.random() % 3);
  std::vector<const Account*> recipients;
  for (const std::size_t receiver : others) {
    recipients.push_back(accounts_[receiver].get());
    ledger_.offered(person.index, receiver, message.number);
  }
  message.receivers = std::move(others);
  message.body = message_body(fmt::format("message-{}", message.number), recipients,
                              envelope_text(content_of(person.index, message.number), 128));
  person.open = std::move(message);
  return true;
}

void Traffic::note_stored(Person& person) {
  for (const std::size_t receiver : person.open->receivers) {
    ledger_.stored(person.index, receiver, person.open->number);
  }
  person.open.reset();
  ++sent_;
}

void Traffic::note_arrival(Person& person, const Json& delivery) {
  const std::string content =
      envelope_content(delivery.at("envelope").get<std::string>(), kContent);
  std::size_t sender = 0;
  std::uint32_t number = 0;
  const char* const end = content.data() + content.size();
  const auto read = std::from_chars(content.data(), end, sender);
  if (read.ec != std::errc() || read.ptr == end ||
      std::from_chars(read.ptr + 1, end, number).ec != std::errc()) {
    throw LinkFault("an envelope arrived that nobody wrote");
  }
  const auto id = delivery.at("delivery_id").get<std::string>();
  ledger_.arrived(person.index, id, delivery.at("sequence").get<std::int64_t>(), sender, number);
  person.unacknowledged.push_back(id);
}

Task<void> Traffic::live(Person& person) {
  while (person.open || person.next < plan_.messages) {
    ++connections_;
    if (!person.late && person.random() % 4 != 0) {
      co_await stream_episode(person);
    } else {
      co_await request_episode(person);
    }
    person.account->disconnect();
  }
  --sending_;
  while (sending_ > 0) {
    if (!person.late) static_cast<void>(co_await fetch(person, true));
    co_await sleep_until(loop_, in(std::chrono::milliseconds(200)));
  }
  co_await drain(person);
  --unfinished_;
}

/// One connection's life: what is to be sent, what comes, what is acknowledged.
class Traffic::StreamEpisode {
 public:
  StreamEpisode(Traffic& traffic, Person& person)
      : traffic_(traffic), person_(person), left_(60 + person.random() % 80) {}

  /// Until the connection has had its share.
  Task<void> run(WebSocket& socket) {
    while (left_ > 0) {
      send_what_is_due(socket);
      if (!sending_ && !acknowledging_ && !traffic_.compose(person_)) co_return;
      const std::optional<std::string> text = co_await socket.receive(
          std::min(in(kTrafficPatience), sending_ ? in(kTrafficPatience) : next_));
      if (text) {
        accept(Json::parse(*text));
      } else if (sending_) {
        throw LinkFault("a stream did not answer");
      }
    }
  }

 private:
  void send_what_is_due(WebSocket& socket) {
    if (!sending_ && SteadyClock::now() >= next_ && traffic_.compose(person_)) {
      const Json frame = {{"type", "send"}, {"request", ++request_}, {"body", person_.open->body}};
      socket.send(frame.dump());
      sending_ = request_;
    }
    if (!acknowledging_ && SteadyClock::now() >= next_ &&
        person_.unacknowledged.size() >= kAcknowledgeAfter) {
      in_acknowledgement_ = std::exchange(person_.unacknowledged, {});
      const Json frame = {
          {"type", "acknowledge"}, {"request", ++request_}, {"delivery_ids", in_acknowledgement_}};
      socket.send(frame.dump());
      acknowledging_ = request_;
    }
  }

  void accept(const Json& frame) {
    const auto& type = frame.at("type").get_ref<const std::string&>();
    if (type == "deliver") {
      traffic_.note_arrival(person_, frame.at("delivery"));
      --left_;
    } else if (type == "reply") {
      reply(frame);
    }
  }

  void reply(const Json& frame) {
    const int status = frame.at("status").get<int>();
    const auto request = frame.at("request").get<std::int64_t>();
    const bool limited = status == 429;
    if (status != 200 && !limited) {
      throw LinkFault(fmt::format("a stream's request was refused: {}", frame.dump()));
    }
    if (limited) next_ = in(std::chrono::milliseconds(100));
    if (request == sending_) {
      sending_.reset();
      if (!limited) traffic_.note_stored(person_);
      left_ -= std::min<std::size_t>(left_, 1);
    } else if (request == acknowledging_) {
      acknowledging_.reset();
      for (std::string& id : in_acknowledgement_) {
        if (limited) {
          person_.unacknowledged.push_back(std::move(id));
        } else {
          traffic_.ledger_.acknowledged(person_.index, id);
        }
      }
    }
  }

  Traffic& traffic_;
  Person& person_;
  std::size_t left_;
  std::int64_t request_ = 0;
  std::optional<std::int64_t> sending_;
  std::optional<std::int64_t> acknowledging_;
  std::vector<std::string> in_acknowledgement_;
  Time next_ = SteadyClock::now();
};

Task<void> Traffic::stream_episode(Person& person) {
  co_await outage_.wait_until_up();
  const std::size_t before = outage_.strikes();
  // What an earlier connection did not acknowledge comes again.
  person.unacknowledged.clear();
  try {
    const std::unique_ptr<WebSocket> socket =
        co_await person.account->open_stream(in(kTrafficPatience));
    StreamEpisode episode(*this, person);
    co_await episode.run(*socket);
  } catch (const LinkFault&) {
    if (outage_.strikes() == before) throw;
  }
}

Task<void> Traffic::send_by_request(Person& person) {
  if (!compose(person)) co_return;
  const std::optional<Reply> reply =
      co_await outage_.ask(*person.account, "POST", "/v1/messages", person.open->body);
  if (!reply) co_return;
  if (!reply->ok()) {
    throw LinkFault(fmt::format("a message was refused: {} {}", reply->status, reply->problem()));
  }
  note_stored(person);
}

Task<std::size_t> Traffic::fetch(Person& person, bool acknowledge) {
  person.unacknowledged.clear();
  const std::optional<Reply> reply =
      co_await outage_.ask(*person.account, "GET", "/v1/messages?wait=1");
  if (!reply) co_return 1;
  if (!reply->ok()) throw LinkFault(fmt::format("a fetch was refused: {}", reply->status));
  for (const Json& delivery : reply->body.at("deliveries")) note_arrival(person, delivery);
  const std::size_t came = person.unacknowledged.size();
  if (came == 0 || !acknowledge) co_return came;
  const std::vector<std::string> ids = std::exchange(person.unacknowledged, {});
  Json body = {{"delivery_ids", ids}};
  const std::optional<Reply> done =
      co_await outage_.ask(*person.account, "POST", "/v1/messages/acknowledge", std::move(body));
  if (!done) co_return came;
  if (!done->ok()) throw LinkFault(fmt::format("an acknowledgement was refused: {}", done->status));
  for (const std::string& id : ids) ledger_.acknowledged(person.index, id);
  co_return came;
}

Task<void> Traffic::request_episode(Person& person) {
  const std::size_t rounds = 5 + person.random() % 10;
  for (std::size_t i = 0; i < rounds; ++i) {
    for (std::size_t k = 1 + person.random() % 4; k > 0; --k) co_await send_by_request(person);
    if (!person.late) static_cast<void>(co_await fetch(person, person.random() % 4 != 0));
  }
}

Task<void> Traffic::drain(Person& person) {
  std::size_t came = 1;
  while (came > 0) came = co_await fetch(person, true);
}

}  // namespace smx::relay::storm
