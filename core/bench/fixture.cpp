#include "fixture.h"

#include "smx/init.h"

namespace smx::bench {
namespace {

Device make_device(Store& store, std::size_t one_time_prekeys) {
  static const bool ready = (must(init(), "start the library"), true);
  benchmark::DoNotOptimize(ready);
  return must(Device::create(store, {.now = 1, .one_time_prekeys = one_time_prekeys}),
              "make a device");
}

}  // namespace

Party::Party(std::size_t one_time_prekeys)
    : store(std::make_unique<MemoryStore>()), device(make_device(*store, one_time_prekeys)) {}

Party::Party(Store& external, std::size_t one_time_prekeys)
    : device(make_device(external, one_time_prekeys)) {}

Pair::Pair() { greet(); }

Pair::Pair(Store& store_of_second) : second(store_of_second, 0) { greet(); }

void Pair::greet() {
  const Bundle bundle = second.device.bundle();
  const Bytes text = plaintext_of(64);
  const Sent hello =
      must(first.device.send("second", text, {.bundle = &bundle, .delivery_id = {}}), "send");
  must(second.device.receive("first", first.device.keys(), hello.envelope), "receive");
  const Sent answer = must(second.device.send("first", text), "answer");
  must(first.device.receive("second", second.device.keys(), answer.envelope), "receive");
  // One more, so that both chains are those of a conversation under way.
  const Sent more = must(first.device.send("second", text), "send");
  must(second.device.receive("first", first.device.keys(), more.envelope), "receive");
}

std::vector<Bytes> Pair::messages(std::size_t count, std::size_t size) {
  const Bytes text = plaintext_of(size);
  std::vector<Bytes> out;
  out.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    out.push_back(must(first.device.send("second", text), "send").envelope);
  return out;
}

Bytes plaintext_of(std::size_t size) { return Bytes(size, std::uint8_t{'m'}); }

}  // namespace smx::bench
