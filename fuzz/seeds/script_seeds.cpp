#include "seeds/seed_folder.h"

namespace smx::fuzz {
namespace {

/// Steps of the target `device`: crossed initiations, loss, order, replay, restarts, time, damage.
const std::vector<Bytes>& device_scripts() {
  static const std::vector<Bytes> scripts = {
      {0x40, 1, 'a', 0x02, 0, 0x10, 1, 'b', 0x02, 0},  // there and back
      {0x40, 1, 'a', 0x50, 1, 'b', 0x02, 0, 0x02, 0},  // crossed
      {0x00, 1, 'a', 0x00, 1, 'b', 0x00, 1, 'c', 0x42, 0, 0x42, 1, 0x42, 2, 0x02, 0, 0x02, 0},
      {0x40, 1, 'a', 0x02, 0, 0x17, 1, 'r', 0x02, 0, 0x17, 1, 's'},      // restart, and too soon
      {0x40, 1, 'a', 0x05, 0, 1, 77, 0x05, 0, 0, 9, 0x02, 0},            // tampered
      {0x40, 1, 'a', 0x0D, 0, 0x02, 0, 0x0B, 0x1B, 0x0A, 0x1A},          // wrong sender, reopened
      {0x40, 1, 'a', 0x02, 0, 0x0C, 0, 0x1C, 1, 0x0C, 2, 0x00, 1, 'b'},  // failed commits
      {0x40, 1, 'a', 0x19, 0x18, 100, 0x18, 100, 0x02, 0, 0x09},         // rotation and time
      {0x06, 0, 4, 'D', 'R', 'V', '1', 0x16, 0, 4, 'S', 'M', 'X', '1', 0x0F, 0, 2, 'S', 'M'},
      {0x00, 1, 'a', 0x0E, 0, 0x07, 1, 'b', 0x07, 1, 'c', 0x18, 30, 0x07, 1, 'd', 0x02, 0, 0x02, 1},
  };
  return scripts;
}

/// Steps of the target `ratchet`: a new chain, gaps, replays, bounds, old chains, damage.
const std::vector<Bytes>& ratchet_scripts() {
  static const std::vector<Bytes> scripts = {
      {2, 1, 'a', 2, 1, 'b', 6, 1, 'c'},
      {2, 0, 3, 5, 1, 'x', 0, 0x70, 0, 0, 1, 0, 0, 0, 7, 0},         // gap, then inside it
      {2, 0, 0, 0x10, 0, 3, 0, 2, 0, 2, 0, 0, 0xC0, 0, 0, 0, 1, 0},  // turns, an old chain
      {0, 0x00, 0, 0, 4, 0, 0, 0, 0x00, 0, 0, 4, 2, 0, 0, 0x00, 0, 0, 4, 3, 0},  // the skip bound
      {2, 0, 0, 0x70, 0, 0, 3, 2, 0, 0, 0x70, 0, 0, 3, 3, 0},  // the same, current chain
      {2, 0, 0, 0x10, 3, 4, 0, 0, 0, 0, 0x10, 3, 2, 0, 0, 0},  // PN's bound
      {0, 0xF0, 0, 0, 0, 0, 0, 0, 0xF7, 0, 0, 0, 0, 1, 'p'},   // points of small order
      {2, 1, 'a', 4, 0x70, 0, 0, 0, 1, 1, 'b', 2, 9, 5, 0, 3, 'D', 'R', 'V'},
      {2, 0, 3, 200, 0, 7, 0, 7, 1, 3, 200, 0, 7, 1, 7, 0, 6, 2, 'h', 'i'},
      {6,    1, 'x', 2, 0,    2, 0, 2,    0, 0, 0x10, 0,    0, 0, 0,    0, 0,
       0x10, 0, 0,   0, 0,    0, 0, 0x10, 0, 0, 0,    0,    0, 0, 0x10, 0, 0,
       0,    0, 0,   0, 0x10, 0, 0, 0,    0, 0, 0,    0xA0, 0, 0, 0,    1, 0},
  };
  return scripts;
}

/// Steps of the target `differential`: each op after a conversation has begun, and a mixture.
std::vector<Bytes> model_scripts() {
  constexpr std::uint8_t kOps = 18;
  constexpr std::uint8_t kNewest = 3;
  // alice to bob and back, opened at once.
  const Bytes begun = {0, 0, 3, 0, 1, kNewest, 0, 0, 0, 0, 1, 0, 2, kNewest, 0, 0, 0};
  std::vector<Bytes> scripts;
  for (std::uint8_t op = 0; op < kOps; ++op) {
    Bytes script = begun;
    for (std::uint8_t i = 0; i < 4; ++i) {
      script.insert(script.end(), {op, static_cast<std::uint8_t>(3 - 2 * (i % 2)), 0, i});
      script.insert(script.end(), {0, 3, 0, i, kNewest, 0, 0, 0});
    }
    scripts.push_back(std::move(script));
  }
  for (std::uint8_t seed = 1; seed <= 12; ++seed) {
    Bytes script = {static_cast<std::uint8_t>(seed % 2)};
    unsigned state = seed;
    for (int i = 0; i < 40 * 4; ++i) {
      state = state * 1'103'515'245U + 12'345U;
      script.push_back(static_cast<std::uint8_t>(state >> 16U));
    }
    scripts.push_back(std::move(script));
  }
  return scripts;
}

/// Calls of the target `c_abi`: a mixture of all of them, each with arguments of all kinds.
std::vector<Bytes> call_scripts() {
  std::vector<Bytes> scripts;
  for (std::uint8_t seed = 1; seed <= 24; ++seed) {
    Bytes script;
    unsigned state = seed;
    for (int i = 0; i < 600; ++i) {
      state = state * 1'103'515'245U + 12'345U;
      script.push_back(static_cast<std::uint8_t>(state >> 16U));
      // Little in front of each call, so that many fit.
      if (i % 24 == 2) script.back() %= 4;
    }
    scripts.push_back(std::move(script));
  }
  // Messages alone: a text at 256 into an envelope at 1024, which the other one opens, and now and
  // then too little room.
  for (const bool crossed : {false, true}) {
    Bytes talk;
    for (std::uint8_t i = 0; i < 12; ++i) {
      const std::uint8_t from = crossed && i % 2 == 1 ? 128 : 0;
      const auto entry = [&](std::uint8_t number, std::uint8_t who) {
        // 30 entries, and whose they are: 0 to 119 alice's, 150 and more bob's.
        talk.push_back(static_cast<std::uint8_t>(number + (who == 0 ? 0 : 150)));
        talk.insert(talk.end(), {1, 0});
      };
      const std::uint8_t room_high = i % 4 == 3 ? 0 : 3;
      entry(28, from);
      talk.insert(talk.end(), {1, 3, 0, 0, 0, 9, 1, 4, 0, 0, room_high, 200, 1});
      entry(29, from == 0 ? 128 : 0);
      talk.insert(talk.end(), {4, 0, 0, 3, 200, 0, 1, 1});
    }
    scripts.push_back(std::move(talk));
  }
  return scripts;
}

}  // namespace

void add_script_seeds(SeedFolder& folder) {
  for (const Bytes& script : device_scripts()) folder.add("device", ByteView(script));
  for (const Bytes& script : ratchet_scripts()) folder.add("ratchet", ByteView(script));
  for (const Bytes& script : model_scripts()) folder.add("differential", ByteView(script));
  for (const Bytes& script : call_scripts()) folder.add("c_abi", ByteView(script));
}

}  // namespace smx::fuzz
