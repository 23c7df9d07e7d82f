#pragma once

#include <array>
#include <cstddef>

namespace smx::c {

/// The pieces of the caller's memory that one call works with, and whether it may: a piece with
/// bytes has a place, ends before the address space does, and no output lies over another piece.
class Memory {
 public:
  void in(const void* data, std::size_t size) noexcept { add(data, size, false); }
  void out(const void* data, std::size_t size) noexcept { add(data, size, true); }
  /// `count` structures of `size` bytes.
  void out(const void* data, std::size_t count, std::size_t size) noexcept;
  template <class T>
  void in(const T* value) noexcept {
    in(value, sizeof(T));
  }
  template <class T>
  void out(const T* value) noexcept {
    out(value, sizeof(T));
  }

  [[nodiscard]] bool sound() const noexcept;

 private:
  struct Piece {
    std::size_t begin;
    std::size_t end;
    bool is_output;
  };

  void add(const void* data, std::size_t size, bool is_output) noexcept;

  /// More than any entry has.
  std::array<Piece, 12> pieces_;
  std::size_t count_ = 0;
  bool sound_ = true;
};

}  // namespace smx::c
