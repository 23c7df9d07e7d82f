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
    if (!prime_ || !exponent_ || !both_ || !first_.above || !first_.below || !second_.above ||
        !second_.below || !context_ || !montgomery_)
      return;
    // p = 2^255 - 19, and p - 2, by which 1/x = x^(p - 2).
    ready_ = BN_set_bit(prime_.get(), 255) == 1 && BN_sub_word(prime_.get(), 19) == 1 &&
             BN_copy(exponent_.get(), prime_.get()) != nullptr &&
             BN_sub_word(exponent_.get(), 2) == 1 &&
             BN_MONT_CTX_set(montgomery_.get(), prime_.get(), context_.get()) == 1;
  }
  [[nodiscard]] bool is_ready() const noexcept { return ready_; }

  [[nodiscard]] bool convert(const EdwardsPoint& point, X25519PublicKey& u) const noexcept {
    BIGNUM* const below = first_.below.get();
    return take(point, first_) && invert(below) && give(first_, below, u);
  }

  /// 1/(a b), from which b makes 1/a and a makes 1/b. False as well if either point has no u: then
  /// the product has no inverse, and the other one's would be lost.
  [[nodiscard]] bool convert(const std::array<EdwardsPoint, 2>& points,
                             std::array<X25519PublicKey, 2>& us) const noexcept {
    BIGNUM* const both = both_.get();
    return take(points[0], first_) && take(points[1], second_) &&
           multiply(both, first_.below.get(), second_.below.get()) && BN_is_zero(both) == 0 &&
           invert(both) && multiply(second_.below.get(), both, second_.below.get()) &&
           multiply(first_.below.get(), both, first_.below.get()) &&
           give(first_, second_.below.get(), us[0]) && give(second_, first_.below.get(), us[1]);
  }

 private:
  /// (1 + y) / (1 - y)
  struct Fraction {
    Owned<BIGNUM> above{BN_new()};
    Owned<BIGNUM> below{BN_new()};
  };

  [[nodiscard]] bool take(const EdwardsPoint& point, const Fraction& fraction) const noexcept {
    EdwardsPoint y = point;
    y.back() &= static_cast<std::uint8_t>(~kSignBit);
    BIGNUM* const above = fraction.above.get();
    return BN_lebin2bn(y.data(), kSize, above) != nullptr &&
           BN_mod_sub(fraction.below.get(), BN_value_one(), above, prime_.get(), context_.get()) ==
               1 &&
           BN_add_word(above, 1) == 1;
  }

  [[nodiscard]] bool multiply(BIGNUM* product, const BIGNUM* a, const BIGNUM* b) const noexcept {
    return BN_mod_mul(product, a, b, prime_.get(), context_.get()) == 1;
  }

  /// 0 stays 0.
  [[nodiscard]] bool invert(BIGNUM* number) const noexcept {
    return BN_mod_exp_mont(number, number, exponent_.get(), prime_.get(), context_.get(),
                           montgomery_.get()) == 1;
  }

  [[nodiscard]] bool give(const Fraction& fraction, const BIGNUM* inverse,
                          X25519PublicKey& u) const noexcept {
    BIGNUM* const above = fraction.above.get();
    return multiply(above, above, inverse) && BN_bn2lebinpad(above, u.bytes.data(), kSize) == kSize;
  }

  Owned<BIGNUM> prime_{BN_new()};
  Owned<BIGNUM> exponent_{BN_new()};
  Owned<BIGNUM> both_{BN_new()};
  Fraction first_;
  Fraction second_;
  Owned<BN_CTX> context_{BN_CTX_new()};
  Owned<BN_MONT_CTX> montgomery_{BN_MONT_CTX_new()};
  bool ready_ = false;
};

const Field& field_of_this_thread() noexcept {
  thread_local const Field field;
  return field;
}

}  // namespace

bool montgomery_u(const EdwardsPoint& point, X25519PublicKey& u) noexcept {
  const Field& field = field_of_this_thread();
  return field.is_ready() && field.convert(point, u);
}

bool montgomery_u(const std::array<EdwardsPoint, 2>& points,
                  std::array<X25519PublicKey, 2>& us) noexcept {
  const Field& field = field_of_this_thread();
  return field.is_ready() && (field.convert(points, us) ||
                              (field.convert(points[0], us[0]) && field.convert(points[1], us[1])));
}

}  // namespace smx
