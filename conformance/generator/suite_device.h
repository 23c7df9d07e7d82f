// The parts of device-v1.json, one file each.
#pragma once

#include "suite.h"

namespace smx::vectors {

/// Bootstraps between devices: envelopes before the first reply, the seen set, prekeys.
void fill_device_bootstrap(SuiteWriter& out);
/// Which session a message goes to; archived and crossed sessions; peers and labels.
void fill_device_sessions(SuiteWriter& out);
/// Restarts and their limit.
void fill_device_restarts(SuiteWriter& out);
/// Ages, rotation and replenishment.
void fill_device_ages(SuiteWriter& out);

}  // namespace smx::vectors
