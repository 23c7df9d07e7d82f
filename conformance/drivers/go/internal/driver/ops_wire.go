package driver

import (
	"smxdriver/internal/keys"
	"smxdriver/internal/primitive"
	"smxdriver/internal/request"
	"smxdriver/internal/trace"
	"smxdriver/internal/wire"
)

func prekeySign(_ *Driver, r *request.Reader) run {
	seed, identity := r.Key("signing_private"), r.Key("identity_key")
	public, id := r.Key("public_key"), r.Bytes("key_id")
	return func(*trace.Log) (any, error) {
		made, err := keys.SignPrekey(seed, identity, public, id)
		return signature{made}, err
	}
}

func prekeyVerify(_ *Driver, r *request.Reader) run {
	peer := keys.Peer{Identity: r.Key("identity_key"), Signing: r.Key("signing_key")}
	public, id := r.Key("public_key"), r.Bytes("key_id")
	given := r.Fixed("signature", primitive.SignatureSize)
	return func(*trace.Log) (any, error) {
		return nothing{}, keys.VerifyPrekey(peer, public, id, given)
	}
}

type envelopeFields struct {
	Flags      int    `json:"flags"`
	Ephemeral  octets `json:"ek"`
	SignedID   octets `json:"spk_key_id"`
	OneTimeID  octets `json:"opk_key_id"`
	Nonce      octets `json:"nonce"`
	Ciphertext octets `json:"ciphertext"`
}

func envelopeParse(_ *Driver, r *request.Reader) run {
	given := r.Bytes("envelope")
	return func(*trace.Log) (any, error) {
		e, err := wire.ParseEnvelope(given)
		return envelopeFields{int(e.Flags), e.Ephemeral[:], e.SignedID, e.OneTimeID, e.Nonce,
			e.Ciphertext}, err
	}
}

type frameFields struct {
	Flags      int    `json:"flags"`
	RatchetKey octets `json:"ratchet_key"`
	PN         uint32 `json:"pn"`
	N          uint32 `json:"n"`
	Ciphertext octets `json:"ciphertext"`
}

func frameParse(_ *Driver, r *request.Reader) run {
	given := r.Bytes("frame")
	return func(*trace.Log) (any, error) {
		f, err := wire.ParseFrame(given)
		return frameFields{int(f.Flags), f.RatchetKey[:], f.PN, f.N, f.Ciphertext}, err
	}
}
