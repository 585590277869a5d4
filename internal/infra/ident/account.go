package ident

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"holon.example/holon/internal/gov"
)

// State of an account.
type State string

// The states: only an active account signs in; a closed one never opens again.
const (
	Active State = "active"
	Closed State = "closed"
)

// Account is a quality in which a person, or a system, may act.
type Account struct {
	ID       gov.ID        `json:"id"`
	Kind     gov.ActorKind `json:"kind"`
	Person   gov.ID        `json:"person"`            // vault subject of the natural person; of a system, its own
	Subject  gov.ID        `json:"subject,omitempty"` // whom he acts for: himself, or the firm of an agent
	Division string        `json:"division,omitempty"`
	State    State         `json:"state"`
	Opened   gov.Time      `json:"opened"`

	index       string // keyed index of the login name
	login, name []byte // encrypted under the person's key
	rev         int64
}

// actor is the account without its post.
func (a Account) actor() gov.Actor {
	return gov.Actor{Kind: a.Kind, Account: a.ID, Person: a.Person, Subject: a.Subject, Division: a.Division}
}

// NewAccount is what Enrol and Admit need to open an account.
type NewAccount struct {
	Kind     gov.ActorKind `json:"kind"`
	Login    string        `json:"login"`              // unique; how somebody names himself
	Name     string        `json:"name"`               // of the person or system
	Password string        `json:"-"`                  // empty: no sign-in by password
	Person   gov.ID        `json:"person,omitempty"`   // an existing vault subject; 0: a new one
	Subject  gov.ID        `json:"subject,omitempty"`  // of an agent: the firm's vault subject
	Division string        `json:"division,omitempty"` // home; an officer's comes from his post
}

// maxLogin and maxName bound names, in characters.
const (
	maxLogin = 64
	maxName  = 120
)

// normLogin is the one form in which a login name is compared: NFKC, lower case,
// no blanks around it. Empty if it cannot be one.
func normLogin(s string) string {
	if len(s) > 4*maxLogin || !utf8.ValidString(s) {
		return ""
	}
	s = strings.ToLower(strings.TrimSpace(norm.NFKC.String(s)))
	if utf8.RuneCountInString(s) > maxLogin || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }) {
		return ""
	}
	return s
}

func (n NewAccount) check() error {
	err := gov.Invalid("ident.account")
	if normLogin(n.Login) == "" {
		_ = err.At("login", "ident.login")
	}
	if n.Name == "" || utf8.RuneCountInString(n.Name) > maxName || !utf8.ValidString(n.Name) {
		_ = err.At("name", "ident.name")
	}
	switch n.Kind {
	case gov.Citizen, gov.Officer, gov.System:
	case gov.Agent:
		if n.Subject == 0 {
			_ = err.At("subject", "ident.subject")
		}
	default:
		_ = err.At("kind", "ident.kind")
	}
	if n.Password != "" {
		if perr := checkPassword(n.Login, n.Password); perr != nil {
			_ = err.At("password", "ident.password")
		}
	}
	if len(err.Fields) > 0 {
		return err
	}
	return nil
}

// checkPassword wants 8 to 128 characters that are not the login name.
func checkPassword(login, password string) error {
	n := utf8.RuneCountInString(password)
	if n < 8 || n > 128 || !utf8.ValidString(password) || strings.EqualFold(password, strings.TrimSpace(login)) {
		return gov.Invalid("ident.password").At("password", "ident.password")
	}
	return nil
}
