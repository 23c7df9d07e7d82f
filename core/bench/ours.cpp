#include "ours.h"

#include <string_view>

#include "smx/init.h"

namespace smx::bench {
namespace {

const char* label_of(Side side) { return side == Side::first ? "first" : "second"; }
Side other(Side side) { return side == Side::first ? Side::second : Side::first; }

Device make_device(Store& store) {
  static const bool ready = (must(init(), "start the library"), true);
  benchmark::DoNotOptimize(ready);
  return must(Device::create(store, {.now = 1, .one_time_prekeys = 0}), "make a device");
}

Bytes first_message(Device& from, const char* label, const Bundle& bundle, View text) {
  return must(from.send(label, text, {.bundle = &bundle, .delivery_id = {}}), "send").envelope;
}

}  // namespace

Party::Party() : store(std::make_unique<MemoryStore>()), device(make_device(*store)) {}

Party::Party(Store& external) : device(make_device(external)) {}

void Ours::Pair::greet() {
  const Bundle bundle = second_.device.bundle();
  const Buffer text = text_of(64);
  Bytes message = first_message(first_.device, "second", bundle, text);
  open(Side::second, message);
  seal(Side::second, text, message);
  open(Side::first, message);
  // One more, so that both chains are those of a conversation under way.
  seal(Side::first, text, message);
  open(Side::second, message);
}

void Ours::Pair::seal(Side from, View text, Message& out) {
  out = must(party(from).device.send(label_of(other(from)), text), "send").envelope;
}

bool Ours::Pair::open(Side to, const Message& message) {
  const Side from = other(to);
  Received received =
      must(party(to).device.receive(label_of(from), party(from).device.keys(), message), "receive");
  texts_[index(to)] = std::move(received.plaintext);
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
  const Bytes message =
      first_message(stranger.device, "second", second_.device.bundle(), text_of(64));
  must(second_.device.receive(label, stranger.device.keys(), message), "receive");
}

Ours::Initiators::Initiators(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    Party peer;
    bundles_.push_back(must(peer.device.bundle_with_one_time_prekey(), "make a bundle"));
  }
}

void Ours::Initiators::start(std::size_t i) {
  benchmark::DoNotOptimize(first_message(own_->device, "peer", bundles_[i], text_));
}

void Ours::Responders::renew() {
  own_ = std::make_unique<Party>();
  const Buffer text = text_of(64);
  for (std::size_t i = 0; i < initiators_.size(); ++i) {
    const Bundle bundle = must(own_->device.bundle_with_one_time_prekey(), "make a bundle");
    messages_[i] = first_message(initiators_[i].device, "peer", bundle, text);
  }
}

bool Ours::Responders::accept(std::size_t i) {
  text_ = must(own_->device.receive("peer", initiators_[i].device.keys(), messages_[i]), "receive")
              .plaintext;
  return true;
}

Ours::FanOut::FanOut(std::size_t count) {
  const Buffer text = text_of(64);
  for (std::size_t i = 0; i < count; ++i) {
    Party peer;
    labels_.push_back("peer " + std::to_string(i));
    const Bytes hello = first_message(own_.device, labels_[i].c_str(), peer.device.bundle(), text);
    must(peer.device.receive("own", own_.device.keys(), hello), "receive");
    const Bytes answer = must(peer.device.send("own", text), "send").envelope;
    must(own_.device.receive(labels_[i], peer.device.keys(), answer), "receive");
  }
}

void Ours::FanOut::seal(std::size_t device, View text, Message& out) {
  out = must(own_.device.send(labels_[device], text), "send").envelope;
}

}  // namespace smx::bench
