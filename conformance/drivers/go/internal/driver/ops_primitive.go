package driver

import (
	"smxdriver/internal/primitive"
	"smxdriver/internal/request"
	"smxdriver/internal/trace"
)

type sharedSecret struct {
	SharedSecret octets `json:"shared_secret"`
}

func x25519(_ *Driver, r *request.Reader) run {
	private, public := r.Key("private_key"), r.Key("public_key")
	return func(*trace.Log) (any, error) {
		shared, err := primitive.DH(private, public)
		return sharedSecret{shared[:]}, err
	}
}

type signature struct {
	Signature octets `json:"signature"`
}

func ed25519Sign(_ *Driver, r *request.Reader) run {
	seed, message := r.Key("private_key"), r.Bytes("message")
	return func(*trace.Log) (any, error) {
		return signature{primitive.Sign(seed, message)}, nil
	}
}

func ed25519Verify(_ *Driver, r *request.Reader) run {
	public, message := r.Key("public_key"), r.Bytes("message")
	given := r.Fixed("signature", primitive.SignatureSize)
	return func(*trace.Log) (any, error) {
		return nothing{}, primitive.Verify(public, message, given)
	}
}

type keyMaterial struct {
	OKM octets `json:"okm"`
}

func hkdfSHA256(_ *Driver, r *request.Reader) run {
	salt, ikm, info := r.Bytes("salt"), r.Bytes("ikm"), r.Bytes("info")
	length := r.Number("length", primitive.MaxHKDF)
	return func(*trace.Log) (any, error) {
		okm, err := primitive.HKDF(salt, ikm, string(info), int(length))
		return keyMaterial{okm}, err
	}
}

type tag struct {
	Tag octets `json:"tag"`
}

func hmacSHA256(_ *Driver, r *request.Reader) run {
	key, message := r.Bytes("key"), r.Bytes("message")
	return func(*trace.Log) (any, error) {
		mac := primitive.HMAC(key, message)
		return tag{mac[:]}, nil
	}
}

type ciphertext struct {
	Ciphertext octets `json:"ciphertext"`
}

func aeadSeal(_ *Driver, r *request.Reader) run {
	key, nonce := r.Key("key"), r.Fixed("nonce", primitive.NonceSize)
	opened, aad := r.Bytes("plaintext"), r.Bytes("aad")
	return func(*trace.Log) (any, error) {
		sealed, err := primitive.Seal(key, nonce, opened, aad)
		return ciphertext{sealed}, err
	}
}

type plaintext struct {
	Plaintext octets `json:"plaintext"`
}

func aeadOpen(_ *Driver, r *request.Reader) run {
	key, nonce := r.Key("key"), r.Fixed("nonce", primitive.NonceSize)
	sealed, aad := r.Bytes("ciphertext"), r.Bytes("aad")
	return func(*trace.Log) (any, error) {
		opened, err := primitive.Open(key, nonce, sealed, aad)
		return plaintext{opened}, err
	}
}
