// The three wire formats read a second time, from the clauses of docs/spec alone: a verdict for any
// bytes. It includes nothing of the core, so that no fault can be in both.
#pragma once

#include <cstdint>
#include <span>

namespace smx::fuzz::reference {

using View = std::span<const std::uint8_t>;

/// The form of a key id [KEY-03] [KEY-04] [KEY-05].
bool is_key_id(View bytes);
/// The form of an SMX1 envelope [SMX1-11].
bool is_smx1(View bytes);
/// The form of a DR_V1 frame [DRV1-04] [DRV1-05] [DRV1-06].
bool is_dr_frame(View bytes);
/// The form of a bundle in bytes [KEY-25].
bool is_bundle(View bytes);

}  // namespace smx::fuzz::reference
