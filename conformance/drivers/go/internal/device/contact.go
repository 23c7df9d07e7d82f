package device

import (
	"slices"

	"smxdriver/internal/session"
)

// maxSessions is one active session and 40 archived ones [SES-01].
const maxSessions = 1 + 40

// entry is a session with its marks.
type entry struct {
	session.Session
	retired bool    // replaced by a restart: never active again [SES-24]
	stamp   *uint64 // of the purge that first saw it archived [SES-30]
}

// contact is what is kept of a peer device. Its sessions stand by when they last became active, the
// active one first [SES-02].
type contact struct {
	sessions []entry
	restart  *restart
}

// active is the session that sends, if there is any.
func (c contact) active() *entry {
	if len(c.sessions) == 0 {
		return nil
	}
	return &c.sessions[0]
}

// started puts a new session in front, where it is active; the one before becomes the first of the
// archived ones [SES-03], and the 41st of those is dropped [SES-02].
func (c contact) started(made session.Session) contact {
	sessions := append([]entry{{Session: made}}, c.sessions...)
	c.sessions = sessions[:min(len(sessions), maxSessions)]
	return c
}

// sent replaces the active session by its state after a sending.
func (c contact) sent(after session.Session) contact {
	c.sessions = slices.Clone(c.sessions)
	c.sessions[0].Session = after
	return c
}

// received replaces a session by its state after a receipt. It becomes active, unless it is retired:
// then it keeps its place [SES-14]. Becoming active clears its stamp [SES-31].
func (c contact) received(at int, after session.Session) contact {
	c.sessions = slices.Clone(c.sessions)
	if c.sessions[at].retired {
		c.sessions[at].Session = after
		return c
	}
	c.sessions = slices.Delete(c.sessions, at, at+1)
	return c.started(after)
}

// retired marks the active session, if there is one, as replaced by a restart [SES-24].
func (c contact) retired() contact {
	if len(c.sessions) > 0 {
		c.sessions = slices.Clone(c.sessions)
		c.sessions[0].retired = true
	}
	return c
}
