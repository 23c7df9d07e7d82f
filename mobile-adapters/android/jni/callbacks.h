#pragma once

// The C interface's callback tables over Kotlin's bridges. The bridges catch every exception and
// return a status; what they cannot catch is cleared here and counts as a failure.

#include <jni.h>

#include <memory>

#include "java.h"
#include "smx.h"

namespace smx::jni {

smx_store_callbacks store_callbacks(const GlobalReference& bridge);
smx_key_wrap key_wrap(const GlobalReference& bridge);
smx_rollback_counter rollback_counter(const GlobalReference& bridge);
smx_clock clock(const GlobalReference& bridge);

}  // namespace smx::jni
