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
    if (!prime_ || !both_ || !first_.above || !first_.below || !second_.above || !second_.below ||
        !std::ranges::all_of(powers_, [](const auto& power) { return power != nullptr; }) ||
        !context_ || !montgomery_)
      return;
    // p = 2^255 - 19
    ready_ = BN_set_bit(prime_.get(), 255) == 1 && BN_sub_word(prime_.get(), 19) == 1 &&
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

  /// to = from^(2^squarings) * factor, all in Montgomery form; `to` is neither of the two.
  [[nodiscard]] bool raise(BIGNUM* to, const BIGNUM* from, int squarings,
                           const BIGNUM* factor) const noexcept {
    const auto multiply_into = [&](const BIGNUM* by) {
      return BN_mod_mul_montgomery(to, to, by, montgomery_.get(), context_.get()) == 1;
    };
    bool done = BN_copy(to, from) != nullptr;
    for (; done && squarings > 0; --squarings) done = multiply_into(to);
    return done && multiply_into(factor);
  }

  /// 1/x = x^(p - 2), and 0 stays 0. The exponent is 250 ones and 01011 in binary, so a chain of
  /// longer and longer runs of ones takes 254 squarings and 11 multiplications, three quarters of
  /// the time of an exponentiation that knows nothing of it. Each power is named by its exponent.
  [[nodiscard]] bool invert(BIGNUM* number) const noexcept {
    std::array<BIGNUM*, 8> p{};
    std::ranges::transform(powers_, p.begin(), [](const auto& power) { return power.get(); });
    const auto [x1, x2, x9, x11, ones10, ones50, a, b] = p;
    return BN_to_montgomery(x1, number, montgomery_.get(), context_.get()) == 1 &&
           raise(x2, x1, 0, x1) &&          // 2
           raise(x9, x2, 2, x1) &&          // 9
           raise(x11, x9, 0, x2) &&         // 11
           raise(a, x11, 1, x9) &&          // 5 ones
           raise(ones10, a, 5, a) &&        // 10
           raise(a, ones10, 10, ones10) &&  // 20
           raise(b, a, 20, a) &&            // 40
           raise(ones50, b, 10, ones10) &&  // 50
           raise(a, ones50, 50, ones50) &&  // 100
           raise(b, a, 100, a) &&           // 200
           raise(a, b, 50, ones50) &&       // 250
           raise(b, a, 5, x11) &&
           BN_from_montgomery(number, b, montgomery_.get(), context_.get()) == 1;
  }

  [[nodiscard]] bool give(const Fraction& fraction, const BIGNUM* inverse,
                          X25519PublicKey& u) const noexcept {
    BIGNUM* const above = fraction.above.get();
    return multiply(above, above, inverse) && BN_bn2lebinpad(above, u.bytes.data(), kSize) == kSize;
  }

  Owned<BIGNUM> prime_{BN_new()};
  Owned<BIGNUM> both_{BN_new()};
  Fraction first_;
  Fraction second_;
  std::array<Owned<BIGNUM>, 8> powers_{Owned<BIGNUM>(BN_new()), Owned<BIGNUM>(BN_new()),
                                       Owned<BIGNUM>(BN_new()), Owned<BIGNUM>(BN_new()),
                                       Owned<BIGNUM>(BN_new()), Owned<BIGNUM>(BN_new()),
                                       Owned<BIGNUM>(BN_new()), Owned<BIGNUM>(BN_new())};
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
