#include "signal_provider.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace smx::bench {
namespace {

constexpr std::uint32_t kSignedId = 1;
constexpr std::uint64_t kTimestamp = 1;
constexpr std::size_t kBlock = 64;

/// HMAC over a prefetched digest; contexts are kept for the next.
struct Hmac {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  std::array<std::uint8_t, kBlock> outer_block{};
};

const EVP_MD* sha256() {
  static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return fetched;
}
const EVP_MD* sha512() {
  static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA512", nullptr);
  return fetched;
}
const EVP_CIPHER* aes_cbc() {
  static const EVP_CIPHER* const fetched = EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr);
  return fetched;
}

std::vector<Hmac*>& spare_hmacs() {
  static std::vector<Hmac*> spare;
  return spare;
}

int random_bytes(std::uint8_t* data, std::size_t size, void*) {
  randombytes_buf(data, size);
  return 0;
}

int hmac_init(void** out, const std::uint8_t* key, std::size_t size, void*) {
  Hmac* hmac = nullptr;
  if (spare_hmacs().empty()) {
    hmac = new Hmac;
  } else {
    hmac = spare_hmacs().back();
    spare_hmacs().pop_back();
  }
  std::array<std::uint8_t, kBlock> block{};
  if (size > kBlock) return SG_ERR_UNKNOWN;
  std::memcpy(block.data(), key, size);
  for (std::size_t i = 0; i < kBlock; ++i) {
    hmac->outer_block[i] = block[i] ^ 0x5C;
    block[i] ^= 0x36;
  }
  *out = hmac;
  return EVP_DigestInit_ex2(hmac->context, sha256(), nullptr) == 1 &&
                 EVP_DigestUpdate(hmac->context, block.data(), kBlock) == 1
             ? 0
             : SG_ERR_UNKNOWN;
}

int hmac_update(void* context, const std::uint8_t* data, std::size_t size, void*) {
  return EVP_DigestUpdate(static_cast<Hmac*>(context)->context, data, size) == 1 ? 0
                                                                                 : SG_ERR_UNKNOWN;
}

int hmac_final(void* context, signal_buffer** output, void*) {
  auto* hmac = static_cast<Hmac*>(context);
  std::array<std::uint8_t, 32> digest;
  const bool done = EVP_DigestFinal_ex(hmac->context, digest.data(), nullptr) == 1 &&
                    EVP_DigestInit_ex2(hmac->context, nullptr, nullptr) == 1 &&
                    EVP_DigestUpdate(hmac->context, hmac->outer_block.data(), kBlock) == 1 &&
                    EVP_DigestUpdate(hmac->context, digest.data(), digest.size()) == 1 &&
                    EVP_DigestFinal_ex(hmac->context, digest.data(), nullptr) == 1;
  if (!done) return SG_ERR_UNKNOWN;
  *output = signal_buffer_create(digest.data(), digest.size());
  return 0;
}

void hmac_cleanup(void* context, void*) { spare_hmacs().push_back(static_cast<Hmac*>(context)); }

int sha512_init(void** out, void*) {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  *out = context;
  return EVP_DigestInit_ex2(context, sha512(), nullptr) == 1 ? 0 : SG_ERR_UNKNOWN;
}
int sha512_update(void* context, const std::uint8_t* data, std::size_t size, void*) {
  return EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context), data, size) == 1 ? 0 : SG_ERR_UNKNOWN;
}
int sha512_final(void* context, signal_buffer** output, void*) {
  auto* digest_context = static_cast<EVP_MD_CTX*>(context);
  std::array<std::uint8_t, 64> digest;
  if (EVP_DigestFinal_ex(digest_context, digest.data(), nullptr) != 1) return SG_ERR_UNKNOWN;
  *output = signal_buffer_create(digest.data(), digest.size());
  return EVP_DigestInit_ex2(digest_context, sha512(), nullptr) == 1 ? 0 : SG_ERR_UNKNOWN;
}
void sha512_cleanup(void* context, void*) { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context)); }

int cbc(signal_buffer** output, int cipher, bool sealing, const std::uint8_t* key,
        const std::uint8_t* iv, const std::uint8_t* in, std::size_t in_size) {
  if (cipher != SG_CIPHER_AES_CBC_PKCS5) return SG_ERR_INVAL;
  static EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
  static std::vector<std::uint8_t> out;
  out.resize(in_size + 32);
  int first = 0;
  int last = 0;
  if (EVP_CipherInit_ex2(context, aes_cbc(), key, iv, sealing ? 1 : 0, nullptr) != 1 ||
      EVP_CipherUpdate(context, out.data(), &first, in, static_cast<int>(in_size)) != 1 ||
      EVP_CipherFinal_ex(context, out.data() + first, &last) != 1)
    return SG_ERR_UNKNOWN;
  *output = signal_buffer_create(out.data(), static_cast<std::size_t>(first + last));
  return 0;
}

int encrypt(signal_buffer** output, int cipher, const std::uint8_t* key, std::size_t,
            const std::uint8_t* iv, std::size_t, const std::uint8_t* in, std::size_t size, void*) {
  return cbc(output, cipher, true, key, iv, in, size);
}
int decrypt(signal_buffer** output, int cipher, const std::uint8_t* key, std::size_t,
            const std::uint8_t* iv, std::size_t, const std::uint8_t* in, std::size_t size, void*) {
  return cbc(output, cipher, false, key, iv, in, size);
}

void keep(std::vector<std::uint8_t>& where, signal_buffer* buffer) {
  const std::uint8_t* data = signal_buffer_data(buffer);
  where.assign(data, data + signal_buffer_len(buffer));
  signal_buffer_free(buffer);
}

}  // namespace

void need_signal(int result, const char* what) {
  if (result >= 0) return;
  std::fprintf(stderr, "%s: %d\n", what, result);
  std::exit(1);
}

signal_crypto_provider fast_provider() {
  signal_crypto_provider provider{};
  provider.random_func = random_bytes;
  provider.hmac_sha256_init_func = hmac_init;
  provider.hmac_sha256_update_func = hmac_update;
  provider.hmac_sha256_final_func = hmac_final;
  provider.hmac_sha256_cleanup_func = hmac_cleanup;
  provider.sha512_digest_init_func = sha512_init;
  provider.sha512_digest_update_func = sha512_update;
  provider.sha512_digest_final_func = sha512_final;
  provider.sha512_digest_cleanup_func = sha512_cleanup;
  provider.encrypt_func = encrypt;
  provider.decrypt_func = decrypt;
  return provider;
}

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
  set_prekey_stores();
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
                                   const signal_protocol_address*, void* self) {
    const Buffer& session = static_cast<SignalStore*>(self)->session_;
    *user_record = nullptr;
    if (session.empty()) return 0;
    *record = signal_buffer_create(session.data(), session.size());
    return 1;
  };
  functions.get_sub_device_sessions_func = [](signal_int_list** sessions, const char*, std::size_t,
                                              void*) {
    *sessions = signal_int_list_alloc();
    return 0;
  };
  functions.store_session_func = [](const signal_protocol_address*, std::uint8_t* record,
                                    std::size_t size, std::uint8_t*, std::size_t, void* self) {
    static_cast<SignalStore*>(self)->session_.assign(record, record + size);
    return 0;
  };
  functions.contains_session_func = [](const signal_protocol_address*, void* self) {
    return static_cast<SignalStore*>(self)->session_.empty() ? 0 : 1;
  };
  functions.delete_session_func = [](const signal_protocol_address*, void* self) {
    static_cast<SignalStore*>(self)->session_.clear();
    return 1;
  };
  functions.delete_all_sessions_func = [](const char*, std::size_t, void* self) {
    static_cast<SignalStore*>(self)->session_.clear();
    return 1;
  };
  functions.destroy_func = [](void*) {};
  functions.user_data = this;
  need_signal(signal_protocol_store_context_set_session_store(store_, &functions), "sessions");
}

void SignalStore::set_prekey_stores() {
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
                  session_signed_pre_key_get_signature_len(signed_prekey_), identity_key()),
              "bundle");
  SIGNAL_UNREF(one_time);
  SIGNAL_UNREF(pair);
  return bundle;
}

}  // namespace smx::bench
