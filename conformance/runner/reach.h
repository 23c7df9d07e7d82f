// How a platform's driver is reached: a program that is started, or a server on this machine.
#pragma once

#include <memory>
#include <string>

#include "platforms.h"
#include "transport.h"

namespace smx::conformance {

/// True if the platform's command is one word "tcp://...": a driver that already runs.
bool is_address(const Platform& platform);

/// Why the platform cannot run here ("node is not on PATH"); empty if it can, or if only the
/// attempt can tell. Throws InputError for an address that is none or not of this machine.
std::string why_not_reachable(const Platform& platform);

/// Opens a connection to the platform's driver. Throws InputError when there is none.
std::unique_ptr<Transport> reach(const Platform& platform);

}  // namespace smx::conformance
