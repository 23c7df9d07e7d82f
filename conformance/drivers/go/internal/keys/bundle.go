package keys

import (
	"smxdriver/internal/primitive"
	"smxdriver/internal/reject"
	"smxdriver/internal/trace"
	"smxdriver/internal/wire"
)

// PublicPrekey is a prekey as a bundle carries it.
type PublicPrekey struct {
	ID  []byte
	Key primitive.Key
}

// Bundle is a prekey bundle; OneTime is nil when there is none [KEY-02].
type Bundle struct {
	Peer      Peer
	Signed    PublicPrekey
	Signature []byte
	OneTime   *PublicPrekey
}

// CheckPair is all that is examined of a bundle whose pair has an active session [KEY-24].
func (b Bundle) CheckPair(own Peer) error {
	if b.Peer.Reflects(own) {
		return reject.Malformed
	}
	return nil
}

// Check is form, then signature [KEY-23], [X3DH-01], [X3DH-02]. The third check, the
// Diffie-Hellmans, is that of the agreement itself.
func (b Bundle) Check(own Peer, log *trace.Log) error {
	if err := b.CheckPair(own); err != nil {
		return err
	}
	if b.OneTime != nil {
		if err := wire.CheckKeyID(b.OneTime.ID); err != nil {
			return err
		}
	}
	if err := VerifyPrekey(b.Peer, b.Signed.Key, b.Signed.ID, b.Signature); err != nil {
		return err
	}
	log.Add("spk.verified", nil)
	return nil
}
