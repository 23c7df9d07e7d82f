// The core through its public API, smx::Device, each device over a store of its own: every message
// is one commit.
#pragma once

#include <array>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <utility>
#include <vector>

#include "smx/device.h"
#include "smx/memory_store.h"
#include "work.h"

namespace smx::bench {

/// The value, or the end: a work that fails has no figure.
template <class T>
T must(Result<T> result, const char* what) {
  if (!result) {
    std::cerr << what << ": " << error_name(result.error()) << '\n';
    std::exit(1);
  }
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

/// A device and the store it lives in.
struct Party {
  Party();
  /// Over a store of the caller's, which outlives it.
  explicit Party(Store& external);

  std::unique_ptr<MemoryStore> store;
  Device device;
};

struct Ours {
  static constexpr const char* kName = "ours";
  static constexpr std::size_t kSkippedKeysKept = 2000;
  using Message = Sent;

  /// Two devices with a session in which both have sent and received.
  class Pair {
   public:
    Pair() { greet(); }
    /// The second device lives in a store of the caller's.
    explicit Pair(Store& store_of_second) : second_(store_of_second) { greet(); }

    void seal(Side from, View text, Message& out);
    bool open(Side to, const Message& message);
    [[nodiscard]] View text(Side side) const { return received_[index(side)].plaintext.reveal(); }

    void export_state();
    bool import_state();
    [[nodiscard]] std::size_t session_bytes() const;

    /// Gives the second device a session with one more device, which is not heard of again.
    void add_session(std::size_t number);

   private:
    static std::size_t index(Side side) { return side == Side::first ? 0 : 1; }
    Party& party(Side side) { return side == Side::first ? first_ : second_; }
    void greet();

    Party first_;
    Party second_;
    /// What each side received last; its memory serves for the next.
    std::array<Received, 2> received_;
    Snapshot exported_;
  };

  /// One device that starts a session with each of many.
  class Initiators {
   public:
    explicit Initiators(std::size_t count);
    void renew() { own_ = std::make_unique<Party>(); }
    void start(std::size_t i);

   private:
    std::vector<Bundle> bundles_;
    Buffer text_ = text_of(64);
    Sent sent_;
    std::unique_ptr<Party> own_;
  };

  /// One device with which many start a session.
  class Responders {
   public:
    explicit Responders(std::size_t count) : initiators_(count), messages_(count) {}
    void renew();
    bool accept(std::size_t i);
    [[nodiscard]] View text() const { return received_.plaintext.reveal(); }

   private:
    std::vector<Party> initiators_;
    std::vector<Message> messages_;
    std::unique_ptr<Party> own_;
    Received received_;
  };

  /// A device with a session with each of many, all answered.
  class FanOut {
   public:
    explicit FanOut(std::size_t count);
    void seal(std::size_t device, View text, Message& out);

   private:
    Party own_;
    std::vector<std::string> labels_;
  };
};

}  // namespace smx::bench
