#pragma once

#include "relay/clock.h"

namespace smx::relay::store {
class Transaction;
}

namespace smx::relay {

/// For store::Epoch: what the relay may not give any more when its store was restored from a
/// backup. One-time prekeys are void, and sequences go on above all that the lost store can have
/// given.
void begin_epoch(store::Transaction& transaction, Instant now);

}  // namespace smx::relay
