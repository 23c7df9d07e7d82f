// libsignal-protocol-c, or libomemo-c when built so, from the distribution.
#pragma once

#include <memory>
#include <vector>

#include "signal_store.h"
#include "work.h"

namespace smx::bench {

/// A message on the wire.
struct SignalMessage {
  bool bootstrap = false;
  Buffer bytes;
};

/// The library's context with the fast provider; one for the process.
signal_context* signal_library();

/// One user's end of a session with one device.
class SignalEnd {
 public:
  SignalEnd(SignalStore& store, std::int32_t device);
  SignalEnd(const SignalEnd&) = delete;
  SignalEnd& operator=(const SignalEnd&) = delete;
  ~SignalEnd();

  void start(session_pre_key_bundle* bundle);
  void encrypt(View text, SignalMessage& out);
  bool decrypt(const SignalMessage& message);
  [[nodiscard]] View text() const;

 private:
  SignalStore& store_;
  signal_protocol_address address_;
  session_cipher* cipher_ = nullptr;
  signal_buffer* text_ = nullptr;
};

struct Signal {
  static constexpr const char* kName = SMX_BENCH_PEER;
  static constexpr std::size_t kSkippedKeysKept = 2000;
  using Message = SignalMessage;

  class Pair {
   public:
    Pair();
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;
    ~Pair();

    void seal(Side from, View text, Message& out) { end(from).encrypt(text, out); }
    bool open(Side to, const Message& message) { return end(to).decrypt(message); }
    [[nodiscard]] View text(Side side) { return end(side).text(); }

    void export_state();
    bool import_state();
    [[nodiscard]] std::size_t session_bytes() const;

   private:
    SignalEnd& end(Side side) { return side == Side::first ? first_ : second_; }

    SignalStore first_store_{signal_library()};
    SignalStore second_store_{signal_library()};
    SignalEnd first_{first_store_, 1};
    SignalEnd second_{second_store_, 1};
    /// The second side's session as the library holds it while it works on it.
    session_record* session_ = nullptr;
    signal_buffer* exported_session_ = nullptr;
    signal_buffer* exported_identity_ = nullptr;
    signal_buffer* exported_prekey_ = nullptr;
  };

  class Initiators {
   public:
    explicit Initiators(std::size_t) {}
    Initiators(const Initiators&) = delete;
    Initiators& operator=(const Initiators&) = delete;
    ~Initiators();
    void renew() { own_.forget_sessions(); }
    void start(std::size_t i);

   private:
    SignalStore own_{signal_library()};
    SignalStore peer_{signal_library()};
    session_pre_key_bundle* bundle_ = peer_.make_bundle(1);
    Buffer text_ = text_of(64);
    SignalMessage message_;
  };

  class Responders {
   public:
    explicit Responders(std::size_t count) : messages_(count) {}
    void renew();
    bool accept(std::size_t i);
    [[nodiscard]] View text() const { return last_->text(); }

   private:
    SignalStore initiator_{signal_library()};
    SignalStore own_{signal_library()};
    std::vector<SignalMessage> messages_;
    std::unique_ptr<SignalEnd> last_;
  };

  class FanOut {
   public:
    explicit FanOut(std::size_t count);
    void seal(std::size_t device, View text, Message& out) { ends_[device]->encrypt(text, out); }

   private:
    SignalStore own_{signal_library()};
    std::vector<std::unique_ptr<SignalEnd>> ends_;
  };
};

}  // namespace smx::bench
