#include "signal_peer.h"

#include "signal_provider.h"

namespace smx::bench {
namespace {

/// Device numbers start at 1.
std::int32_t device_of(std::size_t i) { return static_cast<std::int32_t>(i + 1); }

}  // namespace

signal_context* signal_library() {
  static signal_context* const library = [] {
    signal_context* made = nullptr;
    need_signal(signal_context_create(&made, nullptr), "context");
    const signal_crypto_provider provider = fast_provider();
    need_signal(signal_context_set_crypto_provider(made, &provider), "provider");
    return made;
  }();
  return library;
}

SignalEnd::SignalEnd(SignalStore& store, std::int32_t device)
    : store_(store), address_{"peer", 4, device} {
  need_signal(session_cipher_create(&cipher_, store.get(), &address_, signal_library()), "cipher");
}

SignalEnd::~SignalEnd() {
  signal_buffer_bzero_free(text_);
  session_cipher_free(cipher_);
}

void SignalEnd::start(session_pre_key_bundle* bundle) {
  session_builder* builder = nullptr;
  need_signal(session_builder_create(&builder, store_.get(), &address_, signal_library()),
              "builder");
  need_signal(session_builder_process_pre_key_bundle(builder, bundle), "bundle");
  session_builder_free(builder);
}

void SignalEnd::encrypt(View text, SignalMessage& out) {
  ciphertext_message* sealed = nullptr;
  need_signal(session_cipher_encrypt(cipher_, text.data(), text.size(), &sealed), "encrypt");
  const signal_buffer* bytes = ciphertext_message_get_serialized(sealed);
  const std::uint8_t* data = signal_buffer_const_data(bytes);
  out.bootstrap = ciphertext_message_get_type(sealed) == CIPHERTEXT_PREKEY_TYPE;
  out.bytes.assign(data, data + signal_buffer_len(bytes));
  SIGNAL_UNREF(sealed);
}

bool SignalEnd::decrypt(const SignalMessage& message) {
  signal_buffer_bzero_free(text_);
  text_ = nullptr;
  const Buffer& bytes = message.bytes;
  int result = 0;
  if (message.bootstrap) {
    pre_key_signal_message* parsed = nullptr;
    need_signal(
        pre_key_signal_message_deserialize(&parsed, bytes.data(), bytes.size(), signal_library()),
        "parse");
    result = session_cipher_decrypt_pre_key_signal_message(cipher_, parsed, nullptr, &text_);
    SIGNAL_UNREF(parsed);
  } else {
    signal_message* parsed = nullptr;
    need_signal(signal_message_deserialize(&parsed, bytes.data(), bytes.size(), signal_library()),
                "parse");
    result = session_cipher_decrypt_signal_message(cipher_, parsed, nullptr, &text_);
    SIGNAL_UNREF(parsed);
  }
  return result == SG_SUCCESS;
}

View SignalEnd::text() const {
  if (text_ == nullptr) return {};
  return {signal_buffer_const_data(text_), signal_buffer_len(text_)};
}

Signal::Pair::Pair() {
  session_pre_key_bundle* bundle = second_store_.make_bundle(1);
  first_.start(bundle);
  SIGNAL_UNREF(bundle);
  const Buffer text = text_of(64);
  SignalMessage message;
  for (const Side from : {Side::first, Side::second, Side::first}) {
    seal(from, text, message);
    if (!open(other(from), message)) need_signal(SG_ERR_UNKNOWN, "greet");
  }
}

Signal::Pair::~Pair() {
  SIGNAL_UNREF(session_);
  signal_buffer_bzero_free(exported_session_);
  signal_buffer_bzero_free(exported_identity_);
  signal_buffer_bzero_free(exported_prekey_);
}

void Signal::Pair::export_state() {
  if (session_ == nullptr) {
    const Buffer& stored = second_store_.session(1);
    need_signal(
        session_record_deserialize(&session_, stored.data(), stored.size(), signal_library()),
        "session");
  }
  signal_buffer_bzero_free(exported_session_);
  signal_buffer_bzero_free(exported_identity_);
  signal_buffer_bzero_free(exported_prekey_);
  need_signal(session_record_serialize(&exported_session_, session_), "session");
  need_signal(ratchet_identity_key_pair_serialize(&exported_identity_, second_store_.identity()),
              "identity");
  need_signal(session_signed_pre_key_serialize(&exported_prekey_, second_store_.signed_prekey()),
              "signed prekey");
}

bool Signal::Pair::import_state() {
  session_record* session = nullptr;
  ratchet_identity_key_pair* identity = nullptr;
  session_signed_pre_key* prekey = nullptr;
  const bool read =
      session_record_deserialize(&session, signal_buffer_const_data(exported_session_),
                                 signal_buffer_len(exported_session_), signal_library()) >= 0 &&
      ratchet_identity_key_pair_deserialize(&identity, signal_buffer_const_data(exported_identity_),
                                            signal_buffer_len(exported_identity_),
                                            signal_library()) >= 0 &&
      session_signed_pre_key_deserialize(&prekey, signal_buffer_const_data(exported_prekey_),
                                         signal_buffer_len(exported_prekey_),
                                         signal_library()) >= 0;
  SIGNAL_UNREF(session);
  SIGNAL_UNREF(identity);
  SIGNAL_UNREF(prekey);
  return read;
}

std::size_t Signal::Pair::session_bytes() const { return signal_buffer_len(exported_session_); }

Signal::Initiators::~Initiators() { SIGNAL_UNREF(bundle_); }

void Signal::Initiators::start(std::size_t i) {
  SignalEnd end(own_, device_of(i));
  end.start(bundle_);
  end.encrypt(text_, message_);
}

void Signal::Responders::renew() {
  const Buffer text = text_of(64);
  last_.reset();
  own_.forget_sessions();
  initiator_.forget_sessions();
  for (std::size_t i = 0; i < messages_.size(); ++i) {
    session_pre_key_bundle* bundle = own_.make_bundle(static_cast<std::uint32_t>(i + 1));
    SignalEnd end(initiator_, device_of(i));
    end.start(bundle);
    end.encrypt(text, messages_[i]);
    SIGNAL_UNREF(bundle);
  }
}

bool Signal::Responders::accept(std::size_t i) {
  last_ = std::make_unique<SignalEnd>(own_, device_of(i));
  return last_->decrypt(messages_[i]);
}

Signal::FanOut::FanOut(std::size_t count) {
  const Buffer text = text_of(64);
  SignalMessage message;
  for (std::size_t i = 0; i < count; ++i) {
    SignalStore peer(signal_library());
    session_pre_key_bundle* bundle = peer.make_bundle(1);
    SignalEnd& own_end = *ends_.emplace_back(std::make_unique<SignalEnd>(own_, device_of(i)));
    own_end.start(bundle);
    SIGNAL_UNREF(bundle);
    SignalEnd peer_end(peer, 1);
    for (int round = 0; round < kRoundsBefore; ++round) {
      own_end.encrypt(text, message);
      if (!peer_end.decrypt(message)) need_signal(SG_ERR_UNKNOWN, "greet");
      peer_end.encrypt(text, message);
      if (!own_end.decrypt(message)) need_signal(SG_ERR_UNKNOWN, "answer");
    }
  }
}

}  // namespace smx::bench
