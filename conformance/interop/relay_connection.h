// A registered device's connection to the relay: requests over HTTPS, messages over the stream.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "absence.h"
#include "carrier.h"
#include "relay_client.h"
#include "web_socket.h"

namespace smx::interop {

class RelayConnection final : public Connection {
 public:
  /// `known` is told every envelope that travels; it and the client's transcript outlive this.
  /// `leave` is called at the end.
  RelayConnection(std::unique_ptr<RelayClient> client, Address address, bool administrator,
                  KnownCiphertexts& known, std::function<void()> leave);
  ~RelayConnection() override;

  const Address& address() const override { return address_; }
  bool is_administrator() const override { return administrator_; }

  std::vector<std::string> devices_of(const std::string& user_id) override;
  std::vector<DeviceBundle> take_bundles(const std::string& user_id,
                                         const std::vector<std::string>& devices) override;
  std::size_t publish(const Json& one_time_prekeys) override;
  std::size_t prekeys_left() override;
  void revoke(const std::string& device_id) override;

  SendResult send(const std::vector<Outgoing>& envelopes) override;
  std::vector<Delivery> collect(std::size_t count) override;
  std::vector<Delivery> queued() override;
  void acknowledge(const std::vector<std::string>& delivery_ids) override;
  void drop() override;

  RelayClient& client() { return *client_; }

 private:
  WebSocket& stream();
  /// A request over the stream: limits are waited out.
  RelayAnswer ask_stream(const Json& request);
  /// Reads one message of the stream; true if it was the reply that is waited for.
  bool take_message(const std::string& text, std::uint64_t request, RelayAnswer& reply);
  Delivery delivery_of(const Json& json);
  void take_fetched();

  std::unique_ptr<RelayClient> client_;
  Address address_;
  bool administrator_;
  KnownCiphertexts& known_;
  std::function<void()> leave_;
  std::unique_ptr<WebSocket> stream_;
  std::uint64_t requests_ = 0;
  std::string run_;  ///< a device that registers again must not use a message's key again
  std::uint64_t messages_ = 0;
  std::deque<Delivery> inbox_;
  std::set<std::string> given_;  ///< ids that this socket has brought
};

/// A bundle of the driver protocol (hex) as the relay spells it (base64, key ids as text), and
/// back. The latter throws LinkFault for what is no bundle.
Json bundle_for_relay(const Json& bundle);
Json bundle_from_relay(const Json& bundle);
Json prekeys_for_relay(const Json& one_time_prekeys);

}  // namespace smx::interop
