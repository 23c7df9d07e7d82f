#include "tests/support/memory_disk.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace smx::relay::test {

/// SQLite's view of the disk. It knows no locks: there is one connection.
struct MemoryDiskVfs {
  struct Open {
    sqlite3_file base;
    MemoryDisk* disk;
    std::shared_ptr<MemoryDisk::File>* file;
    const char* name;  // of a file that is removed when it is closed
    bool journal;      // with its first sync its name becomes durable, too
  };
  using Kind = DiskEvent::Kind;
  using Call = MemoryDisk::Call;

  static Open& open_file(sqlite3_file* file) { return *reinterpret_cast<Open*>(file); }
  static MemoryDisk& disk(sqlite3_vfs* vfs) { return *static_cast<MemoryDisk*>(vfs->pAppData); }

  static int close(sqlite3_file* file) {
    Open& open = open_file(file);
    if (open.name) open.disk->files_.erase(open.name);
    delete open.file;
    return SQLITE_OK;
  }

  static int read(sqlite3_file* file, void* out, int amount, sqlite3_int64 from) {
    Open& open = open_file(file);
    if (open.disk->fails(Call::read)) return SQLITE_IOERR_READ;
    const std::string& content = (*open.file)->content;
    const auto offset = static_cast<std::size_t>(from);
    const auto size = static_cast<std::size_t>(amount);
    const std::size_t have = offset < content.size() ? std::min(size, content.size() - offset) : 0;
    if (have > 0) std::memcpy(out, content.data() + offset, have);
    std::memset(static_cast<char*>(out) + have, 0, size - have);
    return have == size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
  }

  static void put(Open& open, const char* bytes, std::size_t size, std::size_t offset) {
    std::string& content = (*open.file)->content;
    if (content.size() < offset + size) content.resize(offset + size);
    content.replace(offset, size, bytes, size);
    open.disk->record({Kind::write, (*open.file)->number, {}, offset, std::string(bytes, size)});
  }

  static int write(sqlite3_file* file, const void* data, int amount, sqlite3_int64 to) {
    Open& open = open_file(file);
    const auto* bytes = static_cast<const char*>(data);
    const auto size = static_cast<std::size_t>(amount);
    const auto offset = static_cast<std::size_t>(to);
    const bool full = open.disk->fault_ == MemoryDisk::Fault::full;
    // What lies on the disk already can be overwritten when it is full.
    const bool grows = (*open.file)->content.size() < offset + size;
    if ((!full || grows) && open.disk->fails(Call::write)) {
      put(open, bytes, size / 2, offset);
      return full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    }
    put(open, bytes, size, offset);
    return SQLITE_OK;
  }

  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    Open& open = open_file(file);
    if (open.disk->fails(Call::truncate)) return SQLITE_IOERR_TRUNCATE;
    (*open.file)->content.resize(static_cast<std::size_t>(size));
    open.disk->record(
        {Kind::truncate, (*open.file)->number, {}, static_cast<std::uint64_t>(size), {}});
    return SQLITE_OK;
  }

  static int sync(sqlite3_file* file, int) {
    Open& open = open_file(file);
    const bool failed = open.disk->fails(Call::sync);
    open.disk->record({failed ? Kind::lose : Kind::sync, (*open.file)->number, {}, 0, {}});
    if (failed) return SQLITE_IOERR_FSYNC;
    if (std::exchange(open.journal, false)) open.disk->record({Kind::sync_folder, 0, {}, 0, {}});
    return SQLITE_OK;
  }

  static int file_size(sqlite3_file* file, sqlite3_int64* size) {
    *size = static_cast<sqlite3_int64>((*open_file(file).file)->content.size());
    return SQLITE_OK;
  }

  static int lock(sqlite3_file*, int) { return SQLITE_OK; }
  static int check_lock(sqlite3_file*, int* held) {
    *held = 0;
    return SQLITE_OK;
  }
  static int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
  static int sector_size(sqlite3_file*) { return 4096; }
  static int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

  static int share(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
    auto& regions = (*open_file(file).file)->shared;
    const auto index = static_cast<std::size_t>(region);
    *out = nullptr;
    if (regions.size() <= index && !extend) return SQLITE_OK;
    while (regions.size() <= index) {
      regions.push_back(std::make_unique<std::string>(static_cast<std::size_t>(size), '\0'));
    }
    *out = regions[index]->data();
    return SQLITE_OK;
  }
  static int share_lock(sqlite3_file*, int, int, int) { return SQLITE_OK; }
  static void share_barrier(sqlite3_file*) {}
  static int unshare(sqlite3_file* file, int) {
    (*open_file(file).file)->shared.clear();
    return SQLITE_OK;
  }

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* out, int flags,
                  int* out_flags) {
    static constexpr sqlite3_io_methods kMethods = {2,
                                                    close,
                                                    read,
                                                    write,
                                                    truncate,
                                                    sync,
                                                    file_size,
                                                    lock,
                                                    lock,
                                                    check_lock,
                                                    control,
                                                    sector_size,
                                                    characteristics,
                                                    share,
                                                    share_lock,
                                                    share_barrier,
                                                    unshare,
                                                    nullptr,
                                                    nullptr};
    MemoryDisk& disk = MemoryDiskVfs::disk(vfs);
    out->pMethods = nullptr;
    const std::string path = name ? name : "temporary-" + std::to_string(disk.next_);
    auto found = disk.files_.find(path);
    if (found == disk.files_.end()) {
      if (!(flags & SQLITE_OPEN_CREATE) || disk.fails(Call::create)) return SQLITE_CANTOPEN;
      auto file = std::make_shared<MemoryDisk::File>();
      file->number = disk.next_++;
      disk.record({Kind::create, file->number, path, 0, {}});
      found = disk.files_.emplace(path, std::move(file)).first;
    }
    auto* opened = new (out) Open;
    opened->base.pMethods = &kMethods;
    opened->disk = &disk;
    opened->file = new std::shared_ptr<MemoryDisk::File>(found->second);
    opened->name = flags & SQLITE_OPEN_DELETEONCLOSE ? found->first.c_str() : nullptr;
    opened->journal = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
    if (out_flags) *out_flags = flags;
    return SQLITE_OK;
  }

  static int remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
    MemoryDisk& disk = MemoryDiskVfs::disk(vfs);
    if (disk.files_.erase(name) == 0) return SQLITE_IOERR_DELETE_NOENT;
    disk.record({Kind::remove, 0, name, 0, {}});
    if (sync_folder) disk.record({Kind::sync_folder, 0, {}, 0, {}});
    return SQLITE_OK;
  }

  static int access(sqlite3_vfs* vfs, const char* name, int, int* there) {
    *there = MemoryDiskVfs::disk(vfs).files_.contains(name) ? 1 : 0;
    return SQLITE_OK;
  }

  static int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", name);
    return SQLITE_OK;
  }
  static int randomness(sqlite3_vfs*, int size, char* out) {
    std::memset(out, 7, static_cast<std::size_t>(size));
    return size;
  }
  static int sleep(sqlite3_vfs*, int microseconds) { return microseconds; }
  static int time(sqlite3_vfs*, double* out) {
    *out = 2461365.5;  // 2026-11-21
    return SQLITE_OK;
  }
  static int last_error(sqlite3_vfs*, int, char*) { return 0; }
};

MemoryDisk::MemoryDisk(DiskImage image) : start_(std::move(image)) {
  static int disks = 0;
  name_ = "smx-memory-disk-" + std::to_string(disks++);
  for (const auto& [name, content] : start_) {
    auto file = std::make_shared<File>();
    file->number = next_++;
    file->content = content;
    files_[name] = std::move(file);
  }
  auto vfs = std::make_shared<sqlite3_vfs>();
  vfs->iVersion = 1;
  vfs->szOsFile = sizeof(MemoryDiskVfs::Open);
  vfs->mxPathname = 200;
  vfs->zName = name_.c_str();
  vfs->pAppData = this;
  vfs->xOpen = MemoryDiskVfs::open;
  vfs->xDelete = MemoryDiskVfs::remove;
  vfs->xAccess = MemoryDiskVfs::access;
  vfs->xFullPathname = MemoryDiskVfs::full_path;
  vfs->xRandomness = MemoryDiskVfs::randomness;
  vfs->xSleep = MemoryDiskVfs::sleep;
  vfs->xCurrentTime = MemoryDiskVfs::time;
  vfs->xGetLastError = MemoryDiskVfs::last_error;
  sqlite3_vfs_register(vfs.get(), 0);
  registered_ = std::move(vfs);
}

MemoryDisk::~MemoryDisk() { sqlite3_vfs_unregister(static_cast<sqlite3_vfs*>(registered_.get())); }

void MemoryDisk::fail(Fault fault, std::uint64_t from, std::uint64_t to) {
  fault_ = fault;
  from_ = from;
  to_ = to;
  concerned_ = 0;
}

bool MemoryDisk::fails(Call call) {
  const auto concerns = [&] {
    switch (fault_) {
      case Fault::none:
        return false;
      case Fault::full:
        return call == Call::write || call == Call::create;
      case Fault::write_error:
        return call != Call::read && call != Call::sync;
      case Fault::sync_error:
        return call == Call::sync;
      case Fault::read_error:
        return call == Call::read;
    }
    return false;
  };
  if (!concerns()) return false;
  ++concerned_;
  return concerned_ >= from_ && concerned_ <= to_;
}

DiskImage MemoryDisk::image() const {
  DiskImage image;
  for (const auto& [name, file] : files_) image[name] = file->content;
  return image;
}

void MemoryDisk::settle() {
  // Numbers as DiskState gives them to the files of an image.
  next_ = 0;
  for (const auto& [name, file] : files_) file->number = next_++;
  start_ = image();
  events_.clear();
}

void seed_sqlite(int seed) {
  sqlite3_initialize();
  sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, seed, static_cast<sqlite3*>(nullptr));
}

}  // namespace smx::relay::test
