#include "bundle_check.h"

#include "failure.h"
#include "input.h"
#include "smx/device.h"
#include "smx/memory_store.h"
#include "text.h"

namespace smx::cli {

Bundle read_authenticated_bundle(const std::string& path) {
  Bundle bundle = read_bundle(path);
  // The judge is the core itself: a device made for the purpose starts a session with the bundle,
  // as any sender would, and both are thrown away.
  MemoryStore store;
  Device sender = take(Device::create(store, {.now = {}, .one_time_prekeys = 0}), "bundle check");
  SendOptions options;
  options.bundle = &bundle;
  take(sender.send("bundle check", {}, options), printable(path));
  return bundle;
}

}  // namespace smx::cli
