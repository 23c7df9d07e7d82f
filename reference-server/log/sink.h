#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace smx::relay::log {

/// Where lines go. Called from several threads.
class Sink {
 public:
  virtual ~Sink() = default;
  /// `line` ends with its line feed. Never blocks and never throws: what cannot be taken is lost
  /// and counted.
  virtual void write(std::string_view line) noexcept = 0;
  [[nodiscard]] virtual std::uint64_t lost() const noexcept = 0;
};

/// Lines to a file, pipe, terminal or socket: each line whole, none between the parts of another.
/// A reader that is slow or gone costs lines and never holds up the relay.
class DescriptorSink final : public Sink {
 public:
  /// `descriptor` stays the caller's and open. SIGPIPE has to be ignored.
  explicit DescriptorSink(int descriptor) noexcept;
  void write(std::string_view line) noexcept override;
  [[nodiscard]] std::uint64_t lost() const noexcept override { return lost_; }

 private:
  [[nodiscard]] bool put(std::string_view bytes) noexcept;

  int descriptor_;
  bool socket_;
  std::mutex mutex_;
  /// The rest of a line of which a part is out.
  std::string rest_;
  std::atomic<std::uint64_t> lost_ = 0;
};

/// Keeps the lines, for tests.
class MemorySink final : public Sink {
 public:
  void write(std::string_view line) noexcept override;
  [[nodiscard]] std::uint64_t lost() const noexcept override { return 0; }
  [[nodiscard]] std::vector<std::string> lines() const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

}  // namespace smx::relay::log
