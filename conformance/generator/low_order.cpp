#include "low_order.h"

namespace smx::vectors {
namespace {

/// p + k as 32 little-endian bytes, for k from -1 to 18; p = 2^255 - 19 ends in ED.
Bytes p_plus(int k) {
  Bytes out = repeat(0xff, 32);
  out[0] = static_cast<std::uint8_t>(0xed + k);
  out[31] = 0x7f;
  return out;
}

Bytes high_bit(Bytes u) {
  u[31] |= 0x80U;
  return u;
}

Bytes small(std::uint8_t value) {
  Bytes out = repeat(0, 32);
  out[0] = value;
  return out;
}

}  // namespace

Bytes unreduced(std::uint8_t k) { return p_plus(k); }

const std::vector<LowOrderPoint>& low_order_points() {
  // The u-coordinates of the points of order 8: those whose double is u = 1, the point of order 4.
  // (u^2 - 1)^2 = 4 u (u^2 + 486662 u + 1) modulo p has exactly these two roots.
  static const Bytes kEightA =
      unhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800");
  static const Bytes kEightB =
      unhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157");
  static const std::vector<LowOrderPoint> kPoints = {
      {"zero", "u = 0", small(0)},
      {"one", "u = 1", small(1)},
      {"order-8-a", "u of order 8", kEightA},
      {"order-8-b", "the other u of order 8", kEightB},
      {"p-minus-1", "u = p - 1", p_plus(-1)},
      {"p", "u = p, an unreduced zero", p_plus(0)},
      {"p-plus-1", "u = p + 1, an unreduced one", p_plus(1)},
      {"zero-high-bit", "u = 0 with the high bit set", high_bit(small(0))},
      {"one-high-bit", "u = 1 with the high bit set", high_bit(small(1))},
      {"order-8-a-high-bit", "u of order 8 with the high bit set", high_bit(kEightA)},
      {"order-8-b-high-bit", "the other u of order 8 with the high bit set", high_bit(kEightB)},
      {"p-minus-1-high-bit", "u = p - 1 with the high bit set", high_bit(p_plus(-1))},
      {"p-high-bit", "u = p with the high bit set", high_bit(p_plus(0))},
      {"p-plus-1-high-bit", "u = p + 1 with the high bit set: all bits but two",
       high_bit(p_plus(1))},
  };
  return kPoints;
}

}  // namespace smx::vectors
