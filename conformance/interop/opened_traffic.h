// What was opened of TLS, as the programs at its ends saw it.
#pragma once

#include <string>

#include "tls_opening.h"

namespace smx::interop {

/// Each direction of a connection as text to be searched: HTTP as it is, the messages of a
/// WebSocket unmasked and put together from their frames, each on a line of its own.
struct Traffic {
  std::string label;
  std::string to_relay;
  std::string from_relay;
};

/// Throws OpeningError when an upgraded connection does not consist of WebSocket frames.
Traffic traffic_of(const OpenedStream& opened);

}  // namespace smx::interop
