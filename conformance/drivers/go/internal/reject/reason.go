// Package reject holds the names under which the protocol refuses [ERR-01].
package reject

// Reason is one of the 14 error names. It is an error, so that every layer returns it as it is.
type Reason string

// The names of docs/spec/errors.md. stale_state has no op in version 1 of the driver protocol.
const (
	Malformed         Reason = "malformed"
	BadSignature      Reason = "bad_signature"
	LowOrderPoint     Reason = "low_order_point"
	UnknownPrekey     Reason = "unknown_prekey"
	DecryptionFailed  Reason = "decryption_failed"
	DuplicateMessage  Reason = "duplicate_message"
	TooManySkipped    Reason = "too_many_skipped"
	ReplayedBootstrap Reason = "replayed_bootstrap"
	NoSession         Reason = "no_session"
	NoSendingChain    Reason = "no_sending_chain"
	ChainExhausted    Reason = "chain_exhausted"
	TooLarge          Reason = "too_large"
	RestartLimited    Reason = "restart_limited"
)

// Error gives the name and nothing else: an error carries no secret [ERR-04].
func (r Reason) Error() string { return string(r) }
