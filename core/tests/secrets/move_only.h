#pragma once

#include <type_traits>

namespace smx::secrets {

/// Fails to compile for a type of which a copy can be made without a word that can be searched for.
template <class T>
struct MoveOnly {
  static_assert(!std::is_copy_constructible_v<T>, "a secret can be copied: constructor");
  static_assert(!std::is_copy_assignable_v<T>, "a secret can be copied: assignment");
  static_assert(std::is_nothrow_move_constructible_v<T>, "a secret cannot be moved");
  static_assert(std::is_nothrow_move_assignable_v<T>, "a secret cannot be moved into place");
  static_assert(!std::is_trivially_destructible_v<T>, "a secret is not overwritten at its end");
};

}  // namespace smx::secrets
