#include "stage.h"

#include <fmt/format.h>

#include <algorithm>

#include "runner/hex.h"

namespace smx::interop {

using namespace conformance;

Stage::Stage(const StageSettings& settings, Carrier& carrier, Canaries& canaries, Draws draws,
             Transcript& transcript, const MessageShapes& shapes, Start start)
    : settings_(settings),
      carrier_(carrier),
      canaries_(canaries),
      draws_(std::move(draws)),
      transcript_(transcript),
      shapes_(shapes),
      start_(std::move(start)) {}

void Stage::check(bool holds, const std::string& what) {
  ++checks_;
  if (!holds) throw ScenarioFailure(what);
}

std::unique_ptr<DeviceDriver> Stage::start_driver(const std::string& name, Side side) {
  const Platform& platform = side == Side::kFirst ? settings_.first : settings_.second;
  auto transport = std::make_unique<RecordedTransport>(start_(platform), transcript_, name);
  auto driver = std::make_unique<Driver>(std::move(transport), shapes_, settings_.reply_time);
  const Reply hello = driver->introduce(3 * settings_.reply_time);
  if (hello.answer == Answer::kNone) throw Interrupted(hello.message);
  if (hello.answer != Answer::kOk) {
    throw ScenarioFailure(
        fmt::format("{}: {}: {} {}", name, platform.name, hello.message, hello.free_text));
  }
  const Reply begun = driver->ask("case.begin", {{"case", "interop/" + name}}, false);
  if (begun.answer != Answer::kOk) {
    throw ScenarioFailure(fmt::format("{}: case.begin: {}", name, begun.message));
  }
  std::optional<Draws> injected;
  if (settings_.record) {
    injected = Draws(draws_.seed(), fmt::format("random values of {} {}", name, ++incarnations_));
  }
  return std::make_unique<DeviceDriver>(name, std::move(driver), std::move(injected),
                                        settings_.record ? &recording_ : nullptr);
}

Json Stage::make_device(Actor& actor, std::size_t one_time_prekeys, bool keep_identity) {
  DeviceDriver& driver = *actor.driver_;
  Json in{{"now", settings_.now}};
  if (!driver.injects() && !keep_identity) {
    in["one_time_prekey_count"] = one_time_prekeys;
    return driver.demand("device.new", in);
  }
  if (!driver.introduction().inject_random) {
    throw NotRun(fmt::format("{} takes no random values, so it cannot keep an identity",
                             driver.introduction().name));
  }
  if (actor.identity_.is_null()) {
    actor.identity_ = {{"identity_private", draws_.hex(32)}, {"signing_private", draws_.hex(32)}};
  }
  Json random = actor.identity_;
  const std::string run = fmt::format("{}-{}", driver.name(), ++incarnations_);
  const auto prekeys = [&](const std::string& kind, std::size_t count) {
    Json drawn = Json::array();
    for (std::size_t i = 0; i < count; ++i) {
      const std::string id = fmt::format("{}-{}-{}", kind, run, i + 1);
      drawn.push_back(
          {{"key_id", to_hex(Bytes(id.begin(), id.end()))}, {"private_key", draws_.hex(32)}});
    }
    return drawn;
  };
  random["signed_prekeys"] = prekeys("spk", 1);
  random["one_time_prekeys"] = prekeys("opk", one_time_prekeys);
  in["random"] = random;
  return driver.demand("device.new", in);
}

void Stage::register_device(Actor& actor, const Json& made) {
  actor.keys_ = {{"identity_key", made.at("identity_key")},
                 {"signing_key", made.at("signing_key")}};
  Json bundle = actor.keys_;
  bundle["signed_prekey"] = made.at("signed_prekey");
  actor.connection_ = carrier_.join(actor.person_, actor.name(), bundle);
  names_[actor.address().device_id] = actor.name();
  const Json& prekeys = made.at("one_time_prekeys");
  if (!prekeys.empty()) {
    // One that comes back may have old ones there, which nobody holds any more.
    const std::size_t before = actor.connection_->prekeys_left();
    const std::size_t there = actor.connection_->publish(prekeys);
    check(there == before + prekeys.size(),
          fmt::format("{}: {} one-time prekeys and {} published, {} are there", actor.name(),
                      before, prekeys.size(), there));
  }
}

Actor& Stage::add(const std::string& person, const std::string& name, Side side,
                  std::size_t one_time_prekeys, bool keep_identity) {
  Actor& actor = actors_.emplace_back();
  actor.person_ = person;
  actor.side_ = side;
  actor.driver_ = start_driver(name, side);
  register_device(actor, make_device(actor, one_time_prekeys, keep_identity));
  return actor;
}

void Stage::lose_state(Actor& actor, std::size_t one_time_prekeys) {
  note(actor.name() + " loses its sessions and prekeys, and keeps its identity");
  const std::string name = actor.name();
  const Address before = actor.address();
  late_diagnostics_[name] = actor.driver_->diagnostics();
  actor.driver_.reset();
  actor.connection_.reset();
  actor.sessions_.clear();
  actor.directory_.clear();
  actor.driver_ = start_driver(name, actor.side_);
  register_device(actor, make_device(actor, one_time_prekeys, true));
  check(actor.address() == before, name + " with its old keys is another device to the relay");
}

void Stage::retire(Actor& actor, Actor& administrator) {
  administrator.connection().revoke(actor.address().device_id);
  late_diagnostics_[actor.name()] = actor.driver_->diagnostics();
  actor.driver_->leave();
}

std::string Stage::label_of(const std::string& device_id) const {
  const auto found = names_.find(device_id);
  return found == names_.end() ? device_id : found->second;
}

std::map<std::string, Json> Stage::bundles_for(Actor& from, const std::string& user_id,
                                               const std::vector<std::string>& devices) {
  std::vector<std::string> wanted;
  for (const std::string& device : devices) {
    if (!from.sessions_.contains(device)) wanted.push_back(device);
  }
  std::map<std::string, Json> bundles;
  if (wanted.empty()) return bundles;
  for (const DeviceBundle& taken : from.connection_->take_bundles(user_id, wanted)) {
    bundles[taken.device_id] = taken.bundle;
  }
  check(bundles.size() == wanted.size(), fmt::format("{}: asked for {} bundles, got {}",
                                                     from.name(), wanted.size(), bundles.size()));
  return bundles;
}

void Stage::seal_for(Actor& from, const std::string& user_id, Sent& sent,
                     std::vector<Outgoing>& envelopes) {
  if (!from.directory_.contains(user_id)) {
    std::vector<std::string> devices = from.connection_->devices_of(user_id);
    std::erase(devices, from.address().device_id);
    // One order in every run.
    std::ranges::sort(devices, {}, [this](const std::string& id) { return label_of(id); });
    from.directory_[user_id] = std::move(devices);
  }
  const std::vector<std::string>& devices = from.directory_.at(user_id);
  const std::map<std::string, Json> bundles = bundles_for(from, user_id, devices);
  for (const std::string& device : devices) {
    Json in{{"peer", label_of(device)}, {"plaintext", to_hex(sent.plaintext)}};
    if (const auto bundle = bundles.find(device); bundle != bundles.end()) {
      in["bundle"] = bundle->second;
      sent.with_prekey[device] = bundle->second.contains("one_time_prekey");
    }
    from.driver_->inject(in, {{"ek_private", 32}, {"ratchet_private", 32}, {"nonce", 12}});
    const Json out = from.driver_->demand("device.send", in);
    const std::string envelope = out.at("envelope").get<std::string>();
    sent.envelopes[device] = envelope;
    envelopes.push_back({{user_id, device}, envelope});
  }
}

SendResult Stage::send_once(Actor& from, Actor& to, Sent& sent) {
  std::vector<Outgoing> envelopes;
  seal_for(from, to.address().user_id, sent, envelopes);
  if (from.address().user_id != to.address().user_id) {
    seal_for(from, from.address().user_id, sent, envelopes);
  }
  SendResult result = from.connection_->send(envelopes);
  if (result.accepted) {
    for (const Outgoing& outgoing : envelopes) from.sessions_.insert(outgoing.to.device_id);
    check(result.delivery_ids.size() == envelopes.size(),
          fmt::format("{}: {} envelopes sent, {} deliveries", from.name(), envelopes.size(),
                      result.delivery_ids.size()));
    sent.delivery_ids = result.delivery_ids;
    ++messages_;
  }
  return result;
}

Sent Stage::send(Actor& from, Actor& to, const std::string& about, std::size_t filler) {
  Sent sent;
  sent.about = about;
  sent.from = from.name();
  sent.sender = from.address();
  sent.sender_keys = from.keys_;
  sent.plaintext = canaries_.plaintext(fmt::format("{}, {}", from.name(), about), filler);
  SendResult result = send_once(from, to, sent);
  if (!result.accepted) {
    // A client makes the message again for the list as it is now.
    for (const auto& [user, mismatch] : result.mismatches) from.directory_.erase(user);
    sent.envelopes.clear();
    sent.with_prekey.clear();
    result = send_once(from, to, sent);
  }
  check(result.accepted,
        fmt::format("{}: {}: the carrier goes on refusing the device list", from.name(), about));
  return sent;
}

Sent Stage::restart(Actor& from, Actor& to, const std::string& about) {
  const std::string& device = to.address().device_id;
  const auto taken = from.connection_->take_bundles(to.address().user_id, {device});
  check(taken.size() == 1, fmt::format("{}: no bundle of {}", from.name(), to.name()));
  Sent sent;
  sent.about = about;
  sent.from = from.name();
  sent.sender = from.address();
  sent.sender_keys = from.keys_;
  sent.plaintext = canaries_.plaintext(fmt::format("{}, {}", from.name(), about));
  Json in{{"peer", to.name()},
          {"bundle", taken.front().bundle},
          {"plaintext", to_hex(sent.plaintext)},
          {"now", settings_.now}};
  from.driver_->inject(in, {{"ek_private", 32}, {"ratchet_private", 32}, {"nonce", 12}});
  const std::string envelope =
      from.driver_->demand("device.restart", in).at("envelope").get<std::string>();
  sent.envelopes[device] = envelope;
  sent.with_prekey[device] = taken.front().bundle.contains("one_time_prekey");
  const SendResult result = from.connection_->send({{to.address(), envelope}});
  check(result.accepted,
        fmt::format("{}: the new session's first message was refused", from.name()));
  sent.delivery_ids = result.delivery_ids;
  from.directory_[to.address().user_id] = {device};
  from.sessions_.insert(device);
  ++messages_;
  return sent;
}

void Stage::refuse_restart(Actor& from, Actor& to, const std::string& reason) {
  const auto taken = from.connection_->take_bundles(to.address().user_id, {to.address().device_id});
  check(taken.size() == 1, fmt::format("{}: no bundle of {}", from.name(), to.name()));
  Json in{{"peer", to.name()},
          {"bundle", taken.front().bundle},
          {"plaintext", to_hex(canaries_.plaintext("a restart too soon"))},
          {"now", settings_.now}};
  from.driver_->inject(in, {{"ek_private", 32}, {"ratchet_private", 32}, {"nonce", 12}});
  const Reply reply = from.driver_->ask("device.restart", in);
  const std::string got = reply.answer == Answer::kOk ? "ok" : "reject " + reply.reason;
  check(
      reply.answer == Answer::kReject && reply.reason == reason,
      fmt::format("{}: device.restart at once: want reject {}, got {}", from.name(), reason, got));
}

void Stage::open(Actor& to, const Delivery& delivery, const Sent& sent) {
  const std::string what = fmt::format("{}: '{}' of {}", to.name(), sent.about, sent.from);
  const auto expected = sent.envelopes.find(to.address().device_id);
  check(expected != sent.envelopes.end(), what + " was not for this device");
  check(delivery.sender == sent.sender && delivery.sender_keys == sent.sender_keys,
        what + ": the carrier names another sender");
  check(delivery.envelope == expected->second, what + ": the carrier changed the envelope");
  Json in{{"peer", label_of(delivery.sender.device_id)},
          {"sender", delivery.sender_keys},
          {"envelope", delivery.envelope}};
  to.driver_->inject(in, {{"ratchet_private", 32}});
  const Reply reply = to.driver_->ask("device.receive", in);
  check(reply.answer == Answer::kOk,
        fmt::format("{}: want its plaintext, got reject {}", what, reply.reason));
  const std::string want = to_hex(sent.plaintext);
  const auto got = reply.outputs.at("plaintext").get<std::string>();
  const auto same = std::ranges::mismatch(want, got).in1 - want.begin();
  const std::size_t at = static_cast<std::size_t>(same) / 2;
  check(got == want,
        fmt::format("{}: another plaintext from byte {}: want {}, got {}", what, at,
                    want.substr(2 * at, 64), got.substr(std::min(2 * at, got.size()), 64)));
  to.sessions_.insert(delivery.sender.device_id);
}

void Stage::refuse(Actor& to, const Delivery& delivery, const std::string& reason) {
  Json in{{"peer", label_of(delivery.sender.device_id)},
          {"sender", delivery.sender_keys},
          {"envelope", delivery.envelope}};
  to.driver_->inject(in, {{"ratchet_private", 32}});
  const Reply reply = to.driver_->ask("device.receive", in);
  const std::string got = reply.answer == Answer::kOk ? "ok" : "reject " + reply.reason;
  check(
      reply.answer == Answer::kReject && reply.reason == reason,
      fmt::format("{}: delivery {}: want reject {}, got {}", to.name(), delivery.id, reason, got));
}

Delivery Stage::deliver(Actor& to, const Sent& sent) {
  Delivery delivery = to.connection_->collect(1).front();
  open(to, delivery, sent);
  to.connection_->acknowledge({delivery.id});
  return delivery;
}

std::map<std::string, std::string> Stage::diagnostics() {
  std::map<std::string, std::string> all = late_diagnostics_;
  for (Actor& actor : actors_) {
    if (actor.driver_ == nullptr) continue;
    if (std::string text = actor.driver_->diagnostics(); !text.empty()) {
      all[actor.name()] += text;
    }
  }
  return all;
}

}  // namespace smx::interop
