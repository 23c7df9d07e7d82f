// Devices are made, used and freed, over and over: the memory in use stays what it was.
//
//   smx-c-cycles CYCLES [planted]
#include <malloc.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "phone.h"

namespace {

using namespace smx_c_test;

/// Kibibytes of this process in memory.
long resident() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::strtol(line.c_str() + 6, nullptr, 10);
  }
  return -1;
}

/// One device over a sealed store over callbacks; now and then it meets another.
bool cycle(long number) {
  MapStore map;
  MaskWrap mask;
  const StorePointer inner = callback_store(map);
  const smx_key_wrap wrap = mask.table();
  smx_store* sealed = nullptr;
  if (smx_store_open_sealed(inner.get(), &wrap, nullptr, bytes_of("bob"), 3, &sealed) != SMX_OK)
    return false;
  const Phone bob("bob", StorePointer(sealed), 1);
  if (bob.created != SMX_OK || smx_device_reload(bob.get()) != SMX_OK) return false;
  // Failures go other ways out.
  smx_device* none = nullptr;
  if (smx_device_create(inner.get(), nullptr, 0, &none) == SMX_OK) return false;
  if (number % 16 != 0) return true;
  const Phone alice("alice");
  const smx_bundle bundle = bob.bundle();
  Bytes envelope;
  std::string text;
  return alice.send(bob, "words", envelope, &bundle, "id") == SMX_OK &&
         bob.receive(alice, envelope, text, "id") == SMX_OK && text == "words" &&
         bob.receive(alice, envelope, text) == SMX_DUPLICATE_MESSAGE;
}

}  // namespace

int main(int count, char** arguments) {
  const long cycles = count >= 2 ? std::strtol(arguments[1], nullptr, 10) : 0;
  const bool planted = count == 3 && std::string_view(arguments[2]) == "planted";
  if (cycles < 1000 || count != (planted ? 3 : 2)) {
    std::fprintf(stderr, "usage: smx-c-cycles CYCLES [planted] (1000 at least)\n");
    return 2;
  }
  if (smx_init(0) != SMX_OK) return 2;
  // What is allocated once and for all is there after the first part.
  const long first = cycles / 10;
  for (long i = 0; i < first; ++i)
    if (!cycle(i)) return 1;
  const auto before = mallinfo2();
  const long resident_before = resident();
  Bytes* kept = nullptr;
  for (long i = first; i < cycles; ++i) {
    if (!cycle(i)) return 1;
    if (planted) kept = new Bytes(8, kept == nullptr ? std::uint8_t{0} : kept->front());
  }
  const auto after = mallinfo2();
  const long resident_after = resident();
  std::printf("%ld cycles: %zu to %zu bytes in use, %ld to %ld KiB resident\n", cycles,
              before.uordblks, after.uordblks, resident_before, resident_after);
  // The smallest block that can leak has 16 bytes; what the C library moves by itself is a page.
  const bool flat = after.uordblks <= before.uordblks + 4096;
  const bool resident_flat = resident_after <= resident_before + 1024;
  if (!flat || !resident_flat) std::printf("memory grows\n");
  return flat && resident_flat ? 0 : 1;
}
