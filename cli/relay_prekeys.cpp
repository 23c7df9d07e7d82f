#include "relay_prekeys.h"

#include <ctime>
#include <nlohmann/json.hpp>
#include <vector>

#include "failure.h"
#include "relay_directory.h"
#include "text.h"

namespace smx::cli {
namespace {

using Json = nlohmann::json;

constexpr const char* kUploading = "uploading prekeys";

RelayAnswer upload(RelayLink& link, const std::vector<OneTimePrekey>& prekeys) {
  Json list = Json::array();
  for (const OneTimePrekey& prekey : prekeys) list.push_back(one_time_prekey_json(prekey));
  return link.ask("POST", "/v1/keys/one-time-prekeys", {{"one_time_prekeys", list}});
}

void upload_new(RelayLink& link, Home& home) {
  const std::vector<OneTimePrekey> made =
      take(home.retry([](Device& d) { return d.replenish(kOneTimePrekeys); }), home.state());
  const RelayAnswer answer = upload(link, made);
  if (!answer.ok()) fail_with(answer, kUploading);
}

}  // namespace

void note_signed_prekey(RelayLink& link, Home& home) {
  link.note_signed_prekey(std::string(as_text(home.device().signed_prekey().key_id.view())));
}

void publish_prekeys(RelayLink& link, Home& home, bool came_back) {
  if (came_back) return upload_new(link, home);
  const RelayAnswer answer = upload(link, home.device().one_time_prekeys());
  // It had them before, though the account file of that time is gone.
  if (answer.problem() == "conflict") return upload_new(link, home);
  if (!answer.ok()) fail_with(answer, kUploading);
}

void keep_up_prekeys(RelayLink& link, Home& home) {
  if (link.demand("prekeys", "GET", "/v1/keys").at("low").get<bool>()) upload_new(link, home);
  const auto now = static_cast<std::uint64_t>(std::time(nullptr));
  if (home.device().rotation_due(now)) {
    take(home.retry([&](Device& d) { return d.rotate(now); }), home.state());
    take(home.retry([&](Device& d) { return d.purge(now); }), home.state());
  }
  const SignedPrekey prekey = home.device().signed_prekey();
  if (link.account().signed_prekey == as_text(prekey.key_id.view())) return;
  const Json bundle = bundle_json(home.device().bundle());
  link.demand("uploading the signed prekey", "PUT", "/v1/keys/signed-prekey",
              bundle.at("signed_prekey"));
  note_signed_prekey(link, home);
}

}  // namespace smx::cli
