#include "http/dispatcher.h"

#include <memory>
#include <utility>

namespace smx::relay::http {

Dispatcher::Dispatcher(Poster& network, Hub& hub, api::EventSink& events, api::CodeProvider& codes,
                       api::PushHook& pushes)
    : network_(network), hub_(hub), events_(events), codes_(codes), pushes_(pushes) {}

void Dispatcher::apply(Effects&& effects) {
  for (const log::Event& event : effects.events) events_.write(event);
  if (effects.wake.empty() && effects.low_prekeys.empty() && effects.cut.empty() &&
      effects.codes.empty() && effects.pushes.empty()) {
    return;
  }
  network_.post([this, kept = std::make_shared<Effects>(std::move(effects))] { carry_out(*kept); });
}

void Dispatcher::carry_out(const Effects& effects) {
  // Whoever is cut hears of nothing that came after.
  for (const DeviceId& device : effects.cut) hub_.cut(device);
  for (const PushReference& push : effects.pushes) {
    if (!hub_.reachable(push.device)) pushes_.push(push);
  }
  for (const DeviceId& device : effects.wake) hub_.wake(device);
  for (const DeviceId& device : effects.low_prekeys) hub_.low_prekeys(device);
  if (effects.codes.empty()) return;
  // After the reply, which was posted behind this: that a code went out must not show in how long
  // the reply took, because it tells whether the phone is somebody's.
  network_.post([this, codes = effects.codes] {
    for (const CodeMessage& message : codes) codes_.send(message);
  });
}

}  // namespace smx::relay::http
