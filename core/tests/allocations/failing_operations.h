#pragma once

#include <optional>
#include <span>

#include "allocations/shelf.h"
#include "smx/bundle.h"
#include "smx/device.h"

namespace smx::test {

constexpr std::uint64_t kFailingStart = 1'700'000'000;

/// What operations are given: bob's stored state and what others sent him. Made once.
struct Story {
  Story();

  Snapshot bobs_state;
  std::optional<Bundle> alices_bundle;
  std::optional<Bundle> carols_bundle;
  DeviceKeys alice;
  DeviceKeys carol;
  Bytes carols_bundle_bytes;
  Bytes next;
  Bytes over_a_gap;
  Bytes turning;
  Bytes bootstrap;
  Bytes forged;
};

/// What one trial works on: bob, opened from his stored state on a store of its own.
struct Trial {
  const Story& story;
  Shelf& shelf;
  Device& bob;
};

/// One call of the public interface.
struct FailingOperation {
  const char* name;
  /// Its error, if any. May throw std::bad_alloc where the interface says so.
  std::optional<Error> (*run)(Trial&);
  /// The error that it ends with when there is memory.
  std::optional<Error> outcome = std::nullopt;
  /// Whether it can be tried with a store of this kind.
  bool (*fits)(const Shelf&) = [](const Shelf&) { return true; };
};

[[nodiscard]] std::span<const FailingOperation> failing_operations();

}  // namespace smx::test
