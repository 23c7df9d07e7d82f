#include "server/storage.h"

#include "relay/attachments.h"
#include "relay/restore.h"
#include "server/schema.h"

namespace smx::relay::server {

Storage::Storage(const std::string& data_dir, const std::string& epoch_file, Random& random,
                 Instant now)
    : directory_{data_dir},
      lock_(directory_.path),
      database_(directory_.database()),
      blobs_(directory_.attachments()) {
  store::migrate(database_, relay_migrations());
  // What the store that was lost gave since the backup is not known: no one-time prekey of it may
  // leave any more, and sequences begin above all that it can have given.
  epoch_ = std::make_unique<store::Epoch>(
      database_, epoch_file, random, now,
      [now](store::Transaction& transaction) { begin_epoch(transaction, now); });
  store::transact(database_, [&](store::Transaction& transaction) {
    discard_unknown_files(transaction, blobs_, now);
  });
}

}  // namespace smx::relay::server
