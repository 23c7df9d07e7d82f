#include "memory.h"

#include <cstddef>
#include <cstdint>
#include <limits>

namespace smx::c {

void Memory::out(const void* data, std::size_t count, std::size_t size) noexcept {
  if (count > std::numeric_limits<std::size_t>::max() / size) {
    sound_ = false;
    return;
  }
  out(data, count * size);
}

void Memory::add(const void* data, std::size_t size, bool is_output) noexcept {
  if (size == 0) return;
  const auto begin = reinterpret_cast<std::uintptr_t>(data);
  // No object is larger than a difference of pointers can tell.
  if (data == nullptr || size > std::numeric_limits<std::ptrdiff_t>::max() ||
      size > std::numeric_limits<std::uintptr_t>::max() - begin || count_ == pieces_.size()) {
    sound_ = false;
    return;
  }
  pieces_[count_++] = {begin, begin + size, is_output};
}

bool Memory::sound() const noexcept {
  for (std::size_t i = 0; i < count_; ++i) {
    for (std::size_t j = i + 1; j < count_; ++j) {
      const Piece& a = pieces_[i];
      const Piece& b = pieces_[j];
      if ((a.is_output || b.is_output) && a.begin < b.end && b.begin < a.end) return false;
    }
  }
  return sound_;
}

}  // namespace smx::c
