// A device: a driver that has its keys and a connection that has its address.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "carrier.h"
#include "draws.h"
#include "runner/driver.h"

namespace smx::interop {

using conformance::Reply;

/// A step that did not come out as the protocol says. One line that names actor, step, what was
/// wanted and what came.
class ScenarioFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A scenario that this platform cannot be put through, and why.
class NotRun : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The run was interrupted; what was under way is neither passed nor failed.
class Interrupted : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One step of a driver as it happened, for a recording.
struct RecordedStep {
  std::string op;
  Json in;
  Reply reply;
};

/// The driver's side of a device. Its handle is its name.
class DeviceDriver {
 public:
  /// `injected` are the draws of a recorded run: with them every random value is given to the
  /// driver, without them it draws for itself.
  DeviceDriver(std::string name, std::unique_ptr<conformance::Driver> driver,
               std::optional<Draws> injected, std::vector<RecordedStep>* recording);
  ~DeviceDriver();
  DeviceDriver(const DeviceDriver&) = delete;
  DeviceDriver& operator=(const DeviceDriver&) = delete;

  /// Puts one operation; `device` is added. Throws ScenarioFailure for everything but ok and
  /// reject, NotRun for an operation that was not announced.
  Reply ask(const std::string& op, Json in);
  /// The outputs. Throws ScenarioFailure when it is refused.
  Json demand(const std::string& op, Json in);

  /// Random values for an operation of a recorded run: a member `random`, or nothing. Each field is
  /// its name and its length.
  void inject(Json& in, const std::vector<std::pair<const char*, std::size_t>>& fields);
  bool injects() const { return injected_.has_value(); }

  const std::string& name() const { return name_; }
  const conformance::Introduction& introduction() const { return driver_->introduction(); }
  std::string diagnostics() { return driver_ ? driver_->diagnostics() : std::string(); }
  /// Ends the driver, and with it all that it held.
  void leave();

 private:
  std::string name_;
  std::unique_ptr<conformance::Driver> driver_;
  std::optional<Draws> injected_;
  std::vector<RecordedStep>* recording_;
};

/// What a sent message was, for whoever receives it.
struct Sent {
  std::string about;
  std::string from;  ///< name of the actor
  Address sender;
  Json sender_keys;
  conformance::Bytes plaintext;
  std::map<std::string, std::string> envelopes;  ///< by device id, hex
  std::map<std::string, std::string> delivery_ids;
  std::map<std::string, bool> with_prekey;  ///< whether a bundle with a one-time prekey was used

  const std::string& envelope_for(const std::string& device_id) const {
    return envelopes.at(device_id);
  }
};

/// An envelope's first four bytes, as text.
std::string magic_of(const std::string& envelope_hex);
inline constexpr const char* kBootstrap = "SMX1";
inline constexpr const char* kContinuation = "DRV1";

}  // namespace smx::interop
