#pragma once

#include <map>
#include <memory>
#include <string>

#include "crypto/entropy.h"
#include "request.h"
#include "session/device_access.h"
#include "session/device_core.h"
#include "session/session.h"
#include "smx/store.h"

namespace smx::driver {

/// Keeps nothing but the generation: the device itself holds its state for the length of a case.
class CaseStore : public Store {
 public:
  Result<Snapshot> load() override { return Snapshot{generation_, {}}; }
  Result<void> commit(std::uint64_t expected, std::span<const RecordChange>) override {
    if (expected != generation_) return fail(Error::stale_state);
    ++generation_;
    return {};
  }

 private:
  std::uint64_t generation_ = 0;
};

/// A device and its store, which outlives it.
struct DeviceHandle {
  std::unique_ptr<CaseStore> store;
  std::unique_ptr<DeviceAccess::Core> core;
};

/// What a case has made so far; all of it dies at case.end.
struct Handles {
  std::map<std::string, Session> sessions;
  std::map<std::string, DeviceHandle> devices;
};

/// One op: reads its members, acts, returns the members of `ok`. Throws RequestFault or Rejected.
using Op = Json (*)(const Members& request, Handles& handles);
/// The ops by name.
[[nodiscard]] const std::map<std::string, Op, std::less<>>& primitive_ops();
[[nodiscard]] const std::map<std::string, Op, std::less<>>& session_ops();
[[nodiscard]] const std::map<std::string, Op, std::less<>>& device_ops();

/// Injects what a request's `random` names: every draw that it lacks fails from now on. Without
/// `random` the generator stays in use.
class Injection {
 public:
  /// Reads the draws that the op can reach; throws RequestFault, also for any other.
  Injection(const Members& request, std::initializer_list<std::string_view> draws);
  /// Checks the lengths; throws Rejected{malformed}.
  void check_lengths() const;
  void apply(Entropy& entropy) const;

 private:
  bool given_ = false;
  std::map<Draw, Bytes> values_;
};

}  // namespace smx::driver
