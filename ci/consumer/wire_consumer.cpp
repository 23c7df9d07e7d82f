// Reads a frame with the wire library alone; exit status 1 when it answers wrongly.
#include <cstdio>

#include "smx/dr_frame.h"

int main() {
  const smx::Bytes short_frame = {'D', 'R', 'V', '1', 0};
  const auto parsed = smx::decode_frame(short_frame);
  if (parsed || parsed.error() != smx::Error::malformed) return 1;
  std::puts("the wire library refuses a frame of five bytes");
}
