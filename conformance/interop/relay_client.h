// One client's requests to the relay, as docs/relay-api.md words them.
#pragma once

#include <chrono>
#include <string>

#include "https_client.h"
#include "transcript.h"

namespace smx::interop {

/// A status and a body of JSON; null for no content.
struct RelayAnswer {
  int status = 0;
  Json body;

  bool ok() const { return status / 100 == 2; }
  /// The code of a refusal, "" of anything else.
  std::string code() const;
};

struct ClientTimes {
  std::chrono::milliseconds timeout{20'000};   ///< for one request
  std::chrono::milliseconds patience{90'000};  ///< with what the relay's limits make it wait
};

class RelayClient {
 public:
  RelayClient(TlsPeer peer, ClientTimes times, Transcript& transcript, std::string who);

  /// One request with a JSON body (null: none). A `rate_limited` is waited out and asked again; a
  /// `token_expired` is answered with a refresh, once. Throws LinkFault.
  RelayAnswer ask(const std::string& method, const std::string& target, const Json& body = nullptr,
                  std::chrono::milliseconds extra = std::chrono::milliseconds(0));
  /// The same, and throws LinkFault for a refusal.
  Json demand(const std::string& method, const std::string& target, const Json& body = nullptr);

  void set_tokens(const Json& answer);
  const std::string& access_token() const { return access_token_; }
  const TlsPeer& peer() const { return peer_; }
  const ClientTimes& times() const { return times_; }
  const std::string& who() const { return who_; }
  Transcript& transcript() { return transcript_; }

 private:
  RelayAnswer once(const std::string& method, const std::string& target, const Json& body,
                   std::chrono::milliseconds extra);
  bool refresh();

  TlsPeer peer_;
  ClientTimes times_;
  Transcript& transcript_;
  std::string who_;
  HttpsClient https_;
  std::string access_token_;
  std::string refresh_token_;
};

/// Waits as a `rate_limited` says. Throws LinkFault when that is past the deadline.
void wait_as_told(const RelayAnswer& limited, const Deadline& deadline);

}  // namespace smx::interop
