// Where a value that depends on a secret becomes public inside the core. The linker puts these
// functions in the place of those that they name (--wrap): the core is compiled as it is shipped
// and knows nothing of them. Each passes its call on and marks what is public, no more.

#include <cstdio>
#include <cstring>
#include <map>

#include "crypto/ed25519.h"
#include "ct/leaks.h"
#include "ct/undefined.h"
#include "session/session.h"
#include "storage/sealed_head.h"

namespace smx::ct {
namespace {

std::map<std::string_view, unsigned long>& uses() {
  static std::map<std::string_view, unsigned long> counted;
  return counted;
}

/// Whether any bit of these bytes is marked.
bool is_secret(ByteView bytes) {
  for (const std::uint8_t& byte : bytes) {
    std::uint8_t marks = 0;
    VALGRIND_GET_VBITS(&byte, &marks, 1);
    if (marks != 0) return true;
  }
  return false;
}

/// memcmp in the place of a comparison in constant time. The size is hidden from the compiler, so
/// that it cannot put word comparisons there.
int compare_as_nobody_should(const void* a, const void* b, std::size_t size) {
  const volatile std::size_t hidden = size;
  return std::memcmp(a, b, hidden) == 0 ? 0 : -1;
}

/// How long it takes tells where the first byte that is not zero stands.
int look_for_zeros_as_nobody_should(const unsigned char* bytes, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    if (bytes[i] != 0) return 0;
  }
  return 1;
}

}  // namespace

void declassify(std::string_view entry, ByteView bytes) {
  if (is_secret(bytes)) ++uses()[entry];
  VALGRIND_MAKE_MEM_DEFINED(bytes.data(), bytes.size());
}

unsigned long declassified_so_far() {
  unsigned long sum = 0;
  for (const auto& [entry, count] : uses()) sum += count;
  return sum;
}

void print_declassified() {
  for (const auto& [entry, count] : uses())
    std::printf("declassified %.*s %lu\n", static_cast<int>(entry.size()), entry.data(), count);
}

#define SMX_REAL(name) __asm__("__real_" name)
#define SMX_WRAP(name) __asm__("__wrap_" name)

#define SMX_SCALARMULT "crypto_scalarmult_curve25519"
int real_scalarmult(unsigned char*, const unsigned char*, const unsigned char*)
    SMX_REAL(SMX_SCALARMULT);
int wrap_scalarmult(unsigned char*, const unsigned char*, const unsigned char*)
    SMX_WRAP(SMX_SCALARMULT);
int wrap_scalarmult(unsigned char* out, const unsigned char* scalar, const unsigned char* point) {
  return declassified("agreement-refused", real_scalarmult(out, scalar, point));
}

#define SMX_IS_ZERO "sodium_is_zero"
int real_is_zero(const unsigned char*, std::size_t) SMX_REAL(SMX_IS_ZERO);
int wrap_is_zero(const unsigned char*, std::size_t) SMX_WRAP(SMX_IS_ZERO);
int wrap_is_zero(const unsigned char* bytes, std::size_t size) {
  return declassified("agreement-all-zero", leaks.stop_at_first_byte
                                                ? look_for_zeros_as_nobody_should(bytes, size)
                                                : real_is_zero(bytes, size));
}

#define SMX_MEMCMP "sodium_memcmp"
int real_memcmp(const void*, const void*, std::size_t) SMX_REAL(SMX_MEMCMP);
int wrap_memcmp(const void*, const void*, std::size_t) SMX_WRAP(SMX_MEMCMP);
int wrap_memcmp(const void* a, const void* b, std::size_t size) {
  return declassified("comparison-verdict", leaks.compare_with_memcmp
                                                ? compare_as_nobody_should(a, b, size)
                                                : real_memcmp(a, b, size));
}

#define SMX_TIMES_BASE "crypto_scalarmult_ed25519_base"
int real_times_base(unsigned char*, const unsigned char*) SMX_REAL(SMX_TIMES_BASE);
int wrap_times_base(unsigned char*, const unsigned char*) SMX_WRAP(SMX_TIMES_BASE);
int wrap_times_base(unsigned char* point, const unsigned char* scalar) {
  // The sign of x is not published and stays secret.
  constexpr unsigned char kSignBit = 0x80;
  const int result = real_times_base(point, scalar);
  declassify("agreement-public-key", {point, limits::kKeySize});
  VALGRIND_SET_VBITS(point + limits::kKeySize - 1, &kSignBit, 1);
  return result;
}

#define SMX_SIGNING_KEY "_ZN3smx18ed25519_public_keyERKNS_6SecretINS_17Ed25519PrivateTagELm32EEE"
Ed25519PublicKey real_signing_key(const Ed25519PrivateKey&) SMX_REAL(SMX_SIGNING_KEY);
Ed25519PublicKey wrap_signing_key(const Ed25519PrivateKey&) SMX_WRAP(SMX_SIGNING_KEY);
Ed25519PublicKey wrap_signing_key(const Ed25519PrivateKey& private_key) {
  const Ed25519PublicKey public_key = real_signing_key(private_key);
  declassify("signing-public-key", public_key.view());
  return public_key;
}

#define SMX_SIGN                                                             \
  "_ZN3smx12ed25519_signERKNS_6SecretINS_17Ed25519PrivateTagELm32EEERKNS_"   \
  "11PublicBytesINS_16Ed25519PublicTagELm32EEESt4spanIKhLm18446744073709551" \
  "615EE"
Signature real_sign(const Ed25519PrivateKey&, const Ed25519PublicKey&, ByteView) SMX_REAL(SMX_SIGN);
Signature wrap_sign(const Ed25519PrivateKey&, const Ed25519PublicKey&, ByteView) SMX_WRAP(SMX_SIGN);
Signature wrap_sign(const Ed25519PrivateKey& private_key, const Ed25519PublicKey& public_key,
                    ByteView message) {
  const Signature signature = real_sign(private_key, public_key, message);
  declassify("signature", signature.view());
  return signature;
}

#define SMX_UNWRAP "_ZN3smx12unwrap_frameERKNS_7SessionERKNS_4Smx1E"
Result<Bytes> real_unwrap(const Session&, const Smx1&) SMX_REAL(SMX_UNWRAP);
Result<Bytes> wrap_unwrap(const Session&, const Smx1&) SMX_WRAP(SMX_UNWRAP);
Result<Bytes> wrap_unwrap(const Session& session, const Smx1& envelope) {
  Result<Bytes> frame = real_unwrap(session, envelope);
  if (frame) declassify("inner-frame", *frame);
  return frame;
}

#define SMX_HEAD "_ZN3smx18decode_sealed_headESt4spanIKhLm18446744073709551615EE"
Result<SealedHead> real_head(ByteView) SMX_REAL(SMX_HEAD);
Result<SealedHead> wrap_head(ByteView) SMX_WRAP(SMX_HEAD);
Result<SealedHead> wrap_head(ByteView bytes) {
  declassify("seal-count", bytes.first(sizeof(SealedHead::seals)));
  return real_head(bytes);
}

}  // namespace smx::ct
