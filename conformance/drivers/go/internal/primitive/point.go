package primitive

import "math/big"

// The field and the curve of Ed25519, for checks on public values only: math/big takes a time that
// depends on its operands.
var (
	one         = big.NewInt(1)
	fieldPrime  = new(big.Int).Sub(new(big.Int).Lsh(one, 255), big.NewInt(19))
	groupOrder  = bigFromDecimal("7237005577332262213973186563042994240857116359379907606001950938285454250989")
	curveD      = curveConstant()
	sqrtOfMinus = new(big.Int).Exp(big.NewInt(2), quarter(new(big.Int).Sub(fieldPrime, one)), fieldPrime)
)

func bigFromDecimal(digits string) *big.Int {
	n, ok := new(big.Int).SetString(digits, 10)
	if !ok {
		panic("not a decimal number: " + digits)
	}
	return n
}

func quarter(n *big.Int) *big.Int { return new(big.Int).Rsh(n, 2) }

// curveConstant is d = -121665/121666 of RFC 8032 section 5.1.
func curveConstant() *big.Int {
	d := new(big.Int).ModInverse(big.NewInt(121666), fieldPrime)
	d.Mul(d, big.NewInt(-121665))
	return d.Mod(d, fieldPrime)
}

func littleEndian(b []byte) *big.Int {
	turned := make([]byte, len(b))
	for i, octet := range b {
		turned[len(b)-1-i] = octet
	}
	return new(big.Int).SetBytes(turned)
}

// point is a curve point in affine coordinates.
type point struct{ x, y *big.Int }

// decodePoint reads the canonical encoding of a curve point; any other encoding is refused [PRIM-14].
func decodePoint(encoded Key) (point, bool) {
	signBit := uint(encoded[KeySize-1] >> 7)
	encoded[KeySize-1] &= 0x7f
	y := littleEndian(encoded[:])
	if y.Cmp(fieldPrime) >= 0 {
		return point{}, false
	}
	x, ok := recoverX(y)
	if !ok || (x.Sign() == 0 && signBit == 1) {
		return point{}, false
	}
	if x.Bit(0) != signBit {
		x.Sub(fieldPrime, x)
	}
	return point{x, y}, true
}

// recoverX is a square root of (y^2 - 1) / (d y^2 + 1), if there is one (RFC 8032 section 5.1.3).
func recoverX(y *big.Int) (*big.Int, bool) {
	ySquared := new(big.Int).Mul(y, y)
	numerator := new(big.Int).Sub(ySquared, one)
	denominator := new(big.Int).Mul(curveD, ySquared)
	denominator.Add(denominator, one)
	// -1/d is no square, so the denominator is never 0.
	square := new(big.Int).ModInverse(denominator.Mod(denominator, fieldPrime), fieldPrime)
	square.Mul(square, numerator).Mod(square, fieldPrime)

	exponent := new(big.Int).Add(fieldPrime, big.NewInt(3))
	x := new(big.Int).Exp(square, exponent.Rsh(exponent, 3), fieldPrime)
	for range 2 {
		if check := new(big.Int).Mul(x, x); check.Mod(check, fieldPrime).Cmp(square) == 0 {
			return x, true
		}
		x.Mul(x, sqrtOfMinus).Mod(x, fieldPrime)
	}
	return nil, false
}

// double is the sum of a point with itself, by the complete addition law of the curve.
func (p point) double() point {
	product := new(big.Int).Mul(p.x, p.y)
	xx := new(big.Int).Mul(p.x, p.x)
	yy := new(big.Int).Mul(p.y, p.y)
	both := new(big.Int).Mul(xx, yy)
	both.Mul(both, curveD).Mod(both, fieldPrime)

	x := new(big.Int).Add(one, both)
	x.ModInverse(x, fieldPrime)
	x.Mul(x, product.Lsh(product, 1)).Mod(x, fieldPrime)

	y := new(big.Int).Sub(one, both)
	y.ModInverse(y.Mod(y, fieldPrime), fieldPrime)
	y.Mul(y, xx.Add(xx, yy)).Mod(y, fieldPrime)
	return point{x, y}
}

// smallOrder tells whether the order is 1, 2, 4 or 8: eight times the point is the neutral element
// (0, 1). A point of mixed order is not of small order [PRIM-15].
func (p point) smallOrder() bool {
	eightfold := p.double().double().double()
	return eightfold.x.Sign() == 0 && eightfold.y.Cmp(one) == 0
}
