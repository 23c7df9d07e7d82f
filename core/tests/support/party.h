#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bytes/writer.h"
#include "session/device_access.h"
#include "session/device_records.h"
#include "support/results.h"
#include "support/scripted_store.h"
#include "support/test_keys.h"

namespace smx::test {

using Core = DeviceAccess::Core;

inline Bytes to_bytes(ByteView view) { return {view.begin(), view.end()}; }
inline std::string to_text(ByteView view) { return {view.begin(), view.end()}; }

/// A state's complete encoding as one comparable value. Compare with ==, not with EXPECT_EQ, which
/// would print all of it.
inline std::map<std::string, Bytes> encoding_of(const DeviceState& state) {
  std::map<std::string, Bytes> out;
  for (const Record& record : records_of(state))
    out.emplace(record.id, to_bytes(record.value.reveal()));
  return out;
}

inline std::map<std::string, Bytes> encoding_of(Device& device) {
  return encoding_of(DeviceAccess::core_of(device).state());
}

struct PartyOptions {
  unsigned one_time_prekeys = 3;
  std::optional<std::uint64_t> now;
};

/// A device whose keys belong to its name: signed prekey "spk 1", one-time prekeys "opk 1", "opk
/// 2"... What it draws for a message is of its name and a count, so every run is the same run.
class Party {
 public:
  explicit Party(std::string name, const PartyOptions& options = {}) : name_(std::move(name)) {
    Identity own = labelled_identity(name_);
    DeviceMaterial material;
    material.identity_private = std::move(own.identity_private);
    material.signing_private = std::move(own.signing_private);
    material.signed_prekeys.push_back(this->material("spk 1"));
    for (unsigned i = 1; i <= options.one_time_prekeys; ++i)
      material.one_time_prekeys.push_back(this->material("opk " + std::to_string(i)));
    core_ = must(Core::create(store, std::move(material), options.now));
  }

  /// A prekey of this id; its private half belongs to the party and the id.
  [[nodiscard]] PrekeyMaterial material(const std::string& id) const {
    return {key_id(id), labelled_secret<X25519PrivateKey>(name_ + " " + id)};
  }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] Identity identity() const { return labelled_identity(name_); }
  [[nodiscard]] const DeviceKeys& keys() const { return core_->public_keys(); }
  Core& core() { return *core_; }
  [[nodiscard]] const DeviceState& state() const { return core_->state(); }
  [[nodiscard]] std::map<std::string, Bytes> encoding() const { return encoding_of(state()); }

  /// What this device publishes, with the named one-time prekey or none.
  [[nodiscard]] Bundle bundle(std::string_view one_time_prekey = {}) const {
    Bundle out{keys().identity_key, keys().signing_key, state().published_prekey().published(), {}};
    if (!one_time_prekey.empty())
      out.one_time_prekey = state().one_time_prekeys.at(key_id(one_time_prekey)).published();
    return out;
  }

  Result<Sent> try_send(const Party& to, std::string_view text, const SendOptions& options = {}) {
    offer_draws();
    return checked(core_->send(to.name(), view_of(text), options));
  }
  Bytes send(const Party& to, std::string_view text) { return must(try_send(to, text)).envelope; }
  /// The first message to a device, with its bundle.
  Bytes start(const Party& to, std::string_view text, std::string_view one_time_prekey = {}) {
    const Bundle bundle = to.bundle(one_time_prekey);
    return must(try_send(to, text, {.bundle = &bundle, .delivery_id = {}})).envelope;
  }
  Result<Sent> try_restart(const Party& to, std::string_view text, std::uint64_t now,
                           const SendOptions& options = {}) {
    return try_restart(to.name(), to.bundle(), text, now, options);
  }
  Result<Sent> try_restart(std::string_view label, const Bundle& bundle, std::string_view text,
                           std::uint64_t now, const SendOptions& options = {}) {
    offer_draws();
    return checked(core_->restart(label, bundle, view_of(text), now, options));
  }
  Bytes restart(const Party& to, std::string_view text, std::uint64_t now) {
    return must(try_restart(to, text, now)).envelope;
  }

  Result<Received> try_receive(const Party& from, ByteView envelope,
                               const ReceiveOptions& options = {}) {
    return try_receive(from.name(), from.keys(), envelope, options);
  }
  Result<Received> try_receive(std::string_view label, const DeviceKeys& from, ByteView envelope,
                               const ReceiveOptions& options = {}) {
    offer_draws();
    return checked(core_->receive(label, from, envelope, options));
  }
  /// The plaintext of an envelope that has to open.
  std::string receive(const Party& from, ByteView envelope) {
    return to_text(must(try_receive(from, envelope)).plaintext.reveal());
  }
  /// The error of an envelope that must not open, after a check that nothing changed
  /// [SMX1-18] [SES-15] [ERR-05].
  std::optional<Error> refusal(const Party& from, ByteView envelope) {
    return unchanged_by([&] { return error_of(try_receive(from, envelope)); });
  }
  /// Runs an operation that must fail, and checks that memory and store stay as they were.
  template <class Operation>
  std::optional<Error> unchanged_by(const Operation& operation) {
    const auto before = encoding();
    const auto stored = store.records();
    const std::uint64_t generation = store.generation();
    const std::optional<Error> error = operation();
    EXPECT_TRUE(error.has_value());
    EXPECT_TRUE(encoding() == before);
    EXPECT_TRUE(store.records() == stored);
    EXPECT_EQ(store.generation(), generation);
    return error;
  }

  void purge(std::uint64_t now) { must(checked(core_->purge(now))); }
  SignedPrekey rotate(std::uint64_t now, const std::string& id) {
    return must(checked(core_->rotate(now, material(id))));
  }

  /// A new device object over the same store, as after a restart of the process.
  void reopen() { core_ = must(Core::open(store)); }

  [[nodiscard]] const Peer& peer(const Party& other) const {
    const Peer* known = state().find_peer(other.keys());
    if (known == nullptr) throw std::runtime_error("no such peer");
    return *known;
  }
  [[nodiscard]] std::size_t sessions_with(const Party& other) const {
    const Peer* known = state().find_peer(other.keys());
    return known == nullptr ? 0 : known->sessions.size();
  }
  [[nodiscard]] const Session& active(const Party& other) const { return *peer(other).active(); }

  /// Off where a test's state is so big that comparing it after each operation takes long.
  bool check_store = true;
  ScriptedStore store;

 private:
  void offer_draws() {
    const std::string count = name_ + " draw " + std::to_string(++draws_);
    Entropy& entropy = core_->entropy();
    entropy.inject(Draw::ek_private, labelled_bytes(count + " ek"));
    entropy.inject(Draw::ratchet_private, labelled_bytes(count + " ratchet"));
    Bytes nonce = labelled_bytes(count + " nonce");
    nonce.resize(limits::kNonceSize);
    entropy.inject(Draw::nonce, std::move(nonce));
  }

  /// After every success the store holds exactly the state in memory, and loading it gives that
  /// state again [STO-09] [SES-17] [SES-18].
  template <class T>
  Result<T> checked(Result<T> result) const {
    if (!result || !check_store) return result;
    auto& mutable_store = const_cast<ScriptedStore&>(store);
    const auto live = encoding();
    EXPECT_TRUE(mutable_store.records() == live);
    EXPECT_EQ(store.generation(), state().generation);
    EXPECT_TRUE(encoding_of(must(load_device_state(must(mutable_store.load())))) == live);
    return result;
  }

  std::string name_;
  std::unique_ptr<Core> core_;
  unsigned draws_ = 0;
};

}  // namespace smx::test
