#pragma once

#include "relay/context.h"

namespace smx::relay::api {

/// Carries one-time codes to telephones. Must not block: it is called on the network's thread.
class CodeProvider {
 public:
  virtual ~CodeProvider() = default;
  virtual void send(const CodeMessage& message) = 0;
};

/// Tells a push service that something waits for a device. Must not block, like a CodeProvider.
class PushHook {
 public:
  virtual ~PushHook() = default;
  virtual void push(const PushReference& reference) = 0;
};

/// Writes lines of the operational log. Called on any thread.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void write(const log::Event& event) = 0;
};

/// Takes what has to happen after a commit. Called before the reply of the operation leaves, on the
/// storage's thread in the order of the commits (on the network's for what was refused without a
/// transaction): it must not wait.
class EffectsSink {
 public:
  virtual ~EffectsSink() = default;
  virtual void apply(Effects&& effects) = 0;
};

}  // namespace smx::relay::api
