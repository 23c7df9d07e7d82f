#pragma once

#include <string>

#include "server/exit_code.h"

namespace smx::relay::server {

/// The data directory of a command: what was given, else SMX_RELAY_DATA_DIR. Throws Failure.
[[nodiscard]] std::string data_dir_of(const std::string& given);

/// Looks at all that has to hold of the database and the attachments, and writes nothing. One line
/// a fault on standard output; faults_found when there is any.
ExitCode run_fsck(const std::string& data_dir);

/// Copies the database into a new file, also while the relay runs.
ExitCode run_backup(const std::string& data_dir, const std::string& destination);

/// Invites the owner of a phone as administrator of an organisation that nobody can administer any
/// more, for `hours`; prints the invitation's identifier. Also while the relay runs.
ExitCode run_recover_admin(const std::string& data_dir, const std::string& organisation,
                           const std::string& phone, int hours);

/// Founds an organisation and invites its first administrator; prints its identifier.
ExitCode run_found(const std::string& data_dir, const std::string& name, const std::string& phone);

}  // namespace smx::relay::server
