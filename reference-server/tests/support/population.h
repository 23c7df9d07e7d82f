#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relay/context.h"
#include "smx/bundle.h"
#include "tests/support/temporary_database.h"

/// Organisations, people, devices and what devices publish and send, put into the tables without
/// the operations that make them: for tests of what comes after.
namespace smx::relay::test {

/// The schemas of all parts of the relay.
[[nodiscard]] const std::vector<std::string_view>& relay_schema();

class Population {
 public:
  explicit Population(TemporaryDatabase& database) : database_(database) {}

  OrganisationId organisation();
  UserId user(const OrganisationId& organisation, Role role = Role::member);
  /// A device with keys of its own, as it would call.
  Caller device(const OrganisationId& organisation, const UserId& user,
                DeviceStatus status = DeviceStatus::active);
  /// The user's first device, in an organisation that is there already.
  Caller member(const OrganisationId& organisation, Role role = Role::member) {
    return device(organisation, user(organisation, role));
  }
  void set_status(const DeviceId& device, DeviceStatus status);
  void remove_user(const UserId& user);

  [[nodiscard]] DeviceKeys keys(const DeviceId& device);
  /// Signed by the device's own key.
  [[nodiscard]] SignedPrekey signed_prekey(const DeviceId& device, std::string_view id);
  [[nodiscard]] OneTimePrekey one_time_prekey(std::string_view id);
  /// "PREFIX-0", "PREFIX-1", ...
  [[nodiscard]] std::vector<OneTimePrekey> one_time_prekeys(std::string_view prefix,
                                                            std::size_t count);
  /// A DR_V1 frame of this size with bytes of its own; at least limits::kMinFrameSize.
  [[nodiscard]] Bytes frame(std::size_t size = 100);

 private:
  TemporaryDatabase& database_;
  std::uint64_t phones_ = 0;
};

[[nodiscard]] KeyId key_id(std::string_view text);

/// What a query with one text column gives.
[[nodiscard]] std::vector<std::string> column(TemporaryDatabase& database, std::string_view sql);
[[nodiscard]] std::int64_t number(TemporaryDatabase& database, std::string_view sql);

}  // namespace smx::relay::test
