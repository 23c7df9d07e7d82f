// OpenSSL 3 deprecates these functions in favour of EVP, whose contexts can neither be copied nor
// wiped without the heap. A ratchet hashes some twenty blocks a message, and six of them again only
// because a state cannot be kept: plain states take two thirds of the time and no memory.
#define OPENSSL_API_COMPAT 0x10101000L

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <bit>

#include "crypto/hash.h"
#include "smx/secret.h"

#if defined(OPENSSL_NO_DEPRECATED_3_0)
#error "smx needs the SHA256_Init, SHA256_Update and SHA256_Final of OpenSSL"
#endif

namespace smx {
namespace {

constexpr std::size_t kBlockSize = SHA256_CBLOCK;
constexpr std::uint8_t kInnerPad = 0x36;
constexpr std::uint8_t kOuterPad = 0x5C;

using PaddedKey = Secret<struct PaddedKeyTag, kBlockSize>;
using SecretDigest = Secret<struct SecretDigestTag, limits::kDigestSize>;
using Output = std::span<std::uint8_t, limits::kDigestSize>;

static_assert(SHA256_DIGEST_LENGTH == limits::kDigestSize);

/// One running SHA-256. Its buffer may hold a key, so it is overwritten.
class Hasher {
 public:
  Hasher() noexcept { SHA256_Init(&state_); }
  explicit Hasher(const SHA256_CTX& start) noexcept : state_(start) {}
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;
  ~Hasher() { secure_wipe(&state_, sizeof state_); }

  void update(ByteView bytes) noexcept { SHA256_Update(&state_, bytes.data(), bytes.size()); }
  void update(std::initializer_list<ByteView> parts) noexcept {
    for (const ByteView part : parts) update(part);
  }
  void finish(Output out) noexcept { SHA256_Final(out.data(), &state_); }
  [[nodiscard]] const SHA256_CTX& state() const noexcept { return state_; }

 private:
  SHA256_CTX state_;
};

void flip(PaddedKey& block, std::uint8_t pad) noexcept {
  for (std::uint8_t& byte : block.writable()) byte ^= pad;
}

/// RFC 5869 section 2.3.
void expand(ByteView prk, ByteView info, std::span<std::uint8_t> okm) noexcept {
  const HmacKey key(prk);
  SecretDigest block;
  std::uint8_t counter = 0;
  std::size_t done = 0;
  while (done < okm.size()) {
    const ByteView previous = counter == 0 ? ByteView{} : ByteView{block.reveal()};
    ++counter;
    key.tag({previous, info, ByteView{&counter, 1}}, block.writable());
    const std::size_t size = std::min(okm.size() - done, limits::kDigestSize);
    std::ranges::copy(block.reveal().first(size), okm.subspan(done).begin());
    done += size;
  }
}

}  // namespace

Digest sha256(std::initializer_list<ByteView> parts) noexcept {
  Hasher hasher;
  hasher.update(parts);
  Digest digest;
  hasher.finish(digest);
  return digest;
}

HmacKey::HmacKey(ByteView key) noexcept {
  static_assert(sizeof(State) == sizeof(SHA256_CTX));
  PaddedKey block;
  if (key.size() > kBlockSize) {
    Hasher hasher;
    hasher.update(key);
    hasher.finish(block.writable().first<limits::kDigestSize>());
  } else {
    std::ranges::copy(key, block.writable().begin());
  }
  Hasher inner;
  flip(block, kInnerPad);
  inner.update(block.reveal());
  inner_ = std::bit_cast<State>(inner.state());
  Hasher outer;
  flip(block, kInnerPad ^ kOuterPad);
  outer.update(block.reveal());
  outer_ = std::bit_cast<State>(outer.state());
}

HmacKey::~HmacKey() {
  secure_wipe(inner_.data(), sizeof inner_);
  secure_wipe(outer_.data(), sizeof outer_);
}

void HmacKey::tag(std::initializer_list<ByteView> parts, Output out) const noexcept {
  SecretDigest digest;
  {
    Hasher hasher(std::bit_cast<SHA256_CTX>(inner_));
    hasher.update(parts);
    hasher.finish(digest.writable());
  }
  Hasher hasher(std::bit_cast<SHA256_CTX>(outer_));
  hasher.update(digest.reveal());
  hasher.finish(out);
}

void hmac_sha256(ByteView key, std::initializer_list<ByteView> parts, Output out) noexcept {
  HmacKey(key).tag(parts, out);
}

Result<void> hkdf_sha256(ByteView salt, ByteView ikm, ByteView info, std::span<std::uint8_t> okm) {
  if (okm.size() > limits::kMaxHkdfOutput) return fail(Error::invalid_argument);
  // An empty salt is padded to a block of zeros, as 32 zero bytes are; its states are constants.
  static const HmacKey no_salt{{}};
  SecretDigest prk;
  if (salt.empty()) {
    no_salt.tag({ikm}, prk.writable());
  } else {
    HmacKey(salt).tag({ikm}, prk.writable());
  }
  expand(prk.reveal(), info, okm);
  return {};
}

}  // namespace smx
