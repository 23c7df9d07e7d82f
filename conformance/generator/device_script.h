// Devices that talk: each step is one op of a device, and each message is named by the step that
// made it. A device's handle, its peers' label for it and its person's name are one text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forge.h"

namespace smx::vectors {

/// 2026-01-01 00:00:00 UTC, where the clocks of the scripts start.
inline constexpr std::uint64_t kStart = 1767225600;
inline constexpr std::uint64_t kDay = 86400;

/// A session that a sender made by hand towards a device: any envelope or frame of its first
/// chain.
class ForgedSession {
 public:
  /// `label` names the ephemeral and ratchet keys; `opk` may be null.
  ForgedSession(Scenario& s, Person from, Person to, std::string_view label,
                const Prekey* opk = nullptr);
  /// The same with ratchet and ephemeral keys of the author's.
  ForgedSession(Scenario& s, Person from, Person to, std::string_view label, const Prekey* opk,
                KeyPair ek, KeyPair ratchet);

  Bytes frame(std::size_t n);
  Bytes envelope(std::size_t n);
  Bytes plaintext(std::size_t n) const;
  /// An envelope around bytes of the author's.
  Bytes around(const Bytes& inner);
  ForgedChain& chain() { return chain_; }
  const KeyPair& ek() const { return ek_; }
  const KeyPair& ratchet() const { return ratchet_; }

 private:
  Kit& kit_;
  std::string label_;
  KeyPair ek_;
  KeyPair ratchet_;
  Handshake keys_;
  Bytes header_;
  ForgedChain chain_;
};

class DeviceScript {
 public:
  explicit DeviceScript(Scenario& s) : s_(s) {}

  /// device.new of a person, with its prekeys; the clock is given when `now` is.
  void make(const Person& who, std::optional<std::uint64_t> now = {});
  /// The same with older signed prekeys before the published one.
  void make(const Person& who, const std::vector<Prekey>& older, std::optional<std::uint64_t> now);

  /// device.send with the bundle's pair, or the label's. Returns the step.
  std::size_t send(const Person& from, const Person& to, std::string_view label);
  std::size_t send(const Person& from, const Person& to, std::string_view label,
                   const Json& bundle);
  void refuse_send(const Person& from, const Person& to, const Json& bundle,
                   const std::string& reason);
  /// Request of device.send; a null bundle is left out.
  Json send_request(const Person& from, const Person& to, const Bytes& plaintext,
                    const Json& bundle);

  /// device.receive of the envelope of a step, or of bytes made by hand.
  void receive(const Person& who, const Person& from, std::size_t step);
  void receive_bytes(const Person& who, const Person& from, const Bytes& envelope,
                     const Bytes& plaintext);
  /// Refused: with patches the unpatched envelope is the twin, without them there is none.
  void refuse(const Person& who, const Person& from, std::size_t step, const std::string& reason,
              std::vector<Patch> patch = {});
  void refuse_bytes(const Person& who, const Person& from, const Bytes& envelope,
                    const std::string& reason);
  /// Request of device.receive without its envelope.
  Json receive_request(const Person& who, const Person& from);

  std::size_t restart(const Person& from, const Person& to, std::uint64_t now);
  void refuse_restart(const Person& from, const Json& bundle, const Person& to, std::uint64_t now,
                      const std::string& reason);
  Json restart_request(const Person& from, const Person& to, const Json& bundle, std::uint64_t now);

  /// device.rotate to a prekey derived from its id; `owner` then publishes it.
  void rotate(Person& owner, std::string_view id, std::uint64_t now);
  void replenish(Person& owner, const std::vector<std::string>& ids);
  void purge(const Person& who, std::uint64_t now);
  /// device.state; all of it but the digest is pinned.
  void state(const Person& who);

  /// One message each way by label.
  void exchange(const Person& a, const Person& b);

  Scenario& scenario() { return s_; }

 private:
  Json sending_random();

  Scenario& s_;
  std::size_t draws_ = 0;
  std::vector<Bytes> plaintexts_;  ///< by step
};

/// alice and bob, who have talked; alice initiated.
struct TalkingDevices {
  explicit TalkingDevices(Scenario& s);

  DeviceScript d;
  Person alice;
  Person bob;
};

}  // namespace smx::vectors
