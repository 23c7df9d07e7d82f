#include "store/file_blob_store.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <stdexcept>

#include "store/file_digest.h"

namespace smx::relay::store {
namespace {

/// Of how many uploads a digest is kept while they are under way.
constexpr std::size_t kMostRunning = 4096;

/// Neither "." nor "/" is in it, so no name leads out of its folder.
bool is_name(std::string_view name) {
  const auto good = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= 80 && std::ranges::all_of(name, good);
}

std::string checked(std::string_view name) {
  if (!is_name(name)) throw std::invalid_argument("not the name of a blob or an upload");
  return std::string(name);
}

std::optional<std::uint64_t> size_of(const FileDescriptor& folder, std::string_view name) {
  const auto file = FileDescriptor::file(folder.get(), checked(name), O_RDONLY);
  if (!file) return std::nullopt;
  return file->size();
}

FileDescriptor existing(const FileDescriptor& folder, std::string_view name, int flags) {
  auto file = FileDescriptor::file(folder.get(), checked(name), flags);
  if (!file) throw file_error(ENOENT, "opening a file");
  return std::move(*file);
}

void unlink(const FileDescriptor& folder, std::string_view name) {
  if (::unlinkat(folder.get(), checked(name).c_str(), 0) != 0) {
    if (errno == ENOENT) return;
    throw file_error(errno, "removing a file");
  }
  folder.sync();
}

struct CloseFolder {
  void operator()(DIR* folder) const noexcept { ::closedir(folder); }
};

void for_each(const FileDescriptor& folder, const BlobStore::Visit& visit) {
  const int opened = ::openat(folder.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) throw file_error(errno, "opening a folder");
  const std::unique_ptr<DIR, CloseFolder> entries(::fdopendir(opened));
  if (!entries) {
    const int error_number = errno;
    ::close(opened);
    throw file_error(error_number, "reading a folder");
  }
  // All names first: what is visited may be removed.
  std::vector<std::string> names;
  for (errno = 0; const dirent* entry = ::readdir(entries.get()); errno = 0) {
    if (is_name(entry->d_name)) names.emplace_back(entry->d_name);
  }
  if (errno != 0) throw file_error(errno, "reading a folder");
  std::ranges::sort(names);
  for (const std::string& name : names) {
    if (const auto size = size_of(folder, name)) visit(name, *size);
  }
}

}  // namespace

FileBlobStore::FileBlobStore(const std::string& folder)
    : root_(FileDescriptor::folder(AT_FDCWD, folder)),
      uploads_(FileDescriptor::folder(root_.get(), "uploads")),
      blobs_(FileDescriptor::folder(root_.get(), "blobs")) {
  root_.sync();
  sync_parent(folder);
}

void FileBlobStore::write(std::string_view upload, std::uint64_t offset,
                          std::span<const std::uint8_t> bytes) {
  const std::string name = checked(upload);
  auto file = FileDescriptor::file(uploads_.get(), name, O_WRONLY);
  const bool begun = file.has_value();
  if (!begun) file = FileDescriptor::file(uploads_.get(), name, O_WRONLY | O_CREAT);
  if (!file) throw file_error(ENOENT, "making a file");
  // Zeros that nobody sent must not come out as somebody's attachment.
  if (offset > file->size()) throw file_error(EINVAL, "an upload is shorter than it was");
  try {
    file->write_at(offset, bytes);
    file->sync();
    if (!begun) uploads_.sync();
    note(name, offset, bytes);
  } catch (const StorageError&) {
    running_.erase(name);
    // On a full disk, half a piece would only take what others need.
    if (::ftruncate(file->get(), static_cast<off_t>(offset)) != 0) errno = 0;
    throw;
  }
}

/// Of what comes again, or of one that began before this process, the file is read at the end.
void FileBlobStore::note(const std::string& upload, std::uint64_t offset,
                         std::span<const std::uint8_t> bytes) {
  if (offset == 0) {
    running_.erase(upload);
    if (running_.size() < kMostRunning) running_.try_emplace(upload);
  }
  const auto running = running_.find(upload);
  if (running == running_.end()) return;
  if (running->second.size() == offset) {
    running->second.add(bytes);
  } else {
    running_.erase(running);
  }
}

std::optional<std::uint64_t> FileBlobStore::upload_size(std::string_view upload) {
  return size_of(uploads_, upload);
}

std::string FileBlobStore::upload_digest(std::string_view upload, std::uint64_t size) {
  const FileDescriptor file = existing(uploads_, upload, O_RDONLY);
  const auto running = running_.find(upload);
  if (running != running_.end() && running->second.size() == size && file.size() >= size) {
    return running->second.text();
  }
  return file_digest(file, size);
}

void FileBlobStore::finish(std::string_view upload, std::uint64_t size, std::string_view blob) {
  const std::string from = checked(upload);
  const std::string to = checked(blob);
  running_.erase(from);
  const auto file = FileDescriptor::file(uploads_.get(), from, O_WRONLY);
  if (!file) {
    if (size_of(blobs_, to) == size) return;
    throw file_error(ENOENT, "opening a file");
  }
  if (file->size() < size) throw file_error(EINVAL, "an upload is shorter than it was");
  file->truncate(size);
  file->sync();
  if (::renameat(uploads_.get(), from.c_str(), blobs_.get(), to.c_str()) != 0) {
    throw file_error(errno, "renaming a file");
  }
  blobs_.sync();
  uploads_.sync();
}

void FileBlobStore::abandon(std::string_view upload) {
  if (const auto running = running_.find(upload); running != running_.end()) {
    running_.erase(running);
  }
  unlink(uploads_, upload);
}

std::optional<std::uint64_t> FileBlobStore::size(std::string_view blob) {
  return size_of(blobs_, blob);
}

std::vector<std::uint8_t> FileBlobStore::read(std::string_view blob, std::uint64_t offset,
                                              std::size_t most) {
  return existing(blobs_, blob, O_RDONLY).read_at(offset, most);
}

std::string FileBlobStore::digest(std::string_view blob) {
  const FileDescriptor file = existing(blobs_, blob, O_RDONLY);
  return file_digest(file, file.size());
}

void FileBlobStore::remove(std::string_view blob) { unlink(blobs_, blob); }

std::uint64_t FileBlobStore::total_bytes() {
  std::uint64_t total = 0;
  const Visit add = [&](const std::string&, std::uint64_t size) { total += size; };
  for_each_upload(add);
  for_each_blob(add);
  return total;
}

void FileBlobStore::for_each_upload(const Visit& visit) { for_each(uploads_, visit); }

void FileBlobStore::for_each_blob(const Visit& visit) { for_each(blobs_, visit); }

}  // namespace smx::relay::store
