#include "input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "dissection.h"
#include "failure.h"
#include "file_descriptor.h"
#include "smx/dr_frame.h"
#include "smx/smx1.h"
#include "text.h"

namespace smx::cli {
namespace {

std::string source_of(const std::string& path) {
  return path == "-" ? "standard input" : printable(path);
}

/// Fills as much of `out` as there is; returns the number of bytes read.
std::size_t read_up_to(const std::string& path, std::span<std::uint8_t> out) {
  FileDescriptor file;
  if (path != "-") {
    file = FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) cannot_read(source_of(path), errno);
  }
  const int descriptor = path == "-" ? STDIN_FILENO : file.get();
  std::size_t size = 0;
  while (size < out.size()) {
    const ssize_t count = ::read(descriptor, out.data() + size, out.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) cannot_read(source_of(path), errno);
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  return size;
}

bool all_of_kind(std::string_view text, std::string_view kind) {
  return text.find_first_not_of(kind) == std::string_view::npos;
}

}  // namespace

Input read_file(const std::string& path, std::size_t limit) {
  Input input{source_of(path), Bytes(limit + 1)};
  const std::size_t size = read_up_to(path, input.bytes);
  if (size > limit) {
    bad_input(input.source, fmt::format("longer than {} bytes: not a file of this kind", limit));
  }
  input.bytes.resize(size);
  return input;
}

Input read_message(const std::string& path) {
  Input input = read_file(path);
  input.bytes = decode_text(std::move(input.bytes), input.source);
  return input;
}

Bytes decode_text(Bytes bytes, std::string_view source) {
  if (is_smx1(bytes) || is_dr_frame(bytes) || is_bundle(bytes)) return bytes;
  constexpr std::string_view kSpace = " \t\r\n";
  const std::string_view text = as_text(bytes);
  if (text.find_first_not_of(kSpace) == std::string_view::npos) return bytes;
  if (all_of_kind(text, "0123456789abcdefABCDEF \t\r\n")) return from_hex(text, source);
  // A base64 digit tells little about binary data, so the text has to begin like one of ours.
  const std::string_view start = text.substr(text.find_first_not_of(kSpace));
  if (all_of_kind(text,
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n") &&
      text.size() >= 8 && (start.starts_with("U01Y") || start.starts_with("RFJW"))) {
    return from_base64(text, source);
  }
  return bytes;
}

SecretBytes read_plaintext(const std::string& path, std::size_t limit) {
  SecretBytes buffer(limit + 1);
  const std::size_t size = read_up_to(path, buffer.writable());
  return SecretBytes(buffer.reveal().first(size));
}

Bundle read_bundle(const std::string& path) {
  const Input input = read_message(path);
  Fault fault;
  Result<Bundle> bundle = decode_bundle(input.bytes, &fault);
  if (!bundle) bad_input(input.source, describe(Format::bundle, fault));
  return *bundle;
}

}  // namespace smx::cli
