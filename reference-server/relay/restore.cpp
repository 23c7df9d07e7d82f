#include "relay/restore.h"

#include "relay/messages.h"
#include "relay/prekeys.h"

namespace smx::relay {

void begin_epoch(store::Transaction& transaction, Instant now) {
  void_one_time_prekeys(transaction, now);
  skip_sequences(transaction);
}

}  // namespace smx::relay
