#pragma once

#include "api/effects_sink.h"
#include "http/hub.h"
#include "http/poster.h"

namespace smx::relay::http {

/// Hands on what has to happen after a commit: lines of the log at once, all else on the network's
/// thread. A push goes out only for a device that has no connection on which it would hear of it.
class Dispatcher final : public api::EffectsSink {
 public:
  /// All of them must outlive what was given to the poster.
  Dispatcher(Poster& network, Hub& hub, api::EventSink& events, api::CodeProvider& codes,
             api::PushHook& pushes);

  void apply(Effects&& effects) override;

 private:
  void carry_out(const Effects& effects);

  Poster& network_;
  Hub& hub_;
  api::EventSink& events_;
  api::CodeProvider& codes_;
  api::PushHook& pushes_;
};

}  // namespace smx::relay::http
