// Where a scenario plays: people with devices, on drivers of two platforms, over a carrier.
#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actor.h"
#include "canaries.h"
#include "runner/platforms.h"
#include "transcript.h"

namespace smx::interop {

/// The platform of an ordered pair that a person uses: the first starts a conversation.
enum class Side { kFirst, kSecond };

struct StageSettings {
  conformance::Platform first;
  conformance::Platform second;
  std::size_t burst = 50;
  std::chrono::milliseconds reply_time{10'000};
  std::uint64_t now = 0;  ///< seconds since 1970
  bool record = false;    ///< inject every random value and keep the steps
};

class Stage;

/// A person's device.
class Actor {
 public:
  const std::string& name() const { return driver_->name(); }
  const std::string& person() const { return person_; }
  const Address& address() const { return connection_->address(); }
  DeviceDriver& driver() { return *driver_; }
  Connection& connection() { return *connection_; }
  const Json& keys() const { return keys_; }

 private:
  friend class Stage;

  std::string person_;
  Side side_ = Side::kFirst;
  std::unique_ptr<DeviceDriver> driver_;
  std::unique_ptr<Connection> connection_;
  Json keys_;      ///< identity_key and signing_key
  Json identity_;  ///< the private halves, where the stage drew them; else null
  /// Devices of each user, and who of them there is a session with.
  std::map<std::string, std::vector<std::string>> directory_;
  std::set<std::string> sessions_;
};

class Stage {
 public:
  /// What it refers to outlives it. `start` opens a driver of a platform.
  using Start =
      std::function<std::unique_ptr<conformance::Transport>(const conformance::Platform&)>;
  Stage(const StageSettings& settings, Carrier& carrier, Canaries& canaries, Draws draws,
        Transcript& transcript, const conformance::MessageShapes& shapes, Start start);

  /// A new device of a person with so many one-time prekeys, registered and active. With
  /// `keep_identity` the stage draws its identity, so that the device can lose all else.
  Actor& add(const std::string& person, const std::string& name, Side side,
             std::size_t one_time_prekeys, bool keep_identity = false);
  /// The device loses everything but its identity: a fresh driver, new prekeys, registered again.
  void lose_state(Actor& actor, std::size_t one_time_prekeys);
  /// The device is revoked and its driver ended.
  void retire(Actor& actor, Actor& administrator);

  /// One message to every device of `to`'s user and the sender's own other devices; what bundles it
  /// needs it takes. A device list that has changed is taken again, once. `filler` makes it longer.
  Sent send(Actor& from, Actor& to, const std::string& about, std::size_t filler = 0);
  /// The same; what the carrier says of the list is returned, and nothing is sent again.
  SendResult send_once(Actor& from, Actor& to, Sent& sent);
  /// A new session by device.restart instead of device.send.
  Sent restart(Actor& from, Actor& to, const std::string& about);
  /// A restart that has to be refused.
  void refuse_restart(Actor& from, Actor& to, const std::string& reason);

  /// Hands a delivery to the driver: plaintext byte for byte, sender and keys have to be right.
  void open(Actor& to, const Delivery& delivery, const Sent& sent);
  /// The driver has to refuse it for this reason.
  void refuse(Actor& to, const Delivery& delivery, const std::string& reason);
  /// Collects one delivery, opens it and acknowledges it.
  Delivery deliver(Actor& to, const Sent& sent);

  /// Throws ScenarioFailure unless it holds; counted.
  void check(bool holds, const std::string& what);
  void note(const std::string& what) { transcript_.add("gate", "scenario", "note", what); }

  Draws& draws() { return draws_; }
  const StageSettings& settings() const { return settings_; }
  std::uint64_t now() const { return settings_.now; }
  std::size_t checks() const { return checks_; }
  std::size_t messages() const { return messages_; }
  const std::vector<RecordedStep>& recording() const { return recording_; }
  /// Standard error of the drivers, by actor.
  std::map<std::string, std::string> diagnostics();

 private:
  std::unique_ptr<DeviceDriver> start_driver(const std::string& name, Side side);
  Json make_device(Actor& actor, std::size_t one_time_prekeys, bool keep_identity);
  void register_device(Actor& actor, const Json& made);
  /// Bundles for those of `devices` that `from` has no session with.
  std::map<std::string, Json> bundles_for(Actor& from, const std::string& user_id,
                                          const std::vector<std::string>& devices);
  void seal_for(Actor& from, const std::string& user_id, Sent& sent,
                std::vector<Outgoing>& envelopes);
  std::string label_of(const std::string& device_id) const;

  StageSettings settings_;
  Carrier& carrier_;
  Canaries& canaries_;
  Draws draws_;
  Transcript& transcript_;
  const conformance::MessageShapes& shapes_;
  Start start_;
  std::vector<RecordedStep> recording_;
  std::list<Actor> actors_;
  std::map<std::string, std::string> names_;  ///< device id to actor
  std::map<std::string, std::string> late_diagnostics_;
  std::size_t checks_ = 0;
  std::size_t messages_ = 0;
  std::size_t incarnations_ = 0;
};

}  // namespace smx::interop
