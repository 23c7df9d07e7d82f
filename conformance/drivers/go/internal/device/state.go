package device

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"smxdriver/internal/keys"
	"smxdriver/internal/statehash"
)

// View is what device.state shows: ids of the prekeys, signed ones newest first, and the number of
// sessions of each label's pair, where there is any.
type View struct {
	OneTime  [][]byte
	Signed   [][]byte
	Sessions map[string]int
}

// View shows the device.
func (d *Device) View() View {
	view := View{Sessions: map[string]int{}}
	for _, prekey := range d.oneTime {
		view.OneTime = append(view.OneTime, prekey.ID)
	}
	for _, prekey := range slices.Backward(d.signed) {
		view.Signed = append(view.Signed, prekey.ID)
	}
	for label, pair := range d.labels {
		if count := len(d.peers[pair].sessions); count > 0 {
			view.Sessions[label] = count
		}
	}
	return view
}

// Digest is over all of the state, maps in the order of their keys.
func (d *Device) Digest() []byte {
	w := statehash.New()
	w.Key(d.own.IdentityPrivate)
	w.Key(d.own.SigningSeed)
	w.OptionalUint(d.clock)
	w.Count(len(d.signed))
	for _, prekey := range d.signed {
		encodePrekey(w, prekey.Prekey)
		w.OptionalUint(prekey.replaced)
	}
	w.Count(len(d.oneTime))
	for _, prekey := range d.oneTime {
		encodePrekey(w, prekey)
	}
	w.Count(len(d.peers))
	for _, pair := range slices.SortedFunc(maps.Keys(d.peers), comparePeers) {
		encodePeer(w, pair)
		d.peers[pair].encode(w)
	}
	w.Count(len(d.labels))
	for _, label := range slices.Sorted(maps.Keys(d.labels)) {
		w.Bytes([]byte(label))
		encodePeer(w, d.labels[label])
	}
	w.Count(len(d.seen))
	for _, entry := range slices.SortedFunc(maps.Keys(d.seen), compareBootstraps) {
		encodePeer(w, entry.sender)
		w.Key(entry.ephemeral)
		w.Bytes([]byte(d.seen[entry]))
	}
	return w.Sum()
}

func (c contact) encode(w *statehash.Writer) {
	w.Flag(c.restart != nil)
	if c.restart != nil {
		w.Uint(c.restart.last)
		w.Uint(c.restart.interval)
	}
	w.Count(len(c.sessions))
	for _, e := range c.sessions {
		e.Encode(w)
		w.Flag(e.retired)
		w.OptionalUint(e.stamp)
	}
}

func encodePrekey(w *statehash.Writer, prekey keys.Prekey) {
	w.Bytes(prekey.ID)
	w.Key(prekey.Pair.Private)
}

func encodePeer(w *statehash.Writer, pair keys.Peer) {
	w.Key(pair.Identity)
	w.Key(pair.Signing)
}

func comparePeers(a, b keys.Peer) int {
	if order := bytes.Compare(a.Identity[:], b.Identity[:]); order != 0 {
		return order
	}
	return bytes.Compare(a.Signing[:], b.Signing[:])
}

func compareBootstraps(a, b bootstrap) int {
	if order := comparePeers(a.sender, b.sender); order != 0 {
		return order
	}
	return strings.Compare(string(a.ephemeral[:]), string(b.ephemeral[:]))
}
