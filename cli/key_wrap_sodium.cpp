#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>

#include "failure.h"
#include "file_descriptor.h"
#include "key_wrap.h"
#include "output_file.h"
#include "text.h"

namespace smx::cli {
namespace {

constexpr std::size_t kKeySize = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t kNonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kDataKeySize = 32;
constexpr std::size_t kSaltSize = crypto_pwhash_argon2id_SALTBYTES;
constexpr std::size_t kMaxPassphraseSize = 1024;

/// First byte of a wrapped key: what wrapped it.
constexpr std::uint8_t kByKeyFile = 1;
constexpr std::uint8_t kByPassphrase = 2;

using WrapKey = Secret<struct WrapKeyTag, kKeySize>;
using Salt = std::array<std::uint8_t, kSaltSize>;

/// header || nonce || ciphertext || tag; the header is authenticated.
Bytes seal(const WrapKey& key, Bytes header, ByteView data_key) {
  std::array<std::uint8_t, kNonceSize> nonce{};
  randombytes_buf(nonce.data(), nonce.size());
  Bytes out = header;
  out.insert(out.end(), nonce.begin(), nonce.end());
  const std::size_t start = out.size();
  out.resize(start + data_key.size() + kTagSize);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out.data() + start, nullptr, data_key.data(),
                                             data_key.size(), header.data(), header.size(), nullptr,
                                             nonce.data(), key.reveal().data());
  return out;
}

Result<SecretBytes> open(const WrapKey& key, ByteView header, ByteView sealed) {
  if (sealed.size() != kNonceSize + kDataKeySize + kTagSize) return fail(Error::key_unavailable);
  SecretBytes out(kDataKeySize);
  const ByteView ciphertext = sealed.subspan(kNonceSize);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          out.writable().data(), nullptr, nullptr, ciphertext.data(), ciphertext.size(),
          header.data(), header.size(), sealed.data(), key.reveal().data()) != 0) {
    return fail(Error::key_unavailable);
  }
  return out;
}

/// The content of a small secret file. Others must not be able to read it.
SecretBytes read_secret_file(const std::string& path, std::size_t limit) {
  const std::string name = printable(path);
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status{};
  if (!file || ::fstat(file.get(), &status) != 0) cannot_read(name, errno);
  if (!S_ISREG(status.st_mode)) bad_input(name, "not a regular file");
  if ((status.st_mode & 077) != 0) {
    bad_input(name, fmt::format("others may read it (mode {:04o}); chmod 600 it",
                                static_cast<unsigned>(status.st_mode & 07777)));
  }
  SecretBytes buffer(limit + 1);
  std::size_t size = 0;
  while (size < buffer.size()) {
    const ssize_t count = ::read(file.get(), buffer.writable().data() + size, buffer.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) cannot_read(name, errno);
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  return SecretBytes(buffer.reveal().first(size));
}

class KeyFileWrap : public KeyWrap {
 public:
  explicit KeyFileWrap(ByteView key) : key_(key.first<kKeySize>()) {}

  Result<Bytes> wrap(ByteView data_key) override { return seal(key_, {kByKeyFile}, data_key); }
  Result<SecretBytes> unwrap(ByteView wrapped) override {
    if (wrapped.empty() || wrapped[0] != kByKeyFile) return fail(Error::key_unavailable);
    return open(key_, wrapped.first(1), wrapped.subspan(1));
  }

 private:
  WrapKey key_;
};

class PassphraseWrap : public KeyWrap {
 public:
  explicit PassphraseWrap(SecretBytes passphrase) : passphrase_(std::move(passphrase)) {}

  Result<Bytes> wrap(ByteView data_key) override {
    Header header;
    randombytes_buf(header.salt.data(), header.salt.size());
    const std::optional<WrapKey> key = derive(header);
    if (!key) return fail(Error::key_unavailable);
    return seal(*key, encode(header), data_key);
  }
  Result<SecretBytes> unwrap(ByteView wrapped) override {
    if (wrapped.size() < kHeaderSize) return fail(Error::key_unavailable);
    const std::optional<Header> header = decode(wrapped.first(kHeaderSize));
    if (!header) return fail(Error::key_unavailable);
    const std::optional<WrapKey> key = derive(*header);
    if (!key) return fail(Error::key_unavailable);
    return open(*key, wrapped.first(kHeaderSize), wrapped.subspan(kHeaderSize));
  }

 private:
  struct Header {
    std::uint32_t operations = crypto_pwhash_argon2id_OPSLIMIT_MODERATE;
    std::uint32_t memory = crypto_pwhash_argon2id_MEMLIMIT_MODERATE;
    Salt salt{};
  };
  /// Kind, operations, memory in bytes (both big-endian), salt.
  static constexpr std::size_t kHeaderSize = 1 + 4 + 4 + kSaltSize;

  static Bytes encode(const Header& header) {
    Bytes out{kByPassphrase};
    for (const std::uint32_t value : {header.operations, header.memory}) {
      for (const int shift : {24, 16, 8, 0}) {
        out.push_back(static_cast<std::uint8_t>(value >> shift));
      }
    }
    out.insert(out.end(), header.salt.begin(), header.salt.end());
    return out;
  }
  /// Nothing for another kind, and for costs that only a damaged file would ask for.
  static std::optional<Header> decode(ByteView bytes) {
    const auto number = [&](std::size_t offset) {
      std::uint32_t value = 0;
      for (std::size_t i = 0; i < 4; ++i) value = value << 8 | bytes[offset + i];
      return value;
    };
    Header header{.operations = number(1), .memory = number(5)};
    std::copy(bytes.end() - kSaltSize, bytes.end(), header.salt.begin());
    if (bytes[0] != kByPassphrase ||
        header.operations > crypto_pwhash_argon2id_OPSLIMIT_SENSITIVE ||
        header.memory > crypto_pwhash_argon2id_MEMLIMIT_SENSITIVE) {
      return std::nullopt;
    }
    return header;
  }
  std::optional<WrapKey> derive(const Header& header) const {
    WrapKey key;
    const ByteView passphrase = passphrase_.reveal();
    if (crypto_pwhash_argon2id(key.writable().data(), kKeySize,
                               reinterpret_cast<const char*>(passphrase.data()), passphrase.size(),
                               header.salt.data(), header.operations, header.memory,
                               crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0) {
      return std::nullopt;
    }
    return key;
  }

  SecretBytes passphrase_;
};

}  // namespace

std::unique_ptr<KeyWrap> key_file_wrap(const std::string& path) {
  const SecretBytes key = read_secret_file(path, kKeySize);
  if (key.size() != kKeySize) {
    bad_input(printable(path), fmt::format("a key file holds {} bytes, not {}{}", kKeySize,
                                           key.size() > kKeySize ? "more than " : "",
                                           std::min(key.size(), kKeySize)));
  }
  return std::make_unique<KeyFileWrap>(key.reveal());
}

std::unique_ptr<KeyWrap> passphrase_wrap(const std::string& path) {
  const SecretBytes content = read_secret_file(path, kMaxPassphraseSize + 1);
  const ByteView bytes = content.reveal();
  const auto end = std::ranges::find(bytes, static_cast<std::uint8_t>('\n'));
  const auto size = static_cast<std::size_t>(end - bytes.begin());
  if (size == 0) bad_input(printable(path), "the first line, the passphrase, is empty");
  if (size > kMaxPassphraseSize) {
    bad_input(printable(path),
              fmt::format("the passphrase is longer than {} bytes", kMaxPassphraseSize));
  }
  return std::make_unique<PassphraseWrap>(SecretBytes(bytes.first(size)));
}

void make_key_file(const std::string& path) {
  if (::access(path.c_str(), F_OK) == 0) return;
  WrapKey key;
  randombytes_buf(key.writable().data(), kKeySize);
  const OutputFile file{.path = path, .part = path + ".part", .mode = 0600};
  write_new_file(file, key.reveal());
}

}  // namespace smx::cli
