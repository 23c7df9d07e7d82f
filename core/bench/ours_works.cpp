#include "ours.h"
#include "works_handshake.h"
#include "works_messages.h"
#include "works_state.h"

namespace smx::bench {
namespace {

[[maybe_unused]] const bool registered = [] {
  register_handshakes<Ours>();
  register_messages<Ours>();
  register_states<Ours>();
  return true;
}();

}  // namespace
}  // namespace smx::bench
