// What every target includes: its entry point, and the library made ready for it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "smx/bytes.h"
#include "support/input.h"
#include "support/require.h"

/// Takes one input. libFuzzer calls it, and so does replay.cpp; both take 0 for an answer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
