package primitive

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
)

// MaxHKDF is the longest output of HKDF-SHA256: 255 blocks [PRIM-19].
const MaxHKDF = 255 * sha256.Size

// ZeroSalt is 0^32.
var ZeroSalt = make([]byte, sha256.Size)

// HKDF is extract, then expand, of RFC 5869 [PRIM-19]. The caller keeps length in 0..MaxHKDF.
func HKDF(salt, ikm []byte, info string, length int) ([]byte, error) {
	return hkdf.Key(sha256.New, ikm, salt, info, length)
}

// HMAC is HMAC-SHA256.
func HMAC(key, message []byte) Key {
	mac := hmac.New(sha256.New, key)
	mac.Write(message)
	return KeyFrom(mac.Sum(nil))
}
