#include "tests/support/disk_state.h"

#include <algorithm>
#include <utility>

namespace smx::relay::test {
namespace {

constexpr std::uint64_t kSector = 512;

using Kind = DiskEvent::Kind;

/// A write in pieces that end where sectors do.
std::vector<DiskEvent> sectors(const DiskEvent& event) {
  if (event.kind != Kind::write) return {event};
  std::vector<DiskEvent> pieces;
  for (std::uint64_t done = 0; done < event.bytes.size();) {
    const std::uint64_t offset = event.offset + done;
    const std::uint64_t size =
        std::min<std::uint64_t>(kSector - offset % kSector, event.bytes.size() - done);
    pieces.push_back({Kind::write, event.file, {}, offset, event.bytes.substr(done, size)});
    done += size;
  }
  return pieces;
}

void rename_one(std::map<std::string, int>& names, const DiskEvent& event) {
  if (event.kind == Kind::create) names[event.name] = event.file;
  if (event.kind == Kind::remove) names.erase(event.name);
}

template <class T>
void shuffle(std::vector<T>& items, FixedRandom& random) {
  for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random.below(i)]);
}

}  // namespace

DiskState::DiskState(const DiskImage& image) {
  int file = 0;
  for (const auto& [name, content] : image) {
    files_[file].durable = content;
    names_[name] = file++;
  }
}

void DiskState::apply(const DiskEvent& event) {
  switch (event.kind) {
    case Kind::create:
    case Kind::remove:
      name_changes_.push_back(event);
      break;
    case Kind::sync_folder:
      for (const DiskEvent& change : std::exchange(name_changes_, {})) rename_one(names_, change);
      break;
    case Kind::write:
    case Kind::truncate:
      files_[event.file].pending.push_back(event);
      break;
    case Kind::sync: {
      File& file = files_[event.file];
      for (const DiskEvent& pending : std::exchange(file.pending, {}))
        change(file.durable, pending);
      break;
    }
    case Kind::lose:
      files_[event.file].pending.clear();
      break;
    case Kind::note:
      break;
  }
}

DiskImage DiskState::after(PowerCut cut, FixedRandom& random) const {
  // A file system's journal keeps the order of names: so many of their changes are there.
  std::size_t renamed = name_changes_.size();
  if (cut == PowerCut::dropped) renamed = 0;
  if (cut != PowerCut::dropped && cut != PowerCut::kept) renamed = random.below(renamed + 1);
  std::map<std::string, int> names = names_;
  for (std::size_t i = 0; i < renamed; ++i) rename_one(names, name_changes_[i]);
  DiskImage image;
  for (const auto& [name, file] : names) {
    const auto found = files_.find(file);
    image[name] = found == files_.end() ? "" : content_after(found->second, cut, random);
  }
  return image;
}

void DiskState::change(std::string& content, const DiskEvent& event) {
  if (event.kind == Kind::truncate) {
    content.resize(event.offset);
    return;
  }
  if (content.size() < event.offset + event.bytes.size()) {
    content.resize(event.offset + event.bytes.size());
  }
  content.replace(event.offset, event.bytes.size(), event.bytes);
}

std::string DiskState::content_after(const File& file, PowerCut cut, FixedRandom& random) {
  std::string content = file.durable;
  if (cut == PowerCut::dropped) return content;
  std::vector<DiskEvent> changes;
  for (const DiskEvent& pending : file.pending) {
    const std::vector<DiskEvent> pieces =
        cut == PowerCut::torn ? sectors(pending) : std::vector{pending};
    for (const DiskEvent& piece : pieces) {
      if (cut == PowerCut::kept || random.below(2) == 0) changes.push_back(piece);
    }
  }
  if (cut == PowerCut::reordered) shuffle(changes, random);
  for (const DiskEvent& kept : changes) change(content, kept);
  return content;
}

}  // namespace smx::relay::test
