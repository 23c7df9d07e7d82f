#include "signal_store.h"

#include "signal_provider.h"

namespace smx::bench {
namespace {

constexpr std::uint32_t kSignedId = 1;
constexpr std::uint64_t kTimestamp = 1;

void keep(std::vector<std::uint8_t>& where, signal_buffer* buffer) {
  const std::uint8_t* data = signal_buffer_data(buffer);
  where.assign(data, data + signal_buffer_len(buffer));
  signal_buffer_free(buffer);
}

}  // namespace

SignalStore::SignalStore(signal_context* context) : context_(context) {
  need_signal(signal_protocol_store_context_create(&store_, context), "store");
  need_signal(signal_protocol_key_helper_generate_identity_key_pair(&identity_, context),
              "identity");
  need_signal(signal_protocol_key_helper_generate_signed_pre_key(&signed_prekey_, identity_,
                                                                 kSignedId, kTimestamp, context),
              "signed prekey");
  signal_buffer* record = nullptr;
  need_signal(session_signed_pre_key_serialize(&record, signed_prekey_), "signed prekey");
  keep(signed_record_, record);
  set_session_store();
  set_prekey_store();
  set_signed_prekey_store();
  set_identity_store();
}

SignalStore::~SignalStore() {
  signal_protocol_store_context_destroy(store_);
  SIGNAL_UNREF(signed_prekey_);
  SIGNAL_UNREF(identity_);
}

void SignalStore::set_session_store() {
  signal_protocol_session_store functions{};
  functions.load_session_func = [](signal_buffer** record, signal_buffer** user_record,
                                   const signal_protocol_address* address, void* self) {
    const auto& sessions = static_cast<SignalStore*>(self)->sessions_;
    const auto found = sessions.find(address->device_id);
    *user_record = nullptr;
    if (found == sessions.end()) return 0;
    *record = signal_buffer_create(found->second.data(), found->second.size());
    return 1;
  };
  functions.get_sub_device_sessions_func = [](signal_int_list** sessions, const char*, std::size_t,
                                              void*) {
    *sessions = signal_int_list_alloc();
    return 0;
  };
  functions.store_session_func = [](const signal_protocol_address* address, std::uint8_t* record,
                                    std::size_t size, std::uint8_t*, std::size_t, void* self) {
    static_cast<SignalStore*>(self)->sessions_[address->device_id].assign(record, record + size);
    return 0;
  };
  functions.contains_session_func = [](const signal_protocol_address* address, void* self) {
    return static_cast<SignalStore*>(self)->sessions_.contains(address->device_id) ? 1 : 0;
  };
  functions.delete_session_func = [](const signal_protocol_address* address, void* self) {
    return static_cast<int>(static_cast<SignalStore*>(self)->sessions_.erase(address->device_id));
  };
  functions.delete_all_sessions_func = [](const char*, std::size_t, void* self) {
    static_cast<SignalStore*>(self)->sessions_.clear();
    return 1;
  };
  functions.destroy_func = [](void*) {};
  functions.user_data = this;
  need_signal(signal_protocol_store_context_set_session_store(store_, &functions), "sessions");
}

void SignalStore::set_prekey_store() {
  signal_protocol_pre_key_store one_time{};
  one_time.load_pre_key = [](signal_buffer** record, std::uint32_t id, void* self) {
    auto& records = static_cast<SignalStore*>(self)->one_time_records_;
    const auto found = records.find(id);
    if (found == records.end()) return SG_ERR_INVALID_KEY_ID;
    *record = signal_buffer_create(found->second.data(), found->second.size());
    return SG_SUCCESS;
  };
  one_time.store_pre_key = [](std::uint32_t id, std::uint8_t* record, std::size_t size,
                              void* self) {
    static_cast<SignalStore*>(self)->one_time_records_[id].assign(record, record + size);
    return 0;
  };
  one_time.contains_pre_key = [](std::uint32_t id, void* self) {
    return static_cast<SignalStore*>(self)->one_time_records_.contains(id) ? 1 : 0;
  };
  one_time.remove_pre_key = [](std::uint32_t id, void* self) {
    static_cast<SignalStore*>(self)->one_time_records_.erase(id);
    return 0;
  };
  one_time.destroy_func = [](void*) {};
  one_time.user_data = this;
  need_signal(signal_protocol_store_context_set_pre_key_store(store_, &one_time), "prekeys");
}

void SignalStore::set_signed_prekey_store() {
  signal_protocol_signed_pre_key_store signed_store{};
  signed_store.load_signed_pre_key = [](signal_buffer** record, std::uint32_t, void* self) {
    const Buffer& stored = static_cast<SignalStore*>(self)->signed_record_;
    *record = signal_buffer_create(stored.data(), stored.size());
    return SG_SUCCESS;
  };
  signed_store.store_signed_pre_key = [](std::uint32_t, std::uint8_t*, std::size_t, void*) {
    return 0;
  };
  signed_store.contains_signed_pre_key = [](std::uint32_t id, void*) {
    return id == kSignedId ? 1 : 0;
  };
  signed_store.remove_signed_pre_key = [](std::uint32_t, void*) { return 0; };
  signed_store.destroy_func = [](void*) {};
  signed_store.user_data = this;
  need_signal(signal_protocol_store_context_set_signed_pre_key_store(store_, &signed_store),
              "signed prekeys");
}

void SignalStore::set_identity_store() {
  signal_protocol_identity_key_store functions{};
  functions.get_identity_key_pair = [](signal_buffer** public_data, signal_buffer** private_data,
                                       void* self) {
    const auto* pair = static_cast<SignalStore*>(self)->identity_;
    const int made =
        ec_public_key_serialize(public_data, ratchet_identity_key_pair_get_public(pair));
    if (made < 0) return made;
    return ec_private_key_serialize(private_data, ratchet_identity_key_pair_get_private(pair));
  };
  functions.get_local_registration_id = [](void*, std::uint32_t* id) {
    *id = 1;
    return 0;
  };
  functions.save_identity = [](const signal_protocol_address*, std::uint8_t*, std::size_t, void*) {
    return 0;
  };
  functions.is_trusted_identity = [](const signal_protocol_address*, std::uint8_t*, std::size_t,
                                     void*) { return 1; };
  functions.destroy_func = [](void*) {};
  functions.user_data = this;
  need_signal(signal_protocol_store_context_set_identity_key_store(store_, &functions), "identity");
}

session_pre_key_bundle* SignalStore::make_bundle(std::uint32_t one_time_id) {
  ec_key_pair* pair = nullptr;
  need_signal(curve_generate_key_pair(context_, &pair), "key pair");
  session_pre_key* one_time = nullptr;
  need_signal(session_pre_key_create(&one_time, one_time_id, pair), "prekey");
  signal_buffer* record = nullptr;
  need_signal(session_pre_key_serialize(&record, one_time), "prekey");
  keep(one_time_records_[one_time_id], record);
  session_pre_key_bundle* bundle = nullptr;
  need_signal(session_pre_key_bundle_create(
                  &bundle, 1, 1, one_time_id, ec_key_pair_get_public(pair), kSignedId,
                  ec_key_pair_get_public(session_signed_pre_key_get_key_pair(signed_prekey_)),
                  session_signed_pre_key_get_signature(signed_prekey_),
                  session_signed_pre_key_get_signature_len(signed_prekey_),
                  ratchet_identity_key_pair_get_public(identity_)),
              "bundle");
  SIGNAL_UNREF(one_time);
  SIGNAL_UNREF(pair);
  return bundle;
}

}  // namespace smx::bench
