#include "relay_carrier.h"

#include <fmt/format.h>

#include <fstream>
#include <thread>

#include "relay_connection.h"

namespace smx::interop {

using namespace conformance;

void Codes::read_more() {
  std::ifstream file(file_, std::ios::binary);
  if (!file.seekg(static_cast<std::streamoff>(read_))) return;
  for (std::string line; std::getline(file, line) && !file.eof();) {
    read_ += line.size() + 1;
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("code") || !json.contains("phone")) continue;
    waiting_[json["phone"].get<std::string>()] = json["code"].get<std::string>();
  }
}

std::string Codes::next(const std::string& phone, const Deadline& deadline) {
  while (true) {
    read_more();
    if (const auto found = waiting_.find(phone); found != waiting_.end()) {
      std::string code = found->second;
      waiting_.erase(found);
      return code;
    }
    if (deadline.over()) {
      throw LinkFault(fmt::format("no code for {} came into {}", phone, file_.string()));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

RelayCarrier::RelayCarrier(const RelayPlace& place, Tap& tap, const std::string& seed,
                           ClientTimes times, Transcript& transcript)
    : place_(place),
      tap_(tap),
      draws_(seed, "people"),
      times_(times),
      transcript_(transcript),
      codes_(place.codes_file) {}

void RelayCarrier::begin(const std::string& label) {
  label_ = label;
  people_.clear();
  administrator_.reset();
}

std::string RelayCarrier::phone() {
  std::string number = "+44";
  for (int i = 0; i < 10; ++i) number += static_cast<char>('0' + draws_.below(10));
  return number;
}

Json RelayCarrier::verify(RelayClient& client, const std::string& phone, const std::string& actor,
                          const Json& bundle) {
  const std::string code = codes_.next(phone, Deadline(times_.timeout));
  return client.demand(
      "POST", "/v1/auth/verify",
      {{"phone", phone},
       {"code", code},
       {"device", {{"class", "linux"}, {"name", actor}, {"bundle", bundle_for_relay(bundle)}}}});
}

std::unique_ptr<Connection> RelayCarrier::join(const std::string& person, const std::string& actor,
                                               const Json& bundle) {
  const std::string who = fmt::format("{} {}", label_, actor);
  const std::uint16_t door = tap_.open(who);
  TlsPeer peer{place_.host, door, place_.ca_file,
               [this](std::string_view line) {
                 key_log_ += line;
                 key_log_ += '\n';
               },
               "127.0.0.1"};
  auto client = std::make_unique<RelayClient>(peer, times_, transcript_, actor);
  const bool founds = people_.empty();
  const auto known = people_.find(person);
  const std::string number = known == people_.end() ? phone() : known->second.phone;
  if (founds) {
    client->demand("POST", "/v1/organisations",
                   {{"name", fmt::format("Test {}", label_)}, {"phone", number}});
  } else {
    if (known == people_.end()) {
      administrator_->demand("POST", "/v1/members/invitations", {{"phone", number}});
    }
    client->demand("POST", "/v1/auth/code", {{"phone", number}});
  }
  people_[person] = {number};
  const Json account = verify(*client, number, actor, bundle);
  client->set_tokens(account);
  const Address address{account.at("user_id").get<std::string>(),
                        account.at("device_id").get<std::string>()};
  if (founds) {
    administrator_ = std::make_unique<RelayClient>(peer, times_, transcript_, "administrator");
    administrator_->set_tokens(account);
  } else if (account.at("device_status") != "active") {
    administrator_->demand("POST", fmt::format("/v1/devices/{}/approve", address.device_id),
                           Json::object());
  }
  return std::make_unique<RelayConnection>(std::move(client), address, founds, known_,
                                           [this, door] { tap_.close(door); });
}

}  // namespace smx::interop
