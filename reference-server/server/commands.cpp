#include "server/commands.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

#include "auth/digest.h"
#include "auth/phone.h"
#include "auth/random.h"
#include "log/log.h"
#include "relay/organisations.h"
#include "relay/recovery.h"
#include "server/data_dir.h"
#include "server/failure.h"
#include "server/schema.h"
#include "server/system_clock.h"
#include "store/backup.h"
#include "store/file_blob_store.h"
#include "store/fsck.h"

namespace smx::relay::server {
namespace {

/// What holds between the tables of different folders.
constexpr store::Check kChecks[] = {
    {"audit_gap",
     "SELECT a.organisation_id FROM audit a WHERE a.sequence > "
     "(SELECT h.purged_through + 1 FROM audit_heads h WHERE h.organisation_id = a.organisation_id)"
     " AND NOT EXISTS (SELECT 1 FROM audit b WHERE b.organisation_id = a.organisation_id"
     " AND b.sequence = a.sequence - 1)"},
    {"audit_head",
     "SELECT h.organisation_id FROM audit_heads h LEFT JOIN audit a"
     " ON a.organisation_id = h.organisation_id AND a.sequence = h.sequence"
     " WHERE h.sequence > h.purged_through AND (a.hash IS NULL OR a.hash <> h.hash)"},
    {"device_of_user",
     "SELECT d.device_id FROM devices d JOIN users u ON u.user_id = d.user_id"
     " WHERE u.organisation_id <> d.organisation_id"},
};

store::Database open_readable(const DataDir& directory) {
  if (!std::filesystem::exists(directory.database())) {
    throw Failure(ExitCode::bad_settings, "SMX_RELAY_DATA_DIR: there is no database in it");
  }
  return store::Database(directory.database(), {.vfs = {}, .writable = false});
}

/// Entries whose hash is not that of their own text, or that do not follow the one before.
std::int64_t broken_entries(store::Database& database) {
  auto rows = database.prepare(
      "SELECT a.organisation_id, a.sequence, a.entry, a.hash, h.purged_hash FROM audit a"
      " JOIN audit_heads h ON h.organisation_id = a.organisation_id"
      " ORDER BY a.organisation_id, a.sequence");
  std::int64_t broken = 0;
  std::string organisation;
  std::string previous;
  while (rows.step()) {
    if (rows.text(0) != organisation) {
      organisation = rows.text(0);
      previous = rows.text(4);
    }
    const std::string entry = rows.text(2);
    const auto json = nlohmann::json::parse(entry, nullptr, false);
    const bool follows = json.is_object() && json.value("previous", "") == previous &&
                         json.value("sequence", std::int64_t{0}) == rows.integer(1);
    previous = rows.text(3);
    if (!follows || auth::sha256_hex(auth::bytes_of(entry)) != previous) ++broken;
  }
  return broken;
}

/// Attachments whose bytes are not there, or not those that were uploaded.
std::int64_t broken_attachments(store::Database& database, store::BlobStore& blobs) {
  auto rows = database.prepare("SELECT blob, attachment_id, size FROM attachments");
  std::int64_t broken = 0;
  while (rows.step()) {
    const auto size = blobs.size(rows.text(0));
    const bool there = size && static_cast<std::int64_t>(*size) == rows.integer(2);
    if (!there || blobs.digest(rows.text(0)) != rows.text(1)) ++broken;
  }
  return broken;
}

auth::PhoneNumber phone_number(const std::string& text) {
  const auto number = auth::PhoneNumber::parse(text);
  if (!number) throw Failure(ExitCode::bad_settings, "PHONE: not of the form +447700900001");
  return *number;
}

/// An operation of the operator in a transaction of its own, beside a relay that may run; its log
/// goes to standard error, the identifier that it gives to standard output.
template <class Operation>
ExitCode run_operation(const std::string& data_dir, const Operation& operation) {
  const DataDir directory{data_dir};
  static_cast<void>(open_readable(directory));
  store::Database database(directory.database());
  SystemClock clock;
  auth::SystemRandom random;
  const Policy policy;
  Effects effects;
  std::string made;
  store::transact(database, [&](store::Transaction& transaction) {
    Context context{transaction, clock.now(), random, policy, effects};
    const auto outcome = operation(context);
    if (!outcome) {
      throw Failure(ExitCode::bad_settings, std::string(problem_text(outcome.error().problem)));
    }
    made = outcome->text();
  });
  log::DescriptorSink sink(STDERR_FILENO);
  log::Log log(clock, sink);
  for (const log::Event& event : effects.events) log.write(event);
  fmt::print("{}\n", made);
  return ExitCode::ok;
}

}  // namespace

std::string data_dir_of(const std::string& given) {
  if (!given.empty()) return given;
  const char* set = std::getenv("SMX_RELAY_DATA_DIR");
  if (set == nullptr || *set == '\0') {
    throw Failure(ExitCode::bad_settings, "SMX_RELAY_DATA_DIR: missing (or give --data-dir)");
  }
  return set;
}

ExitCode run_fsck(const std::string& data_dir) {
  const DataDir directory{data_dir};
  store::Database database = open_readable(directory);
  std::vector<store::Fault> faults = store::check_database(database, kChecks);
  if (const auto broken = broken_entries(database); broken > 0) {
    faults.push_back({"audit_chain", broken, "entries that do not follow from the one before"});
  }
  if (std::filesystem::exists(directory.attachments())) {
    store::FileBlobStore blobs(directory.attachments());
    if (const auto broken = broken_attachments(database, blobs); broken > 0) {
      faults.push_back({"attachments", broken, "without the bytes that were uploaded"});
    }
  }
  for (const store::Fault& fault : faults) {
    fmt::print("{}: {}{}{}\n", fault.check, fault.count, fault.detail.empty() ? "" : ": ",
               fault.detail);
  }
  if (faults.empty()) fmt::print("no faults found\n");
  return faults.empty() ? ExitCode::ok : ExitCode::faults_found;
}

ExitCode run_backup(const std::string& data_dir, const std::string& destination) {
  const DataDir directory{data_dir};
  static_cast<void>(open_readable(directory));
  if (std::filesystem::exists(destination)) {
    throw Failure(ExitCode::bad_settings, fmt::format("{}: there is such a file", destination));
  }
  store::back_up(directory.database(), destination);
  fmt::print("{}\n", destination);
  return ExitCode::ok;
}

ExitCode run_found(const std::string& data_dir, const std::string& name, const std::string& phone) {
  const auth::PhoneNumber number = phone_number(phone);
  return run_operation(data_dir,
                       [&](Context& context) { return found_by_operator(context, name, number); });
}

ExitCode run_recover_admin(const std::string& data_dir, const std::string& organisation,
                           const std::string& phone, int hours) {
  const auto id = OrganisationId::parse(organisation);
  if (!id) throw Failure(ExitCode::bad_settings, "ORGANISATION: not of the form org_...");
  const auth::PhoneNumber number = phone_number(phone);
  return run_operation(data_dir, [&](Context& context) -> Outcome<InvitationId> {
    const auto invited = invite_recovery(context, *id, number, std::int64_t{hours} * 3600);
    if (!invited) return std::unexpected(invited.error());
    return invited->id;
  });
}

}  // namespace smx::relay::server
