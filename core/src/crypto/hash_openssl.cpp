#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>

#include "crypto/algorithms.h"
#include "crypto/hash.h"
#include "smx/secret.h"

namespace smx {
namespace {

constexpr std::size_t kBlockSize = 64;
constexpr std::uint8_t kInnerPad = 0x36;
constexpr std::uint8_t kOuterPad = 0x5C;

using PaddedKey = Secret<struct PaddedKeyTag, kBlockSize>;
using SecretDigest = Secret<struct SecretDigestTag, limits::kDigestSize>;
using Parts = std::span<const ByteView>;
using Output = std::span<std::uint8_t, limits::kDigestSize>;

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

Context make_context() noexcept {
  const Algorithms* fetched = algorithms();
  if (fetched == nullptr) return nullptr;
  Context context(EVP_MD_CTX_new());
  if (context && EVP_DigestInit_ex2(context.get(), fetched->sha256, nullptr) != 1) return nullptr;
  return context;
}

Context& thread_context() noexcept {
  thread_local Context context;
  return context;
}

/// SHA-256 and HMAC in this thread's own context: only a thread's first call allocates. The
/// functions are false only when OpenSSL had no memory.
///
/// Between any two digests the context is freshly started. That is its state for the next one, and
/// it overwrites the chaining value of the last, which is that digest itself and may be a key.
class Hasher {
 public:
  Hasher() noexcept : context_(thread_context()) {
    if (!context_) context_ = make_context();
  }

  bool digest(ByteView head, Parts parts, Output out) noexcept {
    const bool done = context_ && update(head) &&
                      std::ranges::all_of(parts, [this](ByteView part) { return update(part); }) &&
                      EVP_DigestFinal_ex(context_.get(), out.data(), nullptr) == 1;
    if (done && EVP_DigestInit_ex2(context_.get(), nullptr, nullptr) == 1) return true;
    context_.reset();  // never used again half way
    return false;
  }

  /// RFC 2104.
  bool hmac(ByteView key, Parts parts, Output out) noexcept {
    PaddedKey block;
    if (key.size() > kBlockSize) {
      if (!digest(key, {}, block.writable().first<limits::kDigestSize>())) return false;
    } else {
      std::ranges::copy(key, block.writable().begin());
    }
    SecretDigest inner;
    flip(block, kInnerPad);
    if (!digest(block.reveal(), parts, inner.writable())) return false;
    flip(block, kInnerPad ^ kOuterPad);
    const ByteView inner_digest = inner.reveal();
    return digest(block.reveal(), {&inner_digest, 1}, out);
  }

 private:
  bool update(ByteView bytes) noexcept {
    return EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1;
  }

  static void flip(PaddedKey& block, std::uint8_t pad) noexcept {
    for (std::uint8_t& byte : block.writable()) byte ^= pad;
  }

  Context& context_;
};

/// RFC 5869 section 2.3.
bool expand(Hasher& hasher, ByteView prk, ByteView info, std::span<std::uint8_t> okm) noexcept {
  SecretDigest block;
  std::uint8_t counter = 0;
  std::size_t done = 0;
  while (done < okm.size()) {
    const ByteView previous = counter == 0 ? ByteView{} : ByteView{block.reveal()};
    ++counter;
    const std::array<ByteView, 3> parts = {previous, info, ByteView{&counter, 1}};
    // HMAC has read its message before it writes, so that one block serves for both.
    if (!hasher.hmac(prk, parts, block.writable())) return false;
    const std::size_t size = std::min(okm.size() - done, limits::kDigestSize);
    std::ranges::copy(block.reveal().first(size), okm.subspan(done).begin());
    done += size;
  }
  return true;
}

Parts as_parts(std::initializer_list<ByteView> parts) noexcept {
  return {parts.begin(), parts.size()};
}

Result<void> success_or_out_of_memory(bool success) {
  if (!success) return fail(Error::out_of_memory);
  return {};
}

}  // namespace

Result<Digest> sha256(std::initializer_list<ByteView> parts) {
  Hasher hasher;
  Digest digest;
  if (!hasher.digest({}, as_parts(parts), digest)) return fail(Error::out_of_memory);
  return digest;
}

Result<void> hmac_sha256(ByteView key, std::initializer_list<ByteView> parts,
                         std::span<std::uint8_t, limits::kDigestSize> out) {
  Hasher hasher;
  return success_or_out_of_memory(hasher.hmac(key, as_parts(parts), out));
}

Result<void> hkdf_sha256(ByteView salt, ByteView ikm, ByteView info, std::span<std::uint8_t> okm) {
  if (okm.size() > limits::kMaxHkdfOutput) return fail(Error::invalid_argument);
  Hasher hasher;
  SecretDigest prk;
  // An empty salt needs no case of its own: HMAC pads its key with zeros, and 32 of them are none.
  return success_or_out_of_memory(hasher.hmac(salt, {&ikm, 1}, prk.writable()) &&
                                  expand(hasher, prk.reveal(), info, okm));
}

}  // namespace smx
