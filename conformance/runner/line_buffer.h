// The bytes of a driver that make up its lines.
#pragma once

#include <string>
#include <string_view>

#include "transport.h"

namespace smx::conformance {

/// Holds what was read and not yet taken, never much more than the longest line.
class LineBuffer {
 public:
  /// Bytes beyond a line and a buffer are dropped: one reply is awaited at a time, so they would
  /// never be looked at.
  void add(std::string_view bytes);

  /// kLine with the first whole line, which is taken out; kOversized; or kTimeout if there is no
  /// whole line yet.
  Exchange take_line();

  std::size_t size() const { return bytes_.size(); }
  /// The first bytes of what is there, for people.
  std::string shown() const;

 private:
  std::string bytes_;
};

}  // namespace smx::conformance
