#include "store/file_digest.h"

#include <openssl/evp.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <vector>

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

struct RunningDigest::State {
  std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
};

RunningDigest::RunningDigest() : state_(std::make_unique<State>()) {
  require(state_->context && EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) == 1);
}
RunningDigest::RunningDigest(RunningDigest&&) noexcept = default;
RunningDigest& RunningDigest::operator=(RunningDigest&&) noexcept = default;
RunningDigest::~RunningDigest() = default;

void RunningDigest::add(std::span<const std::uint8_t> piece) {
  require(EVP_DigestUpdate(state_->context.get(), piece.data(), piece.size()) == 1);
  size_ += piece.size();
}

std::string RunningDigest::text() const {
  const State copy;
  std::array<std::uint8_t, 32> digest{};
  require(copy.context && EVP_MD_CTX_copy_ex(copy.context.get(), state_->context.get()) == 1 &&
          EVP_DigestFinal_ex(copy.context.get(), digest.data(), nullptr) == 1);
  std::string text;
  for (const std::uint8_t byte : digest) text += fmt::format("{:02x}", byte);
  return text;
}

std::string file_digest(const FileDescriptor& file, std::uint64_t size) {
  RunningDigest digest;
  while (digest.size() < size) {
    const std::size_t most =
        static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, size - digest.size()));
    const std::vector<std::uint8_t> piece = file.read_at(digest.size(), most);
    if (piece.size() != most) throw file_error(EIO, "a file is shorter than it was");
    digest.add(piece);
  }
  return digest.text();
}

}  // namespace smx::relay::store
