#pragma once

#include <cstddef>
#include <memory>
#include <unordered_set>
#include <vector>

#include "smx.h"

namespace smx::node {

class Addon;
class Context;

/// The callbacks that something native calls: they live until the last handle that stands on them
/// is gone.
using Contexts = std::vector<std::shared_ptr<Context>>;

/// A handle of the C library as JavaScript holds it. `native` is null once it is closed.
template <class Native, void (*Free)(Native*)>
struct Handle {
  Native* native = nullptr;
  Contexts contexts;
  /// Keeps the environment's data until the last handle of it is finalised.
  std::shared_ptr<Addon> owner;
  /// Calls that are using it: a callback must not close what called it.
  int in_use = 0;

  Handle() = default;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { close(); }

  void close() noexcept {
    Free(native);
    native = nullptr;
    contexts.clear();
  }
};

using Store = Handle<smx_store, smx_store_free>;
using Device = Handle<smx_device, smx_device_free>;

/// Marks a handle as in use for a call.
template <class T>
class Use {
 public:
  explicit Use(T& handle) noexcept : handle_(handle) { ++handle_.in_use; }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  ~Use() { --handle_.in_use; }

 private:
  T& handle_;
};

/// The handles of one environment, owned. Whatever pointer another module wrapped into an object is
/// not found here.
template <class T>
class Handles {
 public:
  T& add(std::unique_ptr<T> handle) {
    T* const raw = handle.get();
    known_.insert(raw);
    return *handle.release();
  }
  [[nodiscard]] T* find(void* candidate) const {
    const auto found = known_.find(static_cast<T*>(candidate));
    return found == known_.end() ? nullptr : *found;
  }
  void remove(T* handle) {
    known_.erase(handle);
    delete handle;
  }

 private:
  std::unordered_set<T*> known_;
};

}  // namespace smx::node
