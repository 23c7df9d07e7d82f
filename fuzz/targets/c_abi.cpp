// Invariant: whatever a caller of the C interface gives, every call comes back with a status of the
// table; one that fails has touched no output but a size it tells, and no device; one that succeeds
// stays within the room it was given; and two devices that then talk understand each other.
//
// Input: calls of play(), a byte for the entry and what its arguments take. Memory is one arena, in
// which inputs and outputs lie anywhere, also over each other; sizes are true or absurd.
#include <array>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "smx_testing.h"
#include "support/fixed_random.h"
#include "support/ready.h"
#include "support/target.h"

namespace smx::fuzz {
namespace {

constexpr std::size_t kMaxCalls = 40;
constexpr std::size_t kArena = 4096;
constexpr std::uint64_t kStart = 1'700'000'000;

using Digest = std::array<std::uint8_t, SMX_DIGEST_SIZE>;

void must(smx_status status, const char* what) { require(status == SMX_OK, what); }

/// A device over a store and a clock of the application, both of which can be told to fail.
class Owner {
 public:
  explicit Owner(const char* name) : name_(name) {
    const smx_store_callbacks callbacks{sizeof callbacks, this, load, commit};
    smx_store* plain = nullptr;
    must(smx_store_open_callbacks(&callbacks, &plain), "a store opens");
    const smx_key_wrap wrap{sizeof wrap, this, copy, copy};
    must(smx_store_open_sealed(plain, &wrap, nullptr, text(name), std::strlen(name), &store_),
         "a sealed store opens");
    smx_store_free(plain);
    const smx_clock clock{sizeof clock, this, tell};
    must(smx_device_create(store_, &clock, 2, &device_), "a device is made");
  }
  Owner(const Owner&) = delete;
  Owner& operator=(const Owner&) = delete;
  ~Owner() {
    smx_store_free(store_);
    smx_device_free(device_);
  }

  static const std::uint8_t* text(const char* words) {
    return reinterpret_cast<const std::uint8_t*>(words);
  }

  [[nodiscard]] smx_device* device() const { return device_; }
  [[nodiscard]] smx_store* store() const { return store_; }
  [[nodiscard]] const char* name() const { return name_; }
  [[nodiscard]] smx_device_keys keys() const {
    smx_device_keys out;
    must(smx_device_keys_of_own(device_, &out), "a device tells its keys");
    return out;
  }
  [[nodiscard]] Digest digest() const {
    Digest out;
    must(smx_testing_state_digest(device_, out.data()), "a state has a digest");
    return out;
  }

  std::uint64_t now = kStart;
  smx_status store_status = SMX_OK;
  smx_status clock_status = SMX_OK;
  smx_status wrap_status = SMX_OK;

 private:
  static Owner& of(void* context) { return *static_cast<Owner*>(context); }

  static smx_status load(void* context, std::uint64_t* generation, smx_record_sink sink,
                         void* sink_context) {
    Owner& self = of(context);
    if (self.store_status != SMX_OK) return self.store_status;
    *generation = self.generation_;
    for (const auto& [id, value] : self.records_) {
      const smx_record record{id.c_str(), value.data(), value.size(), 0};
      if (const smx_status taken = sink(sink_context, &record); taken != SMX_OK) return taken;
    }
    return SMX_OK;
  }
  static smx_status commit(void* context, std::uint64_t expected, const smx_record* changes,
                           std::size_t count) {
    Owner& self = of(context);
    std::uint64_t number = 0;
    require(smx_device_generation(self.device_, &number) == SMX_INVALID_ARGUMENT,
            "no handle may be used in a callback");
    if (self.store_status != SMX_OK) return self.store_status;
    if (expected != self.generation_) return SMX_STALE_STATE;
    for (std::size_t i = 0; i < count; ++i) {
      if (changes[i].deleted != 0) {
        self.records_.erase(changes[i].id);
      } else {
        self.records_[changes[i].id] =
            Bytes(changes[i].value, changes[i].value + changes[i].value_size);
      }
    }
    ++self.generation_;
    return SMX_OK;
  }
  static smx_status copy(void* context, const std::uint8_t* in, std::size_t size, std::uint8_t* out,
                         std::size_t* out_size) {
    require(*out_size >= size, "there is room for a key");
    std::memcpy(out, in, size);
    *out_size = size;
    return of(context).wrap_status;
  }
  static smx_status tell(void* context, std::uint64_t* seconds) {
    *seconds = of(context).now;
    return of(context).clock_status;
  }

  const char* name_;
  std::uint64_t generation_ = 0;
  std::map<std::string, Bytes> records_;
  smx_store* store_ = nullptr;
  smx_device* device_ = nullptr;
};

class Caller {
 public:
  void run(Input& input) {
    for (std::size_t i = 0; i < kMaxCalls && !input.empty(); ++i) play(input);
    exchange(alice_, bob_);
    exchange(bob_, alice_);
  }

 private:
  /// A place in the arena, or none, and a size that is true of it or that nothing has.
  struct Piece {
    std::uint8_t* data;
    std::size_t size;
  };
  Piece piece(Input& input) {
    const std::uint8_t kind = input.u8();
    const std::size_t at = input.u16() % kArena;
    const std::size_t size = input.u16() % (kArena - at + 1);
    switch (kind % 8) {
      case 0:
        return {nullptr, 0};
      case 1:
        return {nullptr, size};
      case 2:
        return {arena_.data() + at, ~std::size_t{0} - size};
      case 3:
        return {arena_.data() + 256 + at % 256, size % 64};
      case 4:
        return {arena_.data() + 1024, size % 1024};
      default:
        return {arena_.data() + at, size};
    }
  }
  /// A structure in the arena, where it is aligned, or none.
  template <class T>
  T* place(Input& input) {
    const std::size_t at = input.u16() % (kArena - sizeof(T)) / alignof(T) * alignof(T);
    return input.u8() % 16 == 0 ? nullptr : reinterpret_cast<T*>(arena_.data() + at);
  }
  /// The same of a structure that says its size, mostly the right one.
  template <class T>
  T* sized(Input& input) {
    T* out = place<T>(input);
    if (out != nullptr && input.u8() % 8 != 0) {
      const std::size_t size = sizeof(T);
      std::memcpy(out, &size, sizeof size);
      std::memcpy(memory_.data() + (reinterpret_cast<std::uint8_t*>(out) - arena_.data()), &size,
                  sizeof size);
    }
    return out;
  }
  /// Room for structures that begin where one may.
  template <class T>
  struct Array {
    T* data;
    std::size_t count;
  };
  template <class T>
  Array<T> array(Input& input) {
    const Piece out = piece(input);
    const auto address = reinterpret_cast<std::uintptr_t>(out.data);
    return {reinterpret_cast<T*>(out.data - (out.data == nullptr ? 0 : address % alignof(T))),
            out.size > kArena ? out.size : out.size / sizeof(T)};
  }

  void play(Input& input) {
    const std::uint8_t entry = input.u8();
    Owner& self = entry < 128 ? alice_ : bob_;
    Owner& other = entry < 128 ? bob_ : alice_;
    prepare(input, other);
    switch (entry % 30) {
      case 0:
        self.store_status = static_cast<smx_status>(input.u8() % 80);
        return;
      case 1:
        self.clock_status = static_cast<smx_status>(input.u8() % 2);
        return;
      case 2:
        self.now += std::uint64_t{input.u8()} * 16;
        return;
      case 3:
        self.wrap_status = static_cast<smx_status>(input.u8() % 2);
        return;
      case 4:
        self.store_status = self.clock_status = self.wrap_status = SMX_OK;
        return;
      default:
        break;
    }
    const std::array<Digest, 2> before{alice_.digest(), bob_.digest()};
    memory_ = arena_;
    settle(call(entry % 30, input, self, other), before);
  }

  /// Fills the arena with what calls are about: a bundle, keys, the last envelope.
  void prepare(Input& input, Owner& other) {
    if (input.u8() % 4 == 0) {
      const smx_device_keys keys = other.keys();
      std::memcpy(arena_.data(), &keys, sizeof keys);
    }
    std::copy_n(envelope_.begin(), std::min(envelope_.size(), kArena / 2),
                arena_.begin() + kArena / 2);
    const ByteView bytes = input.take(input.u8() % 16);
    std::ranges::copy(bytes, arena_.begin() + 64);
  }

  std::size_t* told(std::size_t value) {
    size_ = value;
    return &size_;
  }

  smx_status send(Input& input, Owner& self, Owner& other, bool restarted) {
    const smx_bundle bundle = bundle_of(other);
    const smx_bundle* to = input.u8() % 4 == 0 ? place<smx_bundle>(input) : &bundle;
    const Piece text = piece(input);
    const Piece id = input.u8() % 2 == 0 ? piece(input) : Piece{nullptr, 0};
    const Piece out = piece(input);
    auto* outcome = input.u8() % 2 == 0 ? sized<smx_outcome>(input) : nullptr;
    const auto* label = Owner::text(other.name());
    const std::size_t label_size = std::strlen(other.name());
    const smx_status status =
        restarted ? smx_device_restart(self.device(), label, label_size, to, text.data, text.size,
                                       id.data, id.size, out.data, told(out.size), outcome)
                  : smx_device_send(self.device(), label, label_size, text.data, text.size, to,
                                    id.data, id.size, out.data, told(out.size), outcome);
    if (status == SMX_OK) {
      require(size_ <= out.size, "an envelope stays within its room");
      envelope_.assign(out.data, out.data + size_);
    }
    return status;
  }

  smx_status receive(Input& input, Owner& self, Owner& other) {
    const smx_device_keys keys = other.keys();
    const Piece text = piece(input);
    const bool own = input.u8() % 2 == 0;
    const Piece in = own ? Piece{arena_.data() + kArena / 2, std::min(envelope_.size(), kArena / 2)}
                         : piece(input);
    const Piece id = input.u8() % 2 == 0 ? piece(input) : Piece{nullptr, 0};
    auto* outcome = input.u8() % 2 == 0 ? sized<smx_outcome>(input) : nullptr;
    const smx_status status = smx_device_receive(
        self.device(), Owner::text(other.name()), std::strlen(other.name()), &keys, in.data,
        in.size, id.data, id.size, text.data, told(text.size), outcome);
    if (status == SMX_OK) require(size_ <= text.size, "a plaintext stays within its room");
    return status;
  }

  smx_status call(int entry, Input& input, Owner& self, Owner& other) {
    smx_device* device = self.device();
    switch (entry) {
      case 5:
        return smx_device_generation(device, place<std::uint64_t>(input));
      case 6:
        return smx_device_signed_prekey(device, place<smx_signed_prekey>(input));
      case 7: {
        const auto out = array<smx_one_time_prekey>(input);
        return smx_device_one_time_prekeys(device, out.data, told(out.count));
      }
      case 8: {
        const auto out = array<smx_one_time_prekey>(input);
        return smx_device_replenish(device, out.count, out.data);
      }
      case 9:
        return smx_device_low_on_one_time_prekeys(device, input.u8(), place<std::uint8_t>(input));
      case 10:
        return smx_device_rotation_due(device, place<std::uint8_t>(input));
      case 11:
        return smx_device_rotate(device, place<smx_signed_prekey>(input));
      case 12:
        return smx_device_bundle(device, input.u8() % 3, place<smx_bundle>(input));
      case 13:
        return smx_device_restart_suggested(device, place<smx_device_keys>(input),
                                            place<std::uint8_t>(input));
      case 14: {
        const Piece id = piece(input);
        return smx_device_acknowledge(device, id.data, id.size, input.u8() % 3);
      }
      case 15: {
        const auto out = array<smx_pending_delivery>(input);
        return smx_device_pending_deliveries(device, out.data, told(out.count));
      }
      case 16: {
        const auto out = array<smx_peer>(input);
        return smx_device_peers(device, out.data, told(out.count));
      }
      case 17: {
        const Piece label = piece(input);
        return smx_device_keys_of(device, label.data, label.size, place<smx_device_keys>(input));
      }
      case 18:
        return smx_device_purge(device);
      case 19:
        return smx_device_reload(device);
      case 20: {
        const Piece in = piece(input);
        return smx_bundle_decode(in.data, in.size, place<smx_bundle>(input),
                                 input.u8() % 2 == 0 ? sized<smx_fault>(input) : nullptr);
      }
      case 21: {
        const Piece out = piece(input);
        return smx_bundle_encode(place<smx_bundle>(input), out.data, told(out.size));
      }
      case 22:
        return smx_bundle_verify(place<smx_bundle>(input));
      case 23: {
        const Piece in = piece(input);
        return smx_envelope_decode(in.data, in.size, sized<smx_envelope_header>(input), nullptr);
      }
      case 24: {
        const Piece in = piece(input);
        return smx_frame_decode(in.data, in.size, sized<smx_frame_header>(input), nullptr);
      }
      case 25:
        return smx_store_rekey(self.store());
      case 26:
        return smx_store_seals_used(self.store(), place<std::uint64_t>(input));
      case 27:
        return send(input, self, other, true);
      case 28:
        return send(input, self, other, false);
      default:
        return receive(input, self, other);
    }
  }

  void settle(smx_status status, const std::array<Digest, 2>& before) const {
    require(std::string_view(smx_status_name(status)) != "unknown", "a status is of the table");
    if (status == SMX_OK) return;
    require((std::array<Digest, 2>{alice_.digest(), bob_.digest()}) == before,
            "a call that fails changes no device");
    // What a decoder tells of bad bytes is the one output of a failure that is no size.
    if (status != SMX_MALFORMED) require(arena_ == memory_, "a call that fails touches no output");
  }

  static smx_bundle bundle_of(Owner& owner) {
    smx_bundle out;
    must(smx_device_bundle(owner.device(), SMX_BUNDLE_PLAIN, &out), "a device tells its bundle");
    return out;
  }

  void exchange(Owner& from, Owner& to) {
    for (Owner* owner : {&from, &to}) {
      owner->store_status = owner->clock_status = owner->wrap_status = SMX_OK;
      must(smx_device_reload(owner->device()), "a state can be read again");
    }
    const smx_bundle bundle = bundle_of(to);
    std::array<std::uint8_t, 512> envelope;
    std::size_t size = envelope.size();
    must(smx_device_send(from.device(), Owner::text(to.name()), std::strlen(to.name()),
                         Owner::text("words"), 5, &bundle, nullptr, 0, envelope.data(), &size,
                         nullptr),
         "devices can talk in the end");
    std::array<std::uint8_t, 512> text;
    std::size_t text_size = text.size();
    const smx_device_keys sender = from.keys();
    must(
        smx_device_receive(to.device(), Owner::text(from.name()), std::strlen(from.name()), &sender,
                           envelope.data(), size, nullptr, 0, text.data(), &text_size, nullptr),
        "devices understand each other in the end");
    require(text_size == 5 && std::memcmp(text.data(), "words", 5) == 0,
            "a message arrives as it was sent");
  }

  Owner alice_{"alice"};
  Owner bob_{"bob"};
  Bytes envelope_;
  alignas(16) std::array<std::uint8_t, kArena> arena_{};
  /// The arena as a call found it.
  std::array<std::uint8_t, kArena> memory_{};
  std::size_t size_ = 0;
};

}  // namespace
}  // namespace smx::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  smx::fuzz::begin_fixed_random();
  smx::fuzz::make_ready();
  smx::fuzz::begin_fixed_random();
  smx::fuzz::Input input(data, size);
  smx::fuzz::Caller caller;
  caller.run(input);
  return 0;
}
