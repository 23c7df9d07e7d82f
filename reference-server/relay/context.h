#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "log/event.h"
#include "relay/clock.h"
#include "relay/id.h"
#include "relay/policy.h"
#include "relay/random.h"

namespace smx::relay::store {
class Transaction;
}

namespace smx::relay {

/// A one-time code on its way to a telephone.
struct CodeMessage {
  std::string phone;
  std::string code;
};

/// What the push service is told: that there is something, never what or from whom.
struct PushReference {
  DeviceId device;
  MessageId message;
};

/// What has to happen once the transaction is durable, and not at all if it is not.
struct Effects {
  std::vector<log::Event> events;     // lines of the operational log
  std::vector<DeviceId> wake;         // devices with something new in their queue
  std::vector<DeviceId> low_prekeys;  // devices to be told how many one-time prekeys are left
  std::vector<DeviceId> cut;          // devices whose connections end now
  std::vector<CodeMessage> codes;     // for the code provider
  std::vector<PushReference> pushes;  // for the push hook
  /// The answer holds something that must never be given again, not even by an older backup that is
  /// restored (a one-time prekey): the mark of store/epoch.h moves before the answer leaves.
  bool leaves_once = false;
};

/// All that an operation of the relay gets beside its arguments. Operations have no other input: no
/// clock, no file, no socket.
struct Context {
  store::Transaction& transaction;
  Instant now;
  Random& random;
  const Policy& policy;
  Effects& effects;
};

/// Who asks: taken from an access token and checked against the tables in the same transaction.
enum class Role : std::uint8_t { member, administrator };
enum class DeviceStatus : std::uint8_t { pending, active, revoked };

struct Caller {
  OrganisationId organisation;
  UserId user;
  DeviceId device;
  Role role = Role::member;
  DeviceStatus status = DeviceStatus::pending;
};

}  // namespace smx::relay
