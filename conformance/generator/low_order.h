// X25519 public keys at the edge: points of low order and encodings that are not reduced.
#pragma once

#include <string>
#include <vector>

#include "bytes.h"

namespace smx::vectors {

struct LowOrderPoint {
  std::string name;
  std::string comment;
  Bytes u;
};

/// Every 32-byte string that X25519 maps to the all-zero secret: u = 0, 1, p - 1 and the two
/// u-coordinates of order 8, in each encoding (reduced or not, high bit clear or set).
const std::vector<LowOrderPoint>& low_order_points();

/// p + k for k = 2..18, the unreduced encodings of ordinary points.
Bytes unreduced(std::uint8_t k);

}  // namespace smx::vectors
