// A detached signature of a report: who vouches for it.
#pragma once

#include <optional>
#include <string>

namespace smx::conformance {

/// What is signed with Ed25519: the ASCII text "smx-report-signature-1", a zero byte and the 32
/// bytes of the digest. The text keeps such a signature from meaning anything elsewhere.
std::string signed_message(const std::string& digest);

/// The line of a signature file: "smx-report-signature-1 DIGEST SIGNATURE\n", both in hex.
/// `private_key` is PEM, as `openssl genpkey -algorithm ed25519` writes it. Throws InputError when
/// that is no such key, or an encrypted one; the key is in no message, and the text of it is wiped.
std::string sign_digest(const std::string& digest, std::string private_key);

/// Why the line is not the signature of the digest by that key ("made for another report", "does
/// not verify"); nothing if it is. `public_key` is PEM, as `openssl pkey -pubout` writes it. Throws
/// InputError when that is no Ed25519 key, or the line is no signature line.
std::optional<std::string> signature_fault(const std::string& digest, const std::string& line,
                                           const std::string& public_key);

}  // namespace smx::conformance
