package driver

import (
	"smxdriver/internal/entropy"
	"smxdriver/internal/keys"
	"smxdriver/internal/primitive"
	"smxdriver/internal/request"
	"smxdriver/internal/session"
)

// keysOf are the keys of a new device: the injected ones, or fresh ones with as many one-time prekeys
// as the count says.
func keysOf(given *request.DeviceKeys, count *uint64) (session.Held, error) {
	if given == nil {
		return freshKeys(count)
	}
	return heldBy(given.IdentityPrivate, given.SigningPrivate, given.Signed, given.OneTime)
}

func freshKeys(count *uint64) (held session.Held, err error) {
	seeds, err := entropy.Live{}.Draw("", 2*primitive.KeySize)
	if err != nil {
		return held, err
	}
	identity := primitive.KeyFrom(seeds[:primitive.KeySize])
	if held.Own, err = keys.OwnOf(identity, primitive.KeyFrom(seeds[primitive.KeySize:])); err != nil {
		return held, err
	}
	if held.Signed, err = livePrekeys(1); err != nil || count == nil {
		return held, err
	}
	held.OneTime, err = livePrekeys(*count)
	return held, err
}
