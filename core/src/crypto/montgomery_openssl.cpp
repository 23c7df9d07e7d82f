#include "crypto/montgomery.h"

#include <openssl/bn.h>

#include <algorithm>
#include <array>
#include <memory>

namespace smx {
namespace {

struct Free {
  void operator()(BIGNUM* number) const noexcept { BN_free(number); }
  void operator()(BN_CTX* context) const noexcept { BN_CTX_free(context); }
  void operator()(BN_MONT_CTX* context) const noexcept { BN_MONT_CTX_free(context); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

constexpr int kSize = static_cast<int>(limits::kKeySize);
/// The bit in which an encoded point keeps the sign of x.
constexpr std::uint8_t kSignBit = 0x80;

/// The numbers of one thread: they keep their memory for the next point.
class Field {
 public:
  Field() noexcept {
    if (!prime_ || !exponent_ || !numerator_ || !denominator_ || !context_ || !montgomery_) return;
    // p = 2^255 - 19, and p - 2, by which 1/x = x^(p - 2).
    ready_ = BN_set_bit(prime_.get(), 255) == 1 && BN_sub_word(prime_.get(), 19) == 1 &&
             BN_copy(exponent_.get(), prime_.get()) != nullptr &&
             BN_sub_word(exponent_.get(), 2) == 1 &&
             BN_MONT_CTX_set(montgomery_.get(), prime_.get(), context_.get()) == 1;
  }
  [[nodiscard]] bool is_ready() const noexcept { return ready_; }

  [[nodiscard]] bool convert(std::span<const std::uint8_t> y,
                             std::span<std::uint8_t> u) const noexcept {
    BIGNUM* const above = numerator_.get();
    BIGNUM* const below = denominator_.get();
    return BN_lebin2bn(y.data(), kSize, above) != nullptr &&
           BN_mod_sub(below, BN_value_one(), above, prime_.get(), context_.get()) == 1 &&
           BN_add_word(above, 1) == 1 &&
           BN_mod_exp_mont(below, below, exponent_.get(), prime_.get(), context_.get(),
                           montgomery_.get()) == 1 &&
           BN_mod_mul(above, above, below, prime_.get(), context_.get()) == 1 &&
           BN_bn2lebinpad(above, u.data(), kSize) == kSize;
  }

 private:
  Owned<BIGNUM> prime_{BN_new()};
  Owned<BIGNUM> exponent_{BN_new()};
  Owned<BIGNUM> numerator_{BN_new()};
  Owned<BIGNUM> denominator_{BN_new()};
  Owned<BN_CTX> context_{BN_CTX_new()};
  Owned<BN_MONT_CTX> montgomery_{BN_MONT_CTX_new()};
  bool ready_ = false;
};

}  // namespace

bool montgomery_u(std::span<const std::uint8_t, limits::kKeySize> edwards_point,
                  X25519PublicKey& u) noexcept {
  thread_local const Field field;
  std::array<std::uint8_t, limits::kKeySize> y{};
  std::ranges::copy(edwards_point, y.begin());
  y.back() &= static_cast<std::uint8_t>(~kSignBit);
  return field.is_ready() && field.convert(y, u.bytes);
}

}  // namespace smx
