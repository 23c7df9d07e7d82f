// libolm from the distribution. Its handshake has three agreements and no signed prekey, so it does
// less; it keeps the keys of 40 skipped messages.
#pragma once

#include <olm/olm.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "work.h"

namespace smx::bench {

struct OlmMessage {
  std::size_t type = 0;
  std::string body;
};

/// A device's keys.
class OlmUser {
 public:
  OlmUser();
  /// Without keys, to be unpickled.
  struct Empty {};
  explicit OlmUser(Empty) : memory_(olm_account_size()), account_(olm_account(memory_.data())) {}

  std::string make_one_time_key();
  OlmAccount* get() { return account_; }
  void pickle(std::string& out);
  bool unpickle(const std::string& pickled, std::string& scratch);

  std::string identity_key;

 private:
  Buffer memory_;
  OlmAccount* account_;
};

class OlmConversation {
 public:
  OlmConversation() : memory_(olm_session_size()), session_(olm_session(memory_.data())) {}

  void start(OlmUser& own, const std::string& identity_key, const std::string& one_time_key);
  void accept(OlmUser& own, const OlmMessage& first);
  void encrypt(View text, OlmMessage& out);
  /// False when libolm no longer has the key.
  bool decrypt(const OlmMessage& message);
  [[nodiscard]] View text() const { return text_; }
  void pickle(std::string& out);
  bool unpickle(const std::string& pickled, std::string& scratch);

 private:
  Buffer memory_;
  OlmSession* session_;
  Buffer random_;
  std::string scratch_;
  Buffer output_;
  Buffer text_;
};

struct Olm {
  static constexpr const char* kName = "olm";
  static constexpr std::size_t kSkippedKeysKept = 40;
  using Message = OlmMessage;

  class Pair {
   public:
    Pair();

    void seal(Side from, View text, Message& out) { session(from).encrypt(text, out); }
    bool open(Side to, const Message& message) { return session(to).decrypt(message); }
    [[nodiscard]] View text(Side side) { return session(side).text(); }

    void export_state();
    bool import_state();
    [[nodiscard]] std::size_t session_bytes() const { return pickled_session_.size(); }

   private:
    OlmConversation& session(Side side) { return side == Side::first ? first_ : second_; }

    std::array<OlmUser, 2> users_;
    OlmConversation first_;
    OlmConversation second_;
    std::string pickled_user_;
    std::string pickled_session_;
    std::string scratch_;
  };

  class Initiators {
   public:
    explicit Initiators(std::size_t count);
    void renew() {}
    void start(std::size_t i);

   private:
    OlmUser own_;
    OlmUser peer_;
    std::vector<std::string> one_time_keys_;
    Buffer text_ = text_of(64);
    OlmMessage message_;
  };

  class Responders {
   public:
    explicit Responders(std::size_t count) : messages_(count) {}
    void renew();
    bool accept(std::size_t i);
    [[nodiscard]] View text() const { return last_->text(); }

   private:
    OlmUser initiator_;
    OlmUser own_;
    std::vector<OlmMessage> messages_;
    std::unique_ptr<OlmConversation> last_;
  };

  class FanOut {
   public:
    explicit FanOut(std::size_t count);
    void seal(std::size_t device, View text, Message& out) {
      pairs_[device].seal(Side::first, text, out);
    }

   private:
    std::vector<Pair> pairs_;
  };
};

}  // namespace smx::bench
