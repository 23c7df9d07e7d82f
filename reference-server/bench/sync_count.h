#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace smx::relay::bench {

/// How often a process that is started with environment() has made something durable: every
/// fdatasync and fsync, whoever asked for it (sync_counter.cpp).
class SyncCount {
 public:
  /// `library`: smx-relay-sync-counter.so. `file` is made anew. Throws LinkFault.
  SyncCount(const std::string& library, const std::string& file);
  ~SyncCount();
  SyncCount(const SyncCount&) = delete;
  SyncCount& operator=(const SyncCount&) = delete;

  [[nodiscard]] std::map<std::string, std::string> environment() const;
  [[nodiscard]] std::uint64_t count() const;

 private:
  std::string library_;
  std::string file_;
  std::uint64_t* place_ = nullptr;
};

}  // namespace smx::relay::bench
