#pragma once

#include <map>
#include <memory>
#include <string>

#include "values.h"

namespace smx_c_driver {

struct FreeDevice {
  void operator()(smx_device* device) const noexcept { smx_device_free(device); }
};
using DevicePointer = std::unique_ptr<smx_device, FreeDevice>;

/// What a case has made so far; all of it dies at case.end.
using Devices = std::map<std::string, DevicePointer>;

/// One op: reads its members, acts, returns the members of `ok`. Throws RequestFault or Rejected.
using Op = Json (*)(const Members& request, Devices& devices);
/// The ops by name.
[[nodiscard]] const std::map<std::string, Op, std::less<>>& wire_ops();
[[nodiscard]] const std::map<std::string, Op, std::less<>>& device_ops();

/// What a request's `random` names, for a device: every draw that it lacks fails from now on.
/// Without `random` the generator is in use.
class Injection {
 public:
  /// Reads the draws that the op can reach; throws RequestFault, also for any other.
  Injection(const Members& request, std::initializer_list<std::string_view> draws);
  /// Throws Rejected{SMX_MALFORMED}.
  void check_lengths() const;
  void apply(smx_device* device) const;

 private:
  bool given_ = false;
  std::map<std::uint32_t, Bytes> values_;
};

}  // namespace smx_c_driver
