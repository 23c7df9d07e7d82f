// Two devices of test data over stores in memory, with every draw of a device from its name and a
// count: the same input is the same run.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "session/device_access.h"
#include "session/device_state.h"
#include "support/require.h"
#include "support/scripted_store.h"
#include "support/test_keys.h"

namespace smx::fuzz {

using Core = DeviceAccess::Core;
using Encoding = std::map<std::string, Bytes>;

inline Bytes to_bytes(ByteView view) { return {view.begin(), view.end()}; }

/// Every record of a state, as one comparable value.
inline Encoding encoding_of(const DeviceState& state) {
  Encoding out;
  for (const Record& record : records_of(state))
    out.emplace(record.id, to_bytes(record.value.reveal()));
  return out;
}

/// The value of a result that cannot be an error here.
template <class T>
T must(Result<T> result, const char* what) {
  require(result.has_value(), what);
  return *std::move(result);
}

class Party {
 public:
  Party(std::string name, std::uint64_t now, unsigned one_time_prekeys) : name_(std::move(name)) {
    test::Identity own = test::labelled_identity(name_);
    DeviceMaterial material;
    material.identity_private = std::move(own.identity_private);
    material.signing_private = std::move(own.signing_private);
    material.signed_prekeys.push_back(prekey("spk"));
    for (unsigned i = 0; i < one_time_prekeys; ++i) {
      material.one_time_prekeys.push_back(prekey("opk"));
    }
    core_ = must(Core::create(store, std::move(material), now), "a device is made");
    core_->entropy().inject_only();
  }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const DeviceKeys& keys() const { return core_->public_keys(); }
  [[nodiscard]] const DeviceState& state() const { return core_->state(); }
  [[nodiscard]] Encoding encoding() const { return encoding_of(state()); }

  /// The device, with fresh values to draw.
  Core& core() {
    const std::string draw = name_ + " draw " + std::to_string(++draws_);
    Entropy& entropy = core_->entropy();
    entropy.inject(Draw::ek_private, test::labelled_bytes(draw + " ek"));
    entropy.inject(Draw::ratchet_private, test::labelled_bytes(draw + " ratchet"));
    Bytes nonce = test::labelled_bytes(draw + " nonce");
    nonce.resize(limits::kNonceSize);
    entropy.inject(Draw::nonce, std::move(nonce));
    return *core_;
  }

  PrekeyMaterial prekey(std::string_view kind) {
    const std::string id = std::string(kind) + " " + std::to_string(++prekeys_);
    return {test::key_id(id), test::labelled_secret<X25519PrivateKey>(name_ + " " + id)};
  }

  /// The published bundle; with the first one-time prekey that was not given out, if asked for.
  Bundle bundle(bool with_one_time_prekey) {
    Bundle out{keys().identity_key, keys().signing_key, state().published_prekey().published(), {}};
    if (!with_one_time_prekey) return out;
    for (const auto& [id, entry] : state().one_time_prekeys) {
      if (!given_out_.emplace(to_bytes(id.view()), true).second) continue;
      out.one_time_prekey = entry.published();
      break;
    }
    return out;
  }

  /// A new device object over the same store, as after a restart of the process.
  void reopen() {
    core_ = must(Core::open(store), "a stored device opens");
    core_->entropy().inject_only();
  }

  /// The store holds the state in memory, and gives it back [STO-09].
  void require_stored() {
    const Encoding live = encoding();
    require(store.records() == live, "the store holds the state in memory");
    require(store.generation() == state().generation, "the generations are one");
    const DeviceState loaded = must(
        load_device_state(must(store.load(), "the store gives its records")), "the state loads");
    require(encoding_of(loaded) == live, "what was stored is the state again");
  }

  test::ScriptedStore store;

 private:
  std::string name_;
  std::unique_ptr<Core> core_;
  std::map<Bytes, bool> given_out_;
  unsigned draws_ = 0;
  unsigned prekeys_ = 0;
};

}  // namespace smx::fuzz
