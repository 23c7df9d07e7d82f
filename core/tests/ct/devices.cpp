#include "ct/devices.h"

#include <utility>

namespace smx::ct {
namespace {

KeyId key_id(std::string_view text) {
  return *KeyId::parse({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

PrekeyMaterial prekey(std::string_view id, unsigned number) {
  return {key_id(id), secret_key<X25519PrivateKey>(number)};
}

constexpr std::string_view kSignedPrekey = "spk";
constexpr std::string_view kOneTimePrekey = "opk";

SecretBytes secret_text(std::size_t size) {
  SecretBytes text(size);
  mark_secret(text.reveal());
  return text;
}

}  // namespace

Result<Side> Side::make(std::string name, unsigned number, Store* store) {
  Side side;
  side.name_ = std::move(name);
  side.draws_ = 1000 * number;
  side.memory_ = std::make_unique<MemoryStore>();
  side.store_ = store == nullptr ? side.memory_.get() : store;
  DeviceMaterial material;
  material.identity_private = secret_key<X25519PrivateKey>(10 * number);
  material.signing_private = secret_key<Ed25519PrivateKey>(10 * number + 1);
  material.signed_prekeys.push_back(prekey(kSignedPrekey, 10 * number + 2));
  material.one_time_prekeys.push_back(prekey(kOneTimePrekey, 10 * number + 3));
  SMX_ASSIGN(side.core_,
             DeviceAccess::Core::create(*side.store_, std::move(material), std::nullopt));
  return side;
}

Bundle Side::bundle(bool with_one_time_prekey) const {
  const DeviceState& state = core_->state();
  Bundle out{keys().identity_key, keys().signing_key, state.published_prekey().published(), {}};
  if (with_one_time_prekey)
    out.one_time_prekey = state.one_time_prekeys.at(key_id(kOneTimePrekey)).published();
  return out;
}

void Side::offer_draws() {
  Entropy& entropy = core_->entropy();
  for (const Draw draw : {Draw::ek_private, Draw::ratchet_private}) {
    const auto key = secret_key<X25519PrivateKey>(++draws_);
    entropy.inject(draw, Bytes(key.reveal().begin(), key.reveal().end()));
  }
}

Result<Bytes> Side::released(Result<Sent> sent) {
  if (!sent) return fail(sent.error());
  declassify("sent-envelope", sent->envelope);
  return std::move(sent->envelope);
}

Result<Bytes> Side::send(const Side& to, std::size_t size, const Bundle* bundle) {
  offer_draws();
  return released(core_->send(to.name(), secret_text(size).reveal(), {bundle, {}}));
}

Result<Bytes> Side::restart(const Side& to) {
  constexpr std::uint64_t kNow = 1'000'000;
  offer_draws();
  return released(core_->restart(to.name(), to.bundle(false), secret_text(40).reveal(), kNow, {}));
}

Result<void> Side::receive(const Side& from, ByteView envelope) {
  offer_draws();
  SMX_TRY(core_->receive(from.name(), from.keys(), envelope, {}));
  return {};
}

Result<void> Side::reopen() {
  SMX_ASSIGN(core_, DeviceAccess::Core::open(*store_));
  return {};
}

Result<Pair> Pair::make() {
  SMX_ASSIGN(Side alice, Side::make("alice", 1));
  SMX_ASSIGN(Side bob, Side::make("bob", 2));
  return Pair{std::move(alice), std::move(bob)};
}

Result<Pair> Pair::make_acquainted() {
  SMX_ASSIGN(Pair pair, make());
  const Bundle bundle = pair.bob.bundle(true);
  SMX_ASSIGN(const Bytes first, pair.alice.send(pair.bob, 40, &bundle));
  SMX_TRY(pair.bob.receive(pair.alice, first));
  SMX_ASSIGN(const Bytes second, pair.bob.send(pair.alice));
  SMX_TRY(pair.alice.receive(pair.bob, second));
  SMX_ASSIGN(const Bytes third, pair.alice.send(pair.bob));
  SMX_TRY(pair.bob.receive(pair.alice, third));
  return pair;
}

Bytes damaged(Bytes bytes, std::size_t from_end) {
  bytes[bytes.size() - from_end] ^= 1;
  return bytes;
}

}  // namespace smx::ct
