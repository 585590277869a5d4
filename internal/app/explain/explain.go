package explain

import (
	"context"
	"strings"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/access"
	"holon.example/holon/internal/infra/ident"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/org/epoch"
)

// Question is what somebody may do, as one asks on the command line.
type Question struct {
	As       string // login name or account id
	Action   string
	Resource string // TYPE:ID, such as Case:123, or a type alone
}

// Ask tells what the policies answer to a question, with reasons.
func Ask(ctx context.Context, s *app.Store, ask Question) (access.Explanation, error) {
	var none access.Explanation
	signal := &epoch.Signal{}
	a, err := access.New(signal)
	if err != nil {
		return none, err
	}
	eng := s.Reader(a)
	id := ident.New(ident.Config{Engine: eng, Org: org.New(eng, signal), Wall: gov.Wall().Time})
	account, err := gov.ParseID(ask.As)
	if err != nil {
		found, err := id.ByLogin(ctx, ask.As)
		if err != nil {
			return none, err
		}
		account = found.ID
	}
	who, err := id.As(ctx, account)
	if err != nil {
		return none, err
	}
	if !a.Knows(ask.Action) {
		return none, gov.NotFound("access.unknown_action").With("action", ask.Action)
	}
	what, err := resource(ctx, s, eng, ask.Resource)
	if err != nil {
		return none, err
	}
	return a.Explain(ctx, eng, who, ask.Action, what)
}

// cut parts TYPE:ID.
func cut(text string) (kind, id string) {
	kind, id, _ = strings.Cut(text, ":")
	return kind, id
}
