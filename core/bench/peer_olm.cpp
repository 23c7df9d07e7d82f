#include "olm_peer.h"
#include "works_handshake.h"
#include "works_messages.h"
#include "works_state.h"

namespace smx::bench {
namespace {

[[maybe_unused]] const bool registered = [] {
  register_handshakes<Olm>();
  register_messages<Olm>();
  register_states<Olm>();
  return true;
}();

}  // namespace
}  // namespace smx::bench
