#include "store/file_digest.h"

#include <openssl/evp.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

namespace smx::relay::store {
namespace {

constexpr std::size_t kPiece = 256 * 1024;

struct Free {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

void require(bool good) {
  if (!good) throw std::runtime_error("SHA-256 is not to be had");
}

}  // namespace

std::string file_digest(const FileDescriptor& file, std::uint64_t size) {
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  require(context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1);
  for (std::uint64_t offset = 0; offset < size;) {
    const std::size_t most =
        static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, size - offset));
    const std::vector<std::uint8_t> piece = file.read_at(offset, most);
    if (piece.size() != most) throw file_error(EIO, "a file is shorter than it was");
    require(EVP_DigestUpdate(context.get(), piece.data(), piece.size()) == 1);
    offset += piece.size();
  }
  std::array<std::uint8_t, 32> digest{};
  require(EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1);
  std::string text;
  for (const std::uint8_t byte : digest) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace smx::relay::store
