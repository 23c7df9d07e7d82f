#pragma once

#include <cstddef>
#include <string>

#include "relay_account.h"

namespace smx::cli {

/// Where the one-time code of a telephone comes from: --code, the file into which a development
/// relay writes its codes, or whoever sits there.
class CodeSource {
 public:
  /// Made before the code is asked for, so that an older one in the file is not taken for it.
  CodeSource(const RelayPlace& place, std::string phone, std::string given);

  /// Throws Failure: refused when a development relay sent none, bad_input when nobody types one.
  [[nodiscard]] std::string take() const;

 private:
  std::string file_;
  std::string phone_;
  std::string given_;
  std::size_t before_ = 0;
};

}  // namespace smx::cli
