// Byte strings that are no key id: ill-formed UTF-8 (RFC 3629) and control characters.
#pragma once

#include <string>
#include <vector>

#include "bytes.h"

namespace smx::vectors {

struct BadText {
  std::string name;
  std::string comment;
  std::string flag;
  Bytes bytes;
  bool sample = false;  ///< one of the few that every field gets, not only the first
};

const std::vector<BadText>& bad_texts();

}  // namespace smx::vectors
