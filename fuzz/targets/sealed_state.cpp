// Invariant: a sealed store opens exactly when its key record, its head and every record are those
// that were sealed under the key, for their names and generations, and the head was made for just
// this set; then it gives the values that were sealed. Anything else is refused, with nothing given
// out. The key is the target's own, so the records that an input describes pass the tag.
//
// Input: u8 generation, u8 rollback counter, then steps (Step below).
#include "crypto/hash.h"
#include "storage/data_key.h"
#include "storage/fakes.h"
#include "storage/record_seal.h"
#include "storage/sealed_head.h"
#include "support/device_pair.h"
#include "support/ready.h"
#include "support/target.h"

namespace smx::fuzz {
namespace {

constexpr std::string_view kDevice = "phone";
constexpr std::size_t kMaxRecords = 16;

enum Step : std::uint8_t {
  kSealed,     // short id, u8 generation, long value: a record as it has to be
  kRaw,        // short id, long bytes: a record that nobody sealed
  kMoved,      // u8 which, short id: the same bytes under another name
  kFlipped,    // u8 which, u16 bit
  kCut,        // u8 which, u16 size
  kDropped,    // u8 which
  kRepeated,   // u8 which: the store gives it twice
  kHead,       // u64 seals, u8 generation, u8: 0 the sum of the set as it is then, else 32 bytes
  kHeadBytes,  // long bytes: sealed as a head, whatever they are
  kKey,        // short bytes: another key record
  kSteps,
};

/// The data key as it is: what a platform's key store adds is not this target's subject.
class PlainWrap : public KeyWrap {
 public:
  Result<Bytes> wrap(ByteView data_key) override { return to_bytes(data_key); }
  Result<SecretBytes> unwrap(ByteView wrapped) override { return SecretBytes(wrapped); }
};

/// A record of the inner store, and what it was sealed as.
struct Sealed {
  std::string name;  ///< under which it was sealed
  std::uint64_t generation = 0;
  Bytes value;
  Bytes stored;  ///< as the seal made it

  [[nodiscard]] bool intact(std::string_view id, const Bytes& now) const {
    return id == name && now == stored;
  }
};

class Play {
 public:
  explicit Play(Input& input) : generation_(1 + input.u8() % 4), counter_(input.u8() % 6) {
    store_.records["sealed/key"] = Bytes(key_.stored().begin(), key_.stored().end());
    while (!input.empty()) step(input);
    if (!has_head_) write_head({.seals = 9, .sum = sum()}, generation_);
    store_.generation = generation_;
  }

  void judge() {
    PlainWrap wrap;
    test::MemoryCounter counter;
    counter.value = counter_;
    const auto opened = SealedStore::open(
        store_, wrap, {.device_name = std::string(kDevice), .rollback_counter = &counter});
    if (!sound()) {
      require(!opened.has_value(), "nothing opens but what was sealed");
      return;
    }
    require(opened.has_value(), "what was sealed opens");
    SealedStore& sealed = **opened;
    require(test::contents_of(sealed) == expected_, "what opens is what was sealed");
    goes_on(sealed);
  }

 private:
  /// A store that opened takes a commit, and gives both back.
  void goes_on(SealedStore& sealed) {
    if (sealed.seals_used() > limits::kMaxSealsPerKey - 2) {
      require(test::error_of(test::commit(sealed, generation_, test::put("added", "value"))) ==
                  error_name(Error::seal_limit),
              "a data key serves 2^32 seals [STO-14]");
      return;
    }
    expected_["added"] = "value";
    require(test::commit(sealed, generation_, test::put("added", "value")).has_value(),
            "a sound store takes a commit");
    require(test::contents_of(sealed) == expected_, "the commit is added to what was there");
    const test::Contents now = test::contents_of(sealed);
    for (auto& [id, stored] : store_.records) {
      if (stored.empty()) continue;
      const std::size_t at = generation_ * 37 % stored.size();
      stored[at] ^= 0x10;
      require(!sealed.load().has_value(), "one changed bit is found");
      stored[at] ^= 0x10;
    }
    require(test::contents_of(sealed) == now, "a refused state changes nothing");
  }

  void step(Input& input) {
    switch (input.u8() % kSteps) {
      case kSealed: {
        const std::string id = name(input);
        const std::uint64_t generation = input.u8();
        return add(id, generation, input.take_long());
      }
      case kRaw: {
        const std::string id = name(input);
        if (store_.records.size() < kMaxRecords) put(id, to_bytes(input.take_long()));
        return;
      }
      case kMoved:
        if (auto* record = some(input)) {
          const Bytes stored = record->second;
          put(name(input), stored);
        }
        return;
      case kFlipped:
        if (auto* record = some(input); record != nullptr && !record->second.empty()) {
          const std::uint16_t bit = input.u16();
          record->second[bit / 8U % record->second.size()] ^=
              static_cast<std::uint8_t>(1U << (bit % 8U));
        }
        return;
      case kCut:
        if (auto* record = some(input)) {
          record->second.resize(std::min<std::size_t>(input.u16(), record->second.size()));
        }
        return;
      case kDropped:
        if (auto* record = some(input)) store_.records.erase(std::string(record->first));
        return;
      case kRepeated:
        // The head or the key given twice with the same bytes is the same head and key.
        if (auto* record = some(input);
            record != nullptr && !record->first.starts_with("sealed/")) {
          store_.repeated = record->first;
        }
        return;
      case kHead: {
        SealedHead head{.seals = input.u64(), .sum = {}};
        const std::uint64_t generation = input.u8();
        if (input.u8() == 0) {
          head.sum = sum();
        } else {
          std::ranges::copy(input.take(head.sum.size()), head.sum.begin());
        }
        return write_head(head, generation);
      }
      case kHeadBytes: {
        const std::uint64_t generation = generation_;
        return write_head_bytes(input.take_long(), generation);
      }
      default:
        store_.records["sealed/key"] = to_bytes(input.take_short());
    }
  }

  static std::string name(Input& input) {
    // The store of the tests takes an empty name for "none is given twice".
    const ByteView id = input.take_short();
    return id.empty() ? "-" : std::string(id.begin(), id.end());
  }

  /// Some record, the head and the key record included.
  std::pair<const std::string, Bytes>* some(Input& input) {
    if (store_.records.empty()) return nullptr;
    return &*std::next(store_.records.begin(),
                       static_cast<std::ptrdiff_t>(input.u8() % store_.records.size()));
  }

  Bytes seal(const std::string& id, std::uint64_t generation, ByteView value) {
    Entropy entropy;
    Bytes nonce = test::labelled_bytes("nonce " + std::to_string(++seals_));
    nonce.resize(limits::kNonceSize);
    entropy.inject(Draw::storage, std::move(nonce));
    const SecretBytes stored =
        must(RecordSeal(kDevice).seal(key_.sealing_key(), entropy, id, generation, value),
             "sealing works");
    return to_bytes(stored.reveal());
  }

  void add(const std::string& id, std::uint64_t generation, ByteView value) {
    if (store_.records.size() >= kMaxRecords || id.starts_with("sealed/")) return;
    Sealed record{id, generation, to_bytes(value), seal(id, generation, value)};
    put(id, record.stored);
    sealed_.push_back(std::move(record));
  }

  void put(const std::string& id, Bytes stored) {
    // The key record and the head have steps of their own.
    if (!id.starts_with("sealed/")) store_.records[id] = std::move(stored);
  }

  void write_head(const SealedHead& head, std::uint64_t generation) {
    const SecretBytes plain = encode_sealed_head(head);
    write_head_bytes(plain.reveal(), generation);
  }

  void write_head_bytes(ByteView plain, std::uint64_t generation) {
    has_head_ = true;
    head_ = {"sealed/head", generation, to_bytes(plain), seal("sealed/head", generation, plain)};
    store_.records["sealed/head"] = head_.stored;
  }

  /// What this record was sealed as, if it is what the seal made.
  [[nodiscard]] const Sealed* origin(std::string_view id, const Bytes& stored) const {
    for (const Sealed& record : sealed_) {
      if (record.intact(id, stored)) return &record;
    }
    return nullptr;
  }

  /// The sum over the set as it is, added up here once more [STO-16].
  [[nodiscard]] IndexSum sum() const {
    IndexSum total{};
    for (const auto& [id, stored] : store_.records) {
      const Sealed* record = origin(id, stored);
      if (record == nullptr) continue;
      Bytes message(id.begin(), id.end());
      for (int shift = 56; shift >= 0; shift -= 8) {
        message.push_back(static_cast<std::uint8_t>(record->generation >> shift));
      }
      IndexSum term;
      hmac_sha256(key_.index_key().reveal(), {message}, term);
      unsigned carry = 0;
      for (std::size_t i = total.size(); i-- > 0;) {
        carry += unsigned{total[i]} + term[i];
        total[i] = static_cast<std::uint8_t>(carry & 0xFFU);
        carry >>= 8U;
      }
    }
    return total;
  }

  /// Whether every part is as it was sealed; fills what is to be seen then.
  bool sound() {
    const auto key = store_.records.find("sealed/key");
    const auto head = store_.records.find("sealed/head");
    if (key == store_.records.end() || head == store_.records.end() ||
        store_.records.contains(store_.repeated) ||
        !std::ranges::equal(key->second, key_.stored()) || counter_ > generation_ ||
        !head_.intact("sealed/head", head->second) || head_.generation != generation_ ||
        head_.value.size() != 40) {
      return false;
    }
    for (const auto& [id, stored] : store_.records) {
      if (id == "sealed/key" || id == "sealed/head") continue;
      const Sealed* record = origin(id, stored);
      if (record == nullptr) return false;
      expected_[id] = std::string(record->value.begin(), record->value.end());
    }
    return std::ranges::equal(ByteView(head_.value).subspan(8), sum());
  }

  static const DataKey& the_key() {
    static const DataKey key = [] {
      Bytes stored = test::labelled_bytes("data key");
      stored.insert(stored.begin(), 1);
      PlainWrap wrap;
      return must(DataKey::unwrap(wrap, stored), "the data key is taken");
    }();
    return key;
  }

  const DataKey& key_ = the_key();
  std::uint64_t generation_;
  std::uint64_t counter_;
  test::OpenStore store_;
  std::vector<Sealed> sealed_;
  Sealed head_;
  bool has_head_ = false;
  unsigned seals_ = 0;
  test::Contents expected_;
};

}  // namespace
}  // namespace smx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  smx::fuzz::make_ready();
  smx::fuzz::Input input(data, size);
  smx::fuzz::Play(input).judge();
  return 0;
}
