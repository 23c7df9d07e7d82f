// Package label holds the domain labels of the contract: ASCII, no terminator, no length [PRIM-03].
package label

// The labels of docs/spec/primitives.md that serve outside a store.
const (
	SignedPrekey   = "SemaFore-SPK-v1"        // [KEY-09]
	X3DH           = "SemaFore-X3DH-v1"       // [X3DH-08]
	Bootstrap      = "SemaFore-SMX1-v1"       // [X3DH-10]
	RatchetRoot    = "SemaFore-DR-v1-ratchet" // [DR-01]
	RatchetMessage = "SemaFore-DR-v1-message" // [DR-03]
)
