package matterweb

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/web"
)

const (
	tag      = "items"
	pageSize = 50
)

// Query chooses items of a division.
type Query struct {
	Division string `query:"division" maxLength:"12" doc:"division code; the first that has items when left out"`
	Words    string `query:"q" maxLength:"100" doc:"words of the name, or how people call it"`
	Audience string `query:"audience" enum:"person,firm,body"`
	Topic    string `query:"topic" maxLength:"50"`
	After    string `query:"after" maxLength:"100" doc:"the last id of the page before"`
	Limit    int    `query:"limit" minimum:"0" maximum:"200" doc:"50 when left out"`
}

// Head is an item in a list.
type Head struct {
	ID         string      `json:"id"`
	Code       string      `json:"code,omitempty"`
	Name       matter.Text `json:"name"`
	Department string      `json:"department,omitempty"` // key of the implementing body
	Handling   string      `json:"handling"`
	Audience   []string    `json:"audience,omitempty"`
	Days       int         `json:"days,omitempty"` // of the promise, else of the law
	Visits     int         `json:"visits"`
}

// List is a page of items, and the packages that fit the question.
type List struct {
	Division string             `json:"division"`
	Things   []*matter.OneThing `json:"things,omitempty"`
	Items    []Head             `json:"items"`
	Next     string             `json:"next,omitempty"`
}

// Shelf is where the items stand; the library changes when a pack is installed.
type Shelf func() *matter.Library

// Mount registers the operations of items.
func Mount(s *web.Server, shelf Shelf) {
	web.Handle(s, web.Op{ID: "listItems", Method: http.MethodGet, Path: "/api/items", Summary: "Items and packages of a division", Tag: tag, Public: true},
		func(_ context.Context, _ gov.Actor, in *Query) (*List, error) { return shelf.list(in) })
	web.Handle(s, web.Op{ID: "getItem", Method: http.MethodGet, Path: "/api/items/{division}/{item}", Summary: "An item as its division handles it", Tag: tag, Public: true},
		func(_ context.Context, _ gov.Actor, in *One) (*matter.Item, error) { return shelf.item(in) })
	web.Handle(s, web.Op{ID: "getThing", Method: http.MethodGet, Path: "/api/things/{thing}", Summary: "A one-thing package", Tag: tag, Public: true},
		func(_ context.Context, _ gov.Actor, in *Named) (*matter.OneThing, error) { return shelf.thing(in) })
}

// One names an item of a division.
type One struct {
	Division string `path:"division" maxLength:"12"`
	Item     string `path:"item" maxLength:"100"`
}

// Named names a package.
type Named struct {
	Thing string `path:"thing" maxLength:"100"`
}

func (shelf Shelf) list(in *Query) (*List, error) {
	lib := shelf()
	out := &List{Division: in.Division, Items: []Head{}}
	if out.Division == "" {
		if all := lib.Divisions(); len(all) > 0 {
			out.Division = all[0]
		}
	} else if lib.Region(in.Division) == nil {
		return nil, gov.NotFound("case.unknown_division").With("division", in.Division)
	}
	if in.After == "" {
		for _, t := range lib.Things() {
			if in.fits(t.Name, t.Words, t.Audience, t.Topics) {
				out.Things = append(out.Things, t)
			}
		}
	}
	size := in.Limit
	if size == 0 {
		size = pageSize
	}
	for _, it := range lib.Items(out.Division) {
		if it.ID <= in.After || !in.fits(it.Name, it.Words, it.Audience, it.Topics) {
			continue
		}
		if len(out.Items) == size {
			out.Next = out.Items[size-1].ID
			break
		}
		out.Items = append(out.Items, head(it))
	}
	return out, nil
}

func (in *Query) fits(name matter.Text, words, audience, topics []string) bool {
	if in.Audience != "" && !slices.Contains(audience, in.Audience) || in.Topic != "" && !slices.Contains(topics, in.Topic) {
		return false
	}
	for w := range strings.FieldsSeq(strings.ToLower(in.Words)) {
		if !strings.Contains(strings.ToLower(name.Zh+" "+name.En+" "+strings.Join(words, " ")), w) {
			return false
		}
	}
	return true
}

func head(it *matter.Item) Head {
	h := Head{ID: it.ID, Code: it.Code, Name: it.Name, Department: it.Department, Handling: it.Handling, Audience: it.Audience, Visits: it.Visits}
	if l := it.Promise; l != nil {
		h.Days = l.N
	} else if it.Limit != nil {
		h.Days = it.Limit.N
	}
	return h
}

func (shelf Shelf) item(in *One) (*matter.Item, error) {
	if it := shelf().Item(in.Division, in.Item); it != nil && in.Division != "" {
		return it, nil
	}
	return nil, gov.NotFound("case.unknown_item").With("item", in.Item)
}

func (shelf Shelf) thing(in *Named) (*matter.OneThing, error) {
	if t := shelf().Thing(in.Thing); t != nil {
		return t, nil
	}
	return nil, gov.NotFound("case.unknown_item").With("item", in.Thing)
}
