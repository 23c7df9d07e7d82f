#pragma once

#include <cstddef>
#include <string>

namespace smx::relay::storm {

/// A file system in memory of a few MiB, seen by this process and its children alone: mounted in a
/// mount namespace of our own, which as an ordinary user needs a user namespace.
class SmallDisk {
 public:
  /// Makes `folder`, readable for its owner only, and mounts `bytes` there. Before any thread.
  /// Throws CannotMount with what the system said.
  SmallDisk(std::string folder, std::size_t bytes);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  /// Takes `bytes` of it away, or what is left of them.
  void fill(std::size_t bytes);
  /// Gives them back.
  void free();
  [[nodiscard]] std::size_t free_bytes() const;

 private:
  [[nodiscard]] std::string ballast() const { return folder_ + "/ballast"; }

  std::string folder_;
};

/// Where no namespace may be made, nothing can be shown.
struct CannotMount {
  std::string why;
};

}  // namespace smx::relay::storm
