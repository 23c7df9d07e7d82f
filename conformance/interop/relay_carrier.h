// The relay as a carrier: organisations, people and devices are made as its interface says.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "absence.h"
#include "carrier.h"
#include "draws.h"
#include "relay_client.h"
#include "relay_process.h"
#include "tap.h"

namespace smx::interop {

/// One-time codes from where the relay writes them: a file of JSON lines that grows.
class Codes {
 public:
  explicit Codes(std::filesystem::path file) : file_(std::move(file)) {}

  /// The next code for a phone that was not given yet. Throws LinkFault.
  std::string next(const std::string& phone, const Deadline& deadline);

 private:
  void read_more();

  std::filesystem::path file_;
  std::uintmax_t read_ = 0;
  std::map<std::string, std::string> waiting_;
};

class RelayCarrier final : public Carrier {
 public:
  /// Every client goes through the tap. `seed` names people and phones.
  RelayCarrier(const RelayPlace& place, Tap& tap, const std::string& seed, ClientTimes times,
               Transcript& transcript);

  void begin(const std::string& label) override;
  std::unique_ptr<Connection> join(const std::string& person, const std::string& actor,
                                   const Json& bundle) override;

  const KnownCiphertexts& known() const { return known_; }
  /// The key log of the clients' side, for a relay whose own is out of reach.
  const std::string& client_key_log() const { return key_log_; }

 private:
  struct Person {
    std::string phone;
  };
  std::string phone();
  Json verify(RelayClient& client, const std::string& phone, const std::string& actor,
              const Json& bundle);

  RelayPlace place_;
  Tap& tap_;
  Draws draws_;
  ClientTimes times_;
  Transcript& transcript_;
  Codes codes_;
  KnownCiphertexts known_;
  std::string key_log_;
  std::string label_;
  std::map<std::string, Person> people_;
  std::unique_ptr<RelayClient> administrator_;  ///< the first device's tokens
};

}  // namespace smx::interop
