#include "seeds/seed_folder.h"
#include "support/busy_device.h"

namespace smx::fuzz {
namespace {

/// The first byte of an input of the target `state`, by the kind of a record's id.
std::optional<std::uint8_t> kind_of(std::string_view id) {
  constexpr std::array<std::string_view, 10> kinds = {
      "identity", "clock", "spk", "opk", "peer", "seen", "label", "journal", "session", "skipped"};
  const auto found = std::ranges::find(kinds, id.substr(0, id.find('/')));
  if (found == kinds.end()) return std::nullopt;
  return static_cast<std::uint8_t>(found - kinds.begin());
}

Bytes behind(std::initializer_list<std::uint8_t> first, ByteView rest) {
  Bytes out(first);
  out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

void put_u16(Bytes& out, std::size_t number) {
  out.push_back(static_cast<std::uint8_t>(number >> 8U));
  out.push_back(static_cast<std::uint8_t>(number));
}

/// Every record alone and its name; and for the whole state: each record put back as it is, taken
/// away, and changed in one byte at some places.
void add_records(SeedFolder& folder, const Encoding& state) {
  constexpr std::uint8_t kName = 10;
  constexpr std::uint8_t kWhole = 11;
  folder.add("state", behind({kWhole}, {}));
  std::uint8_t index = 0;
  for (const auto& [id, record] : state) {
    folder.add("state", behind({*kind_of(id)}, record));
    folder.add("state", behind({kName}, test::view_of(id)));
    Bytes same = {kWhole, index};
    put_u16(same, record.size());
    same.insert(same.end(), record.begin(), record.end());
    folder.add("state", ByteView(same));
    folder.add("state", behind({kWhole, index, 0xFF, 0xFF}, {}));
    for (std::size_t at = 0; at < record.size(); at += 1 + record.size() / 24) {
      Bytes changed = {kWhole, index};
      put_u16(changed, 0x8000U + at);
      changed.push_back(static_cast<std::uint8_t>(record[at] ^ 1U));
      folder.add("state", ByteView(changed));
    }
    ++index;
  }
}

/// The same records as steps of the target `sealed_state`, then one kind of damage each.
void add_sealed(SeedFolder& folder, const Encoding& state) {
  Bytes sound = {0, 0};
  for (const auto& [id, record] : state) {
    if (sound.size() > 600) break;
    sound.push_back(0);
    sound.push_back(static_cast<std::uint8_t>(id.size()));
    sound.insert(sound.end(), id.begin(), id.end());
    sound.push_back(1);
    put_u16(sound, record.size());
    sound.insert(sound.end(), record.begin(), record.end());
  }
  folder.add("sealed_state", ByteView(sound));
  const std::vector<Bytes> damages = {
      {1, 1, 'x', 0, 3, 1, 2, 3},         // raw
      {2, 0, 1, 'y'},                     // moved
      {3, 1, 0, 77},                      // flipped
      {4, 1, 0, 40},                      // cut
      {5, 0},                             // dropped after the head is made
      {6, 0},                             // repeated
      {7, 0, 0, 0, 0, 0, 0, 0, 9, 1, 0},  // a head of this generation
      {7, 0, 0, 0, 0, 0, 0, 0, 9, 2, 0},  // of another
      {7, 0, 0, 0, 0, 0, 0, 0, 9, 1, 1},  // with another sum
      {7, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0},  // at the bound of seals
      {8, 0, 4, 1, 2, 3, 4},              // no head's form
      {9, 0},                             // no key record
      {9, 3, 2, 0, 0},                    // one of a later version
      {9, 3, 1, 0, 0},                    // one of a strange size
  };
  for (const Bytes& damage : damages) {
    Bytes damaged = sound;
    damaged.insert(damaged.end(), damage.begin(), damage.end());
    folder.add("sealed_state", ByteView(damaged));
  }
  Bytes rolled_back = sound;
  rolled_back[1] = 5;
  folder.add("sealed_state", ByteView(rolled_back));
}

}  // namespace

void add_state_seeds(SeedFolder& folder) {
  const BusyDevice busy;
  const Encoding state = busy.bob.encoding();
  add_records(folder, state);
  add_sealed(folder, state);
}

}  // namespace smx::fuzz
