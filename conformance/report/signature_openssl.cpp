#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "runner/hex.h"
#include "runner/input_error.h"
#include "signature.h"

namespace smx::conformance {
namespace {

constexpr std::string_view kDomain = "smx-report-signature-1";
constexpr std::size_t kSignatureBytes = 64;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
using Source = std::unique_ptr<BIO, decltype(&BIO_free)>;

/// Without it OpenSSL would ask at the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

Source source_of(const std::string& pem) {
  return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free};
}

void require_ed25519(const Key& key, const char* what) {
  ERR_clear_error();
  if (key && EVP_PKEY_is_a(key.get(), "ED25519") == 1) return;
  throw InputError(what);
}

const std::uint8_t* bytes_of(const std::string& text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

struct SignatureLine {
  std::string digest;
  Bytes signature;
};

SignatureLine read_line(const std::string& line) {
  const std::size_t digest_at = kDomain.size() + 1;
  const std::size_t signature_at = digest_at + 65;
  const std::size_t size = signature_at + 2 * kSignatureBytes + 1;
  const auto part = [&](std::size_t at, std::size_t length) { return line.substr(at, length); };
  if (line.size() != size || !line.starts_with(kDomain) || line.back() != '\n' ||
      line[digest_at - 1] != ' ' || line[signature_at - 1] != ' ' ||
      !is_lower_hex(part(digest_at, 64)) ||
      !is_lower_hex(part(signature_at, 2 * kSignatureBytes))) {
    throw InputError("not one line of the form smx-report-signature-1 DIGEST SIGNATURE, in hex");
  }
  return {part(digest_at, 64), from_hex(part(signature_at, 2 * kSignatureBytes))};
}

}  // namespace

std::string signed_message(const std::string& digest) {
  const Bytes bytes = from_hex(digest);
  std::string message(kDomain);
  message += '\0';
  message.append(bytes.begin(), bytes.end());
  return message;
}

std::string sign_digest(const std::string& digest, std::string private_key) {
  const Source source = source_of(private_key);
  const Key key(PEM_read_bio_PrivateKey(source.get(), nullptr, &no_passphrase, nullptr),
                &EVP_PKEY_free);
  OPENSSL_cleanse(private_key.data(), private_key.size());
  require_ed25519(key, "no unencrypted Ed25519 private key in PEM");
  const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  const std::string message = signed_message(digest);
  std::array<std::uint8_t, kSignatureBytes> signature{};
  std::size_t size = signature.size();
  if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), signature.data(), &size, bytes_of(message), message.size()) !=
          1 ||
      size != signature.size()) {
    throw std::runtime_error("the Ed25519 signature could not be made");
  }
  return std::string(kDomain) + " " + digest + " " + to_hex(signature) + "\n";
}

std::optional<std::string> signature_fault(const std::string& digest, const std::string& line,
                                           const std::string& public_key) {
  const SignatureLine read = read_line(line);
  const Source source = source_of(public_key);
  const Key key(PEM_read_bio_PUBKEY(source.get(), nullptr, &no_passphrase, nullptr),
                &EVP_PKEY_free);
  require_ed25519(key, "no Ed25519 public key in PEM");
  if (read.digest != digest) return "made for another report, whose digest is " + read.digest;
  const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  const std::string message = signed_message(digest);
  const bool verified =
      context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
      EVP_DigestVerify(context.get(), read.signature.data(), read.signature.size(),
                       bytes_of(message), message.size()) == 1;
  ERR_clear_error();
  if (!verified) return "does not verify under this key";
  return std::nullopt;
}

}  // namespace smx::conformance
