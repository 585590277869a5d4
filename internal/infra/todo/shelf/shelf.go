package shelf

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
)

// Kind tells a filter from a phrase.
type Kind string

// The kinds.
const (
	Filter Kind = "filter" // the query of the list's address
	Phrase Kind = "phrase" // words for a reason or an opinion
)

// Uses are what a phrase is for.
var Uses = []string{"opinion", "refuse", "return", "notice", "rectify"}

// Template is one thing on the shelf.
type Template struct {
	ID         gov.ID   `json:"id"`
	Kind       Kind     `json:"kind"`
	Name       string   `json:"name"`
	Use        string   `json:"use,omitempty"` // of a phrase, one of Uses
	Text       string   `json:"text"`          // the query of a filter, or the words
	Shared     bool     `json:"shared"`        // with the whole department
	Account    gov.ID   `json:"account"`
	Department gov.ID   `json:"department"`
	Created    gov.Time `json:"created"`
	Rev        int64    `json:"rev"`
}

// Limits of what is kept.
const (
	maxName  = 30 // characters
	maxQuery = 500
	maxWords = 2000
	maxKept  = 40 // of one kind and account
)

// Params are the parameters a saved filter may hold.
var Params = []string{"lamp", "kind", "item", "who", "urged", "sort"}

func (t *Template) check() error {
	e := gov.Invalid("shelf.template")
	t.Name = strings.TrimSpace(t.Name)
	if n := utf8.RuneCountInString(t.Name); n == 0 || n > maxName {
		e.At("name", "shelf.name")
	}
	switch t.Kind {
	case Filter:
		if q, ok := clean(t.Text); ok {
			t.Text, t.Use = q, ""
		} else {
			e.At("text", "shelf.filter")
		}
	case Phrase:
		t.Text = strings.TrimSpace(t.Text)
		if n := utf8.RuneCountInString(t.Text); n == 0 || n > maxWords {
			e.At("text", "shelf.words")
		}
		if !slices.Contains(Uses, t.Use) {
			e.At("use", "shelf.use")
		}
	default:
		e.At("kind", "shelf.kind")
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

// clean keeps of a query only the parameters a filter has, in one order.
func clean(query string) (string, bool) {
	if len(query) > maxQuery {
		return "", false
	}
	given, err := url.ParseQuery(query)
	if err != nil {
		return "", false
	}
	out := url.Values{}
	for _, name := range Params {
		if v := given.Get(name); v != "" {
			out.Set(name, v)
		}
	}
	return out.Encode(), true
}

func (t *Template) resource() act.Resource {
	return act.Resource{Type: "Template", ID: t.ID.String(), Attrs: map[string]any{"department": t.Department, "account": t.Account, "shared": t.Shared}}
}

func stream(id gov.ID) string { return "template/" + id.String() }

// Save keeps a filter or phrase under a name (action saveTemplate). One with the
// same name, kind and owner is replaced.
func Save(ctx context.Context, e *act.Engine, who gov.Actor, key string, t Template) (*Template, error) {
	cmd := act.Command{Action: "saveTemplate", Actor: who, Key: key, Input: t, Claims: []string{"shelf/" + who.Account.String()}}
	return act.Do(ctx, e, cmd, func(p *act.Prep) (*Template, error) {
		t := t
		t.Account, t.Department, t.Created = who.Account, who.Department, p.Now()
		if err := p.Authorise(t.resource()); err != nil {
			return nil, err
		}
		if err := t.check(); err != nil {
			return nil, err
		}
		own, err := ownOf(ctx, p.Q(), who.Account, t.Kind)
		if err != nil {
			return nil, err
		}
		data := seal.Data{"kind": string(t.Kind), "department": t.Department, "shared": t.Shared}
		if i := slices.IndexFunc(own, func(o *Template) bool { return o.Name == t.Name && o.Department == t.Department }); i >= 0 {
			t.ID, t.Created, t.Rev = own[i].ID, own[i].Created, own[i].Rev+1
			if err := p.Update(table, t.row(), own[i].Rev); err != nil {
				return nil, err
			}
			return &t, p.Event("template.saved", stream(t.ID), data)
		}
		if len(own) >= maxKept {
			return nil, gov.Conflict("shelf.full").With("n", maxKept)
		}
		t.ID, t.Rev = p.NewID(), 1
		if err := p.Insert(table, t.row()); err != nil {
			return nil, err
		}
		return &t, p.Event("template.saved", stream(t.ID), data)
	})
}

// Drop takes a template off the shelf (action dropTemplate): its owner, or of a
// shared one who directs the department.
func Drop(ctx context.Context, e *act.Engine, who gov.Actor, key string, id gov.ID) error {
	cmd := act.Command{Action: "dropTemplate", Actor: who, Key: key, Input: id, Claims: []string{stream(id)}}
	_, err := act.Do(ctx, e, cmd, func(p *act.Prep) (bool, error) {
		t, err := get(ctx, p.Q(), id)
		if err != nil {
			return false, err
		}
		if err := p.Authorise(t.resource()); err != nil {
			return false, err
		}
		p.Delete(table, t.ID, t.Rev)
		return true, p.Event("template.dropped", stream(id), seal.Data{"kind": string(t.Kind), "department": t.Department})
	})
	return err
}
