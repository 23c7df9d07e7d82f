#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "tls_opening.h"

namespace smx::interop {
namespace {

using View = std::span<const std::uint8_t>;

constexpr std::uint8_t kHandshake = 22;
constexpr std::uint8_t kApplicationData = 23;
constexpr std::uint8_t kChangeCipherSpec = 20;
constexpr std::uint8_t kClientHello = 1;
constexpr std::uint8_t kServerHello = 2;
constexpr std::uint8_t kFinished = 20;
constexpr std::uint8_t kKeyUpdate = 24;
constexpr std::size_t kTagSize = 16;

struct Suite {
  std::uint16_t id;
  const EVP_CIPHER* (*cipher)();
  const EVP_MD* (*hash)();
  std::size_t key_size;
};

constexpr std::array<Suite, 3> kSuites{{{0x1301, EVP_aes_128_gcm, EVP_sha256, 16},
                                        {0x1302, EVP_aes_256_gcm, EVP_sha384, 32},
                                        {0x1303, EVP_chacha20_poly1305, EVP_sha256, 32}}};

/// One record of a direction.
struct Record {
  std::uint8_t type = 0;
  View header;
  View fragment;
};

/// The next whole record from `at`; nothing at the end, also when the last one is cut short.
std::optional<Record> next_record(const Bytes& bytes, std::size_t& at) {
  if (bytes.size() - at < 5) return std::nullopt;
  const View all(bytes);
  const std::size_t length = static_cast<std::size_t>(bytes[at + 3]) * 256 + bytes[at + 4];
  if (bytes.size() - at - 5 < length) return std::nullopt;
  Record record{bytes[at], all.subspan(at, 5), all.subspan(at + 5, length)};
  at += 5 + length;
  return record;
}

Bytes expand_label(const EVP_MD* hash, const Bytes& secret, std::string_view label,
                   std::size_t length) {
  const std::string full = fmt::format("tls13 {}", label);
  Bytes info{static_cast<std::uint8_t>(length >> 8U), static_cast<std::uint8_t>(length),
             static_cast<std::uint8_t>(full.size())};
  info.insert(info.end(), full.begin(), full.end());
  info.push_back(0);  // no context
  const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
      EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nullptr), EVP_PKEY_CTX_free);
  Bytes out(length);
  std::size_t size = length;
  if (!context || EVP_PKEY_derive_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_hkdf_mode(context.get(), EVP_PKEY_HKDEF_MODE_EXPAND_ONLY) != 1 ||
      EVP_PKEY_CTX_set_hkdf_md(context.get(), hash) != 1 ||
      EVP_PKEY_CTX_set1_hkdf_key(context.get(), secret.data(), static_cast<int>(secret.size())) !=
          1 ||
      EVP_PKEY_CTX_add1_hkdf_info(context.get(), info.data(), static_cast<int>(info.size())) != 1 ||
      EVP_PKEY_derive(context.get(), out.data(), &size) != 1) {
    throw OpeningError("HKDF-Expand-Label failed");
  }
  return out;
}

/// The keys of one direction for as long as one secret serves.
class TrafficKeys {
 public:
  TrafficKeys(const Suite& suite, Bytes secret) : suite_(&suite), secret_(std::move(secret)) {
    derive();
  }

  /// The inner plaintext without its padding; its last byte is the content type, taken off into
  /// `type`. Throws OpeningError.
  Bytes open(const Record& record, std::uint8_t& type) {
    Bytes inner = decrypt(record);
    while (!inner.empty() && inner.back() == 0) inner.pop_back();
    if (inner.empty()) throw OpeningError("a record of nothing but padding");
    type = inner.back();
    inner.pop_back();
    return inner;
  }

  void update() {
    secret_ = expand_label(suite_->hash(), secret_, "traffic upd", secret_.size());
    derive();
  }

 private:
  void derive() {
    key_ = expand_label(suite_->hash(), secret_, "key", suite_->key_size);
    iv_ = expand_label(suite_->hash(), secret_, "iv", 12);
    sequence_ = 0;
  }

  Bytes decrypt(const Record& record);

  const Suite* suite_;
  Bytes secret_;
  Bytes key_;
  Bytes iv_;
  std::uint64_t sequence_ = 0;
};

Bytes TrafficKeys::decrypt(const Record& record) {
  if (record.fragment.size() < kTagSize) throw OpeningError("a record shorter than its tag");
  Bytes nonce = iv_;
  for (std::size_t i = 0; i < 8; ++i) {
    nonce[11 - i] ^= static_cast<std::uint8_t>(sequence_ >> (8 * i));
  }
  const View sealed = record.fragment.first(record.fragment.size() - kTagSize);
  Bytes tag(record.fragment.end() - kTagSize, record.fragment.end());
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
      EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  Bytes out(sealed.size() + kTagSize);
  int size = 0;
  int rest = 0;
  if (!context ||
      EVP_DecryptInit_ex(context.get(), suite_->cipher(), nullptr, key_.data(), nonce.data()) !=
          1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(kTagSize),
                          tag.data()) != 1 ||
      EVP_DecryptUpdate(context.get(), nullptr, &size, record.header.data(),
                        static_cast<int>(record.header.size())) != 1 ||
      EVP_DecryptUpdate(context.get(), out.data(), &size, sealed.data(),
                        static_cast<int>(sealed.size())) != 1 ||
      EVP_DecryptFinal_ex(context.get(), out.data() + size, &rest) != 1) {
    throw OpeningError(fmt::format("record {} does not open under its key", sequence_));
  }
  ++sequence_;
  out.resize(static_cast<std::size_t>(size + rest));
  return out;
}

/// The handshake messages of one direction, put together from records.
class Messages {
 public:
  void add(View bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  /// Type and body of the next whole message.
  std::optional<std::pair<std::uint8_t, Bytes>> take() {
    if (bytes_.size() < 4) return std::nullopt;
    const std::size_t length = (static_cast<std::size_t>(bytes_[1]) << 16U) |
                               (static_cast<std::size_t>(bytes_[2]) << 8U) | bytes_[3];
    if (bytes_.size() - 4 < length) return std::nullopt;
    const auto end = bytes_.begin() + 4 + static_cast<std::ptrdiff_t>(length);
    std::pair<std::uint8_t, Bytes> message{bytes_[0], Bytes(bytes_.begin() + 4, end)};
    bytes_.erase(bytes_.begin(), end);
    return message;
  }

 private:
  Bytes bytes_;
};

/// The first message of a type among a direction's plain records; the last if `last`.
std::optional<Bytes> plain_message(const Bytes& bytes, std::uint8_t type, bool last) {
  std::optional<Bytes> found;
  Messages messages;
  std::size_t at = 0;
  while (const std::optional<Record> record = next_record(bytes, at)) {
    if (record->type == kApplicationData) break;
    if (record->type != kHandshake) continue;
    messages.add(record->fragment);
    while (auto message = messages.take()) {
      if (message->first == type && (last || !found)) found = std::move(message->second);
    }
  }
  return found;
}

/// The suite that the server chose: after version, random and the session id that it echoes.
const Suite& suite_of(const Bytes& server_hello) {
  const std::size_t at = server_hello.size() > 34 ? 35U + server_hello[34] : server_hello.size();
  if (at + 2 > server_hello.size()) throw OpeningError("a ServerHello that is too short");
  const int id = server_hello[at] * 256 + server_hello[at + 1];
  for (const Suite& suite : kSuites) {
    if (suite.id == id) return suite;
  }
  throw OpeningError(fmt::format("cipher suite {:04x} is not one of TLS 1.3's that is known", id));
}

class Direction {
 public:
  Direction(const Suite& suite, const Bytes& handshake, const Bytes& traffic)
      : keys_(suite, handshake), traffic_(suite, traffic) {}

  Bytes open(const Bytes& bytes, std::size_t& records) {
    std::size_t at = 0;
    while (const std::optional<Record> record = next_record(bytes, at)) {
      if (record->type != kApplicationData) {
        if (established_ && record->type != kChangeCipherSpec) {
          throw OpeningError("a record in the clear after the handshake");
        }
        continue;
      }
      std::uint8_t type = 0;
      const Bytes inner = keys_.open(*record, type);
      if (type == kApplicationData) {
        out_.insert(out_.end(), inner.begin(), inner.end());
        ++records;
      } else if (type == kHandshake) {
        handshake(inner);
      }
    }
    return std::move(out_);
  }

 private:
  void handshake(const Bytes& inner) {
    messages_.add(inner);
    while (const auto message = messages_.take()) {
      if (message->first == kFinished && !established_) {
        established_ = true;
        keys_ = traffic_;
      } else if (message->first == kKeyUpdate) {
        keys_.update();
      }
    }
  }

  TrafficKeys keys_;
  TrafficKeys traffic_;
  Messages messages_;
  Bytes out_;
  bool established_ = false;
};

}  // namespace

OpenedStream open_tls(const TappedStream& stream, const KeyLog& keys) {
  OpenedStream opened;
  opened.label = stream.label;
  const std::optional<Bytes> client_hello = plain_message(stream.to_relay, kClientHello, false);
  // After a HelloRetryRequest the second ServerHello counts.
  const std::optional<Bytes> server_hello = plain_message(stream.from_relay, kServerHello, true);
  if (!client_hello || !server_hello || client_hello->size() < 34) return opened;
  const std::string random = conformance::to_hex(View(*client_hello).subspan(2, 32));
  const auto secret = [&](const char* label) -> const Bytes& {
    const Bytes* found = keys.find(random, label);
    if (found == nullptr) {
      throw OpeningError(
          fmt::format("{}: the key log has no {} of this connection", stream.label, label));
    }
    return *found;
  };
  try {
    const Suite& suite = suite_of(*server_hello);
    opened.to_relay = Direction(suite, secret("CLIENT_HANDSHAKE_TRAFFIC_SECRET"),
                                secret("CLIENT_TRAFFIC_SECRET_0"))
                          .open(stream.to_relay, opened.records);
    opened.from_relay = Direction(suite, secret("SERVER_HANDSHAKE_TRAFFIC_SECRET"),
                                  secret("SERVER_TRAFFIC_SECRET_0"))
                            .open(stream.from_relay, opened.records);
  } catch (const OpeningError& error) {
    throw OpeningError(fmt::format("{}: {}", stream.label, error.what()));
  }
  return opened;
}

}  // namespace smx::interop
