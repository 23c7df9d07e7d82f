#pragma once

#include <string>

namespace smx::relay::store {

/// Copies the database file `source`, as it is at one moment, to the new file `destination` (mode
/// 0600), also while a relay writes it; checks the copy whole before it gets its name, and syncs
/// it. The copy carries no mark, so that the store begins a new epoch when it is put back, whatever
/// happened since. Attachments are files that never change: copy them after this.
///
/// Throws StorageError; then there is no `destination`, unless it was there before, which is an
/// error, too.
void back_up(const std::string& source, const std::string& destination);

}  // namespace smx::relay::store
