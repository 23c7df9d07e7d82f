#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "model/reference/device.h"
#include "session/device_access.h"
#include "support/scripted_store.h"
#include "support/test_keys.h"

namespace smx::test {

using Core = DeviceAccess::Core;

[[nodiscard]] model::Peer model_peer(const DeviceKeys& keys);
[[nodiscard]] model::Bundle model_bundle(const Bundle& bundle);
/// The state of a core in the lines of model::Device::picture.
[[nodiscard]] std::vector<std::string> picture_of(const DeviceState& state);
/// SHA-256 over every record of the state.
[[nodiscard]] Bytes digest_of(const DeviceState& state);

/// Which wires a device has sent and opened, as its state knows it: put back with the state.
struct Memory {
  std::vector<std::size_t> sent;
  std::vector<std::size_t> opened;
  /// The ratchet keys of the chains that were accepted, by EK_A of the session.
  std::map<X25519PublicKey, std::vector<X25519PublicKey>> chains;
};

/// A device's whole state at some moment.
struct Saved {
  std::map<std::string, Bytes> records;
  model::Device model;
  Memory memory;
  /// How often the device had been put back before.
  unsigned restored = 0;
};

/// One device twice: the core under test over a store of its own, and the reference model. All it
/// draws belongs to its name and a count, so that every run is the same run.
class Twin {
 public:
  Twin(std::string name, std::uint64_t now);

  [[nodiscard]] const std::string& name() const { return name_; }
  Core& core() { return *core_; }
  [[nodiscard]] const DeviceState& state() const { return core_->state(); }
  [[nodiscard]] const DeviceKeys& keys() const { return core_->public_keys(); }
  [[nodiscard]] Identity identity() const { return labelled_identity(name_); }

  /// Offers the next draws to the core; the same for the model.
  model::Draws offer_draws();
  /// A prekey of this id. Its private half belongs to the device, the id and the drawing, so that
  /// an id that is used again does not bring back a secret that is spent.
  [[nodiscard]] PrekeyMaterial material(const std::string& id, const std::string& drawing) const;
  [[nodiscard]] model::OneTimePrekey model_material(const std::string& id,
                                                    const std::string& drawing) const;

  /// A new core over the same store, as after a restart of the process.
  void reopen();
  [[nodiscard]] Saved save() const;
  void restore(const Saved& saved);

  ScriptedStore store;
  model::Device model;
  Memory memory;
  unsigned restored = 0;
  std::vector<Saved> saves;

 private:
  std::string name_;
  std::unique_ptr<Core> core_;
  unsigned draws_ = 0;
};

}  // namespace smx::test
