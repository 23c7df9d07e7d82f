#include "ours.h"

#include <string_view>

#include "smx/init.h"

namespace smx::bench {
namespace {

const char* label_of(Side side) { return side == Side::first ? "first" : "second"; }

Device make_device(Store& store) {
  static const bool ready = (must(init(), "start the library"), true);
  benchmark::DoNotOptimize(ready);
  return must(Device::create(store, {.now = 1, .one_time_prekeys = 0}), "make a device");
}

void send_first(Device& from, Sent& sent, const std::string& label, const Bundle& bundle,
                View text) {
  must(from.send_into(sent, label, text, {.bundle = &bundle, .delivery_id = {}}), "send");
}

}  // namespace

Party::Party() : store(std::make_unique<MemoryStore>()), device(make_device(*store)) {}

Party::Party(Store& external) : device(make_device(external)) {}

void Ours::Pair::greet() {
  const Bundle bundle = second_.device.bundle();
  const Buffer text = text_of(64);
  Sent message;
  send_first(first_.device, message, "second", bundle, text);
  open(Side::second, message);
  seal(Side::second, text, message);
  open(Side::first, message);
  // One more, so that both chains are those of a conversation under way.
  seal(Side::first, text, message);
  open(Side::second, message);
}

void Ours::Pair::seal(Side from, View text, Message& out) {
  must(party(from).device.send_into(out, label_of(other(from)), text), "send");
}

bool Ours::Pair::open(Side to, const Message& message) {
  const Side from = other(to);
  must(party(to).device.receive_into(received_[index(to)], label_of(from),
                                     party(from).device.keys(), message.envelope),
       "receive");
  return true;
}

void Ours::Pair::export_state() { exported_ = must(second_.store->load(), "export"); }

// The store is asked again, so that this is what a device does when its process starts.
bool Ours::Pair::import_state() { return Device::open(*second_.store).has_value(); }

std::size_t Ours::Pair::session_bytes() const {
  std::size_t size = 0;
  for (const Record& record : exported_.records) {
    const std::string_view id = record.id;
    if (id.starts_with("session/") || id.starts_with("skipped/")) size += record.value.size();
  }
  return size;
}

void Ours::Pair::add_session(std::size_t number) {
  Party stranger;
  const std::string label = "stranger " + std::to_string(number);
  Sent message;
  send_first(stranger.device, message, "second", second_.device.bundle(), text_of(64));
  must(second_.device.receive(label, stranger.device.keys(), message.envelope), "receive");
}

Ours::Initiators::Initiators(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    Party peer;
    bundles_.push_back(must(peer.device.bundle_with_one_time_prekey(), "make a bundle"));
  }
}

void Ours::Initiators::start(std::size_t i) {
  send_first(own_->device, sent_, "peer", bundles_[i], text_);
}

void Ours::Responders::renew() {
  own_ = std::make_unique<Party>();
  const Buffer text = text_of(64);
  for (std::size_t i = 0; i < initiators_.size(); ++i) {
    const Bundle bundle = must(own_->device.bundle_with_one_time_prekey(), "make a bundle");
    send_first(initiators_[i].device, messages_[i], "peer", bundle, text);
  }
}

bool Ours::Responders::accept(std::size_t i) {
  must(own_->device.receive_into(received_, "peer", initiators_[i].device.keys(),
                                 messages_[i].envelope),
       "receive");
  return true;
}

Ours::FanOut::FanOut(std::size_t count) {
  const Buffer text = text_of(64);
  for (std::size_t i = 0; i < count; ++i) {
    Party peer;
    labels_.push_back("peer " + std::to_string(i));
    Sent hello;
    send_first(own_.device, hello, labels_[i], peer.device.bundle(), text);
    must(peer.device.receive("own", own_.device.keys(), hello.envelope), "receive");
    for (int round = 0; round < kRoundsBefore; ++round) {
      const Bytes answer = must(peer.device.send("own", text), "send").envelope;
      must(own_.device.receive(labels_[i], peer.device.keys(), answer), "receive");
      const Bytes next = must(own_.device.send(labels_[i], text), "send").envelope;
      must(peer.device.receive("own", own_.device.keys(), next), "receive");
    }
  }
}

void Ours::FanOut::seal(std::size_t device, View text, Message& out) {
  must(own_.device.send_into(out, labels_[device], text), "send");
}

}  // namespace smx::bench
