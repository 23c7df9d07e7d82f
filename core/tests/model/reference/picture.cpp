#include "device.h"

namespace smx::model {
namespace {

/// Lines "name value".
class Lines {
 public:
  void put(std::string name, View value) {
    name.push_back(' ');
    name.append(reinterpret_cast<const char*>(value.data()), value.size());
    lines_.push_back(std::move(name));
  }
  void number(std::string name, std::uint64_t value) {
    put(std::move(name), letters(std::to_string(value)));
  }
  void time(std::string name, const std::optional<std::uint64_t>& value) {
    if (value) number(std::move(name), *value);
  }
  void key(std::string name, const std::optional<Key>& value) {
    if (value) put(std::move(name), *value);
  }
  std::vector<std::string> take() { return std::move(lines_); }

 private:
  std::vector<std::string> lines_;
};

void draw(Lines& lines, const Session& session) {
  lines.number("session", session.responder ? 1 : 0);
  lines.key("EK", session.ephemeral_key);
  lines.number("one-time prekey used", session.one_time_prekey_used ? 1 : 0);
  lines.number("retired", session.retired ? 1 : 0);
  lines.time("archived at", session.stamp);
  lines.key("BK", session.bootstrap_key);
  lines.put("names signed prekey", session.signed_prekey_id);
  lines.put("names one-time prekey", session.one_time_prekey_id);
  lines.put("AD", session.ad);
  const Ratchet& ratchet = session.ratchet;
  lines.key("RK", ratchet.rk);
  lines.key("DHs private", ratchet.dhs.private_key);
  lines.key("DHs public", ratchet.dhs.public_key);
  lines.key("DHr", ratchet.dhr);
  lines.key("CKs", ratchet.cks);
  lines.key("CKr", ratchet.ckr);
  lines.number("Ns", ratchet.ns);
  lines.number("Nr", ratchet.nr);
  lines.number("PN", ratchet.pn);
  for (const Key& key : ratchet.earlier) lines.key("earlier", key);
  for (const Skipped& key : ratchet.skipped) {
    lines.put("skipped of", key.ratchet_key);
    lines.number("skipped number", key.number);
    lines.put("skipped key", key.message_key);
    lines.time("skipped stamp", key.stamp);
  }
}

}  // namespace

std::vector<std::string> Device::picture() const {
  Lines lines;
  lines.put("IK", identity_.public_key);
  lines.put("SGK", signing_);
  lines.time("highest now", highest_now_);
  for (const SignedPrekey& prekey : signed_prekeys_) {
    lines.put("signed prekey", prekey.id);
    lines.put("signed prekey public", prekey.pair.public_key);
    lines.put("signed prekey signature", prekey.signature);
    lines.time("signed prekey created", prekey.created);
    lines.time("signed prekey replaced", prekey.replaced);
  }
  for (const OneTimePrekey& prekey : one_time_prekeys_) lines.put("one-time prekey", prekey.id);
  for (const auto& [label, keys] : labels_) {
    lines.put("label", letters(label));
    lines.put("label stands for", join({keys.identity, keys.signing}));
  }
  for (const auto& [keys, contact] : contacts_) {
    lines.put("peer", join({keys.identity, keys.signing}));
    for (const auto& [prekey, ephemeral] : contact.seen)
      lines.put("seen", join({prekey, ephemeral}));
    if (contact.restart) {
      lines.number("last restart", contact.restart->last);
      lines.number("restart interval", contact.restart->interval);
    }
    for (const Session& session : contact.sessions) draw(lines, session);
  }
  return lines.take();
}

std::vector<Key> Device::spent() const {
  std::vector<Key> out;
  for (const auto& [keys, contact] : contacts_)
    for (const Session& session : contact.sessions)
      out.insert(out.end(), session.ratchet.spent.begin(), session.ratchet.spent.end());
  return out;
}

}  // namespace smx::model
