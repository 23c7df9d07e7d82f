#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

namespace smx::relay::server {

/// Reads a file that only its owner may read: a regular file that belongs to root or to the user of
/// this process, without any permission for group or others. A file in systemd's `credentials_dir`
/// may show the group's bit: there it stands for the one user that the file was given to.
///
/// The other case is what is wrong, without the path and the content.
[[nodiscard]] std::expected<std::string, std::string> read_secret_file(
    const std::string& path, std::string_view credentials_dir, std::size_t limit = 65536);

/// A file that anybody may read, such as a certificate.
[[nodiscard]] std::expected<std::string, std::string> read_plain_file(const std::string& path,
                                                                      std::size_t limit = 1 << 20);

}  // namespace smx::relay::server
