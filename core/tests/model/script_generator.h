#pragma once

#include <rapidcheck.h>

#include "model/script.h"

namespace smx::test {

/// Random scripts of at most as many steps as RapidCheck's size. They shrink to fewer steps with
/// smaller numbers.
[[nodiscard]] rc::Gen<Script> scripts();

}  // namespace smx::test
