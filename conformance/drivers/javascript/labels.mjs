// The labels that separate one use of a key from another [PRIM-03]: ASCII, no terminator, no
// length.

export const kPrekeyLabel = Buffer.from('SemaFore-SPK-v1', 'ascii'); // [KEY-09]
export const kAgreementLabel = Buffer.from('SemaFore-X3DH-v1', 'ascii'); // [X3DH-08]
export const kBootstrapLabel = Buffer.from('SemaFore-SMX1-v1', 'ascii'); // [X3DH-10]
export const kRatchetLabel = Buffer.from('SemaFore-DR-v1-ratchet', 'ascii'); // [DR-01]
export const kMessageLabel = Buffer.from('SemaFore-DR-v1-message', 'ascii'); // [DR-03]
