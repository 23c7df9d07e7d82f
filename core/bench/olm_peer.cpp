#include "olm_peer.h"

#include <sodium.h>

#include <cstdlib>
#include <string_view>
#include <utility>

namespace smx::bench {
namespace {

/// The key that pickles are sealed with.
constexpr std::string_view kPickleKey = "0123456789abcdef0123456789abcdef";

void draw(Buffer& bytes, std::size_t size) {
  bytes.resize(size);
  randombytes_buf(bytes.data(), bytes.size());
}

Buffer random_bytes(std::size_t size) {
  Buffer bytes;
  draw(bytes, size);
  return bytes;
}

std::size_t need(std::size_t result) {
  if (result == olm_error()) std::abort();
  return result;
}

/// The text in quotes after `name`, or the one `skip` texts later, in a JSON text of libolm's.
std::string quoted_after(const std::string& json, const std::string& name, std::size_t skip) {
  std::size_t at = json.find('"' + name + '"') + name.size() + 2;
  std::string value;
  for (std::size_t i = 0; i <= skip; ++i) {
    const std::size_t begin = json.find('"', at) + 1;
    const std::size_t end = json.find('"', begin);
    value = json.substr(begin, end - begin);
    at = end + 1;
  }
  return value;
}

}  // namespace

OlmUser::OlmUser() : OlmUser(Empty{}) {
  Buffer random = random_bytes(olm_create_account_random_length(account_));
  need(olm_create_account(account_, random.data(), random.size()));
  std::string keys(olm_account_identity_keys_length(account_), '\0');
  need(olm_account_identity_keys(account_, keys.data(), keys.size()));
  identity_key = quoted_after(keys, "curve25519", 0);
}

std::string OlmUser::make_one_time_key() {
  olm_account_mark_keys_as_published(account_);
  Buffer random = random_bytes(olm_account_generate_one_time_keys_random_length(account_, 1));
  need(olm_account_generate_one_time_keys(account_, 1, random.data(), random.size()));
  std::string keys(olm_account_one_time_keys_length(account_), '\0');
  need(olm_account_one_time_keys(account_, keys.data(), keys.size()));
  // {"curve25519":{"<id>":"<key>"}}
  return quoted_after(keys, "curve25519", 1);
}

void OlmUser::pickle(std::string& out) {
  out.resize(olm_pickle_account_length(account_));
  need(olm_pickle_account(account_, kPickleKey.data(), kPickleKey.size(), out.data(), out.size()));
}

bool OlmUser::unpickle(const std::string& pickled, std::string& scratch) {
  scratch = pickled;
  return olm_unpickle_account(account_, kPickleKey.data(), kPickleKey.size(), scratch.data(),
                              scratch.size()) != olm_error();
}

void OlmConversation::start(OlmUser& own, const std::string& identity_key,
                            const std::string& one_time_key) {
  draw(random_, olm_create_outbound_session_random_length(session_));
  need(olm_create_outbound_session(session_, own.get(), identity_key.data(), identity_key.size(),
                                   one_time_key.data(), one_time_key.size(), random_.data(),
                                   random_.size()));
}

void OlmConversation::accept(OlmUser& own, const OlmMessage& first) {
  scratch_ = first.body;
  need(olm_create_inbound_session(session_, own.get(), scratch_.data(), scratch_.size()));
  need(olm_remove_one_time_keys(own.get(), session_));
}

void OlmConversation::encrypt(View text, OlmMessage& out) {
  out.type = need(olm_encrypt_message_type(session_));
  draw(random_, olm_encrypt_random_length(session_));
  out.body.resize(need(olm_encrypt_message_length(session_, text.size())));
  need(olm_encrypt(session_, text.data(), text.size(), random_.data(), random_.size(),
                   out.body.data(), out.body.size()));
}

// Both calls destroy their input.
bool OlmConversation::decrypt(const OlmMessage& message) {
  scratch_ = message.body;
  const std::size_t most =
      olm_decrypt_max_plaintext_length(session_, message.type, scratch_.data(), scratch_.size());
  if (most == olm_error()) return false;
  output_.resize(most);
  scratch_ = message.body;
  const std::size_t size = olm_decrypt(session_, message.type, scratch_.data(), scratch_.size(),
                                       output_.data(), output_.size());
  if (size == olm_error()) return false;
  output_.resize(size);
  std::swap(text_, output_);
  return true;
}

void OlmConversation::pickle(std::string& out) {
  out.resize(olm_pickle_session_length(session_));
  need(olm_pickle_session(session_, kPickleKey.data(), kPickleKey.size(), out.data(), out.size()));
}

bool OlmConversation::unpickle(const std::string& pickled, std::string& scratch) {
  scratch = pickled;
  return olm_unpickle_session(session_, kPickleKey.data(), kPickleKey.size(), scratch.data(),
                              scratch.size()) != olm_error();
}

Olm::Pair::Pair() {
  first_.start(users_[0], users_[1].identity_key, users_[1].make_one_time_key());
  const Buffer text = text_of(64);
  OlmMessage message;
  first_.encrypt(text, message);
  second_.accept(users_[1], message);
  if (!second_.decrypt(message)) std::abort();
  second_.encrypt(text, message);
  if (!first_.decrypt(message)) std::abort();
  first_.encrypt(text, message);
  if (!second_.decrypt(message)) std::abort();
}

void Olm::Pair::export_state() {
  users_[1].pickle(pickled_user_);
  second_.pickle(pickled_session_);
}

bool Olm::Pair::import_state() {
  OlmUser user(OlmUser::Empty{});
  OlmConversation session;
  return user.unpickle(pickled_user_, scratch_) && session.unpickle(pickled_session_, scratch_);
}

Olm::FanOut::FanOut(std::size_t count) : pairs_(count) {
  const Buffer text = text_of(64);
  OlmMessage message;
  for (Pair& pair : pairs_) {
    for (int turn = 0; turn < 2 * kRoundsBefore; ++turn) {
      const Side from = turn % 2 == 0 ? Side::second : Side::first;
      pair.seal(from, text, message);
      if (!pair.open(other(from), message)) std::abort();
    }
  }
}

Olm::Initiators::Initiators(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) one_time_keys_.push_back(peer_.make_one_time_key());
}

void Olm::Initiators::start(std::size_t i) {
  OlmConversation session;
  session.start(own_, peer_.identity_key, one_time_keys_[i]);
  session.encrypt(text_, message_);
}

void Olm::Responders::renew() {
  const Buffer text = text_of(64);
  for (OlmMessage& message : messages_) {
    OlmConversation session;
    session.start(initiator_, own_.identity_key, own_.make_one_time_key());
    session.encrypt(text, message);
  }
}

bool Olm::Responders::accept(std::size_t i) {
  last_ = std::make_unique<OlmConversation>();
  last_->accept(own_, messages_[i]);
  return last_->decrypt(messages_[i]);
}

}  // namespace smx::bench
