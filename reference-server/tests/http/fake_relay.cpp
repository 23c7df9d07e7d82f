#include "tests/http/fake_relay.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "api/json_response.h"
#include "api/json_text.h"

namespace smx::relay::test {
namespace {

using Json = nlohmann::json;

std::string hex_of(int n) {
  const std::string digits = std::to_string(n);
  return std::string(32 - digits.size(), '0') + digits;
}

std::int64_t query_number(const api::Request& request, const std::string& name,
                          std::int64_t otherwise) {
  const auto value = request.query.find(name);
  return value == request.query.end() ? otherwise : std::stoll(value->second);
}

}  // namespace

DeviceId device_id(int n) { return DeviceId::stored("dev_" + hex_of(n)); }

std::string token_of(int n, std::int64_t expires_at) {
  return std::to_string(n) + "." + std::to_string(expires_at);
}

Outcome<api::Claims> FakeRelay::verify(std::string_view token, Instant now) {
  const auto dot = token.find('.');
  if (dot == std::string_view::npos) return refuse(Problem::unauthenticated);
  const int n = std::stoi(std::string(token.substr(0, dot)));
  api::Claims claims;
  claims.organisation = OrganisationId::stored("org_" + hex_of(1));
  claims.user = UserId::stored("usr_" + hex_of(n));
  claims.device = device_id(n);
  claims.expires_at = std::stoll(std::string(token.substr(dot + 1)));
  if (now >= Instant::of_seconds(claims.expires_at)) return refuse(Problem::token_expired);
  return claims;
}

Outcome<Caller> FakeRelay::authorise(Context& context, const api::Claims& claims) {
  const std::scoped_lock lock(mutex_);
  latest_ = std::max(latest_, context.now.seconds());
  if (latest_ >= claims.expires_at) return refuse_and_keep(Problem::token_expired);
  if (revoked_.contains(claims.device)) return refuse(Problem::unauthenticated);
  return Caller{claims.organisation, claims.user, claims.device, Role::member,
                DeviceStatus::active};
}

void FakeRelay::put(const DeviceId& device, std::size_t size) {
  ++sequence_;
  queues_[device].push_back(
      {"dlv_" + hex_of(static_cast<int>(sequence_)), sequence_, std::string(size, 'e')});
}

void FakeRelay::queue(int device, int count, std::size_t size) {
  const std::scoped_lock lock(mutex_);
  for (int i = 0; i < count; ++i) put(device_id(device), size);
}

std::size_t FakeRelay::queued(int device) {
  const std::scoped_lock lock(mutex_);
  return queues_[device_id(device)].size();
}

void FakeRelay::set_prekeys(std::int64_t left) {
  const std::scoped_lock lock(mutex_);
  prekeys_ = left;
}

void FakeRelay::let_go() {
  const std::scoped_lock lock(mutex_);
  go_ = true;
  changed_.notify_all();
}

void FakeRelay::wait_for_slow() {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, std::chrono::seconds(10), [this] { return in_slow_ > 0; })) {
    throw std::runtime_error("no slow request");
  }
}

Outcome<api::Response> FakeRelay::send(Context& context, const api::Request& request) {
  const Json body = **api::body_of(request);
  const int to = body.at("to");
  if (to == 0) return refuse(Problem::not_found);
  const std::scoped_lock lock(mutex_);
  put(device_id(to), body.value("size", std::size_t{10}));
  context.effects.wake.push_back(device_id(to));
  return api::json_response({{"sequence", sequence_}});
}

Outcome<api::Response> FakeRelay::fetch(const Caller& caller, const api::Request& request) {
  const auto after = query_number(request, "after", 0);
  const auto limit = static_cast<std::size_t>(query_number(request, "limit", 100));
  const std::scoped_lock lock(mutex_);
  Json deliveries = Json::array();
  bool more = false;
  for (const Queued& queued : queues_[caller.device]) {
    if (queued.sequence <= after) continue;
    more = deliveries.size() == limit;
    if (more) break;
    deliveries.push_back(
        {{"delivery_id", queued.id}, {"sequence", queued.sequence}, {"envelope", queued.envelope}});
  }
  return api::json_response({{"deliveries", std::move(deliveries)}, {"more", more}});
}

Outcome<api::Response> FakeRelay::acknowledge(const Caller& caller, const api::Request& request) {
  const Json body = **api::body_of(request);
  const auto ids = body.at("delivery_ids").get<std::vector<std::string>>();
  const std::scoped_lock lock(mutex_);
  const auto count = std::erase_if(queues_[caller.device], [&](const Queued& queued) {
    return std::ranges::count(ids, queued.id) != 0;
  });
  return api::json_response({{"acknowledged", count}});
}

Outcome<api::Response> FakeRelay::slow() {
  std::unique_lock lock(mutex_);
  ++in_slow_;
  changed_.notify_all();
  if (!changed_.wait_for(lock, std::chrono::seconds(10), [this] { return go_; })) {
    return refuse(Problem::unavailable);
  }
  --in_slow_;
  return api::json_response({{"slow", true}});
}

std::vector<api::Route> FakeRelay::routes() {
  using api::Access;
  using api::Method;
  using api::PathValues;
  using api::Request;
  return {
      {Method::post, "/v1/messages", Access::device,
       [this](Context& context, const Caller*, const Request& request, const PathValues&) {
         return send(context, request);
       }},
      {Method::get, "/v1/messages", Access::device,
       [this](Context&, const Caller* caller, const Request& request, const PathValues&) {
         return fetch(*caller, request);
       }},
      {Method::post, "/v1/messages/acknowledge", Access::device,
       [this](Context&, const Caller* caller, const Request& request, const PathValues&) {
         return acknowledge(*caller, request);
       }},
      {Method::get, "/v1/keys", Access::device,
       [this](Context&, const Caller*, const Request&,
              const PathValues&) -> Outcome<api::Response> {
         const std::scoped_lock lock(mutex_);
         return api::json_response({{"one_time_prekeys", prekeys_}, {"low", prekeys_ < 20}});
       }},
      {Method::post, "/v1/cut", Access::anyone,
       [this](Context& context, const Caller*, const Request& request,
              const PathValues&) -> Outcome<api::Response> {
         const DeviceId device = device_id(Json::parse(request.body).at("device"));
         const std::scoped_lock lock(mutex_);
         revoked_.insert(device);
         context.effects.cut.push_back(device);
         return api::json_response(Json::object());
       }},
      {Method::post, "/v1/effects", Access::anyone,
       [](Context& context, const Caller*, const Request&,
          const PathValues&) -> Outcome<api::Response> {
         context.effects.low_prekeys.push_back(device_id(1));
         context.effects.codes.push_back({"+440000000000", "000000"});
         context.effects.pushes.push_back({device_id(1), MessageId::stored("msg_" + hex_of(1))});
         return api::json_response(Json::object());
       }},
      {Method::post, "/v1/echo", Access::anyone,
       [](Context&, const Caller*, const Request& request,
          const PathValues&) -> Outcome<api::Response> {
         return api::json_response({{"bytes", request.body.size()}});
       }},
      {Method::get, "/v1/open", Access::anyone,
       [](Context&, const Caller*, const Request&, const PathValues&) -> Outcome<api::Response> {
         return api::json_response({{"open", true}});
       }},
      {Method::get, "/v1/slow", Access::anyone,
       [this](Context&, const Caller*, const Request&, const PathValues&) { return slow(); }},
  };
}

void Recorder::write(const log::Event& event) {
  const std::scoped_lock lock(mutex_);
  events_.push_back(event);
}

void Recorder::send(const CodeMessage&) {
  const std::scoped_lock lock(mutex_);
  ++codes_;
}

void Recorder::push(const PushReference&) {
  const std::scoped_lock lock(mutex_);
  ++pushes_;
}

std::size_t Recorder::count(log::EventType type) {
  const std::scoped_lock lock(mutex_);
  return static_cast<std::size_t>(std::ranges::count(events_, type, &log::Event::type));
}

std::vector<std::int64_t> Recorder::numbers(log::EventType type, log::Field field) {
  const std::scoped_lock lock(mutex_);
  std::vector<std::int64_t> result;
  for (const log::Event& event : events_) {
    if (event.type != type) continue;
    for (const log::FieldValue& value : event.fields) {
      if (value.field == field) result.push_back(value.number);
    }
  }
  return result;
}

std::vector<std::string> Recorder::texts(log::EventType type, log::Field field) {
  const std::scoped_lock lock(mutex_);
  std::vector<std::string> result;
  for (const log::Event& event : events_) {
    if (event.type != type) continue;
    for (const log::FieldValue& value : event.fields) {
      if (value.field == field) result.push_back(value.text);
    }
  }
  return result;
}

std::size_t Recorder::codes() {
  const std::scoped_lock lock(mutex_);
  return codes_;
}

std::size_t Recorder::pushes() {
  const std::scoped_lock lock(mutex_);
  return pushes_;
}

}  // namespace smx::relay::test
