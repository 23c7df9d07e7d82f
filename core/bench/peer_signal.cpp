#include "signal_peer.h"
#include "works_handshake.h"
#include "works_messages.h"
#include "works_state.h"

namespace smx::bench {
namespace {

[[maybe_unused]] const bool registered = [] {
  register_handshakes<Signal>();
  register_messages<Signal>();
  register_states<Signal>();
  return true;
}();

}  // namespace
}  // namespace smx::bench
