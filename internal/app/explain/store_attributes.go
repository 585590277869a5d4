package explain

import (
	"context"
	"slices"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/app/content"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/letter"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/todo"
)

// attributes reads what the policies see of a resource of one type.
type attributes func(ctx context.Context, q *sqldb.Q, id gov.ID) (map[string]any, error)

// stored are the types of the schema whose resources are rows, with what reads their
// attributes.
var stored = map[string]attributes{
	"Case": func(ctx context.Context, q *sqldb.Q, id gov.ID) (map[string]any, error) { return ofCase(ctx, q, id, 0) },
	"Task": func(ctx context.Context, q *sqldb.Q, id gov.ID) (map[string]any, error) {
		item, err := todo.Get(ctx, q, id)
		if err != nil {
			return nil, err
		}
		return item.Resource().Attrs, nil
	},
	"Letter":      ofLetter,
	"Matter":      partOf("SELECT case_id, id FROM case_matter WHERE id = $1"),
	"Opinion":     partOf("SELECT case_id, matter_id FROM case_opinion WHERE id = $1"),
	"Visit":       partOf("SELECT case_id, 0 FROM case_visit WHERE id = $1"),
	"Certificate": columns("SELECT CAST(holder AS TEXT), CAST(organ AS TEXT), state, item FROM licence WHERE id = $1", "holder", "department", "state", "item"),
	"Mandate":     columns("SELECT CAST(principal AS TEXT), CAST(delegate AS TEXT), division FROM mandate WHERE id = $1", "principal", "delegate", "division"),
	"Account":     columns("SELECT CAST(id AS TEXT), CAST(person AS TEXT), kind FROM account WHERE id = $1", "account", "person", "kind"),
	"Catalogued":  columns("SELECT CAST(department AS TEXT), division FROM cat_resource WHERE id = $1", "department", "division"),
	"Objection":   columns("SELECT CAST(subject AS TEXT), CAST(department AS TEXT) FROM data_objection WHERE id = $1", "subject", "department"),
	"Rating":      columns("SELECT CAST(department AS TEXT), division FROM rating WHERE id = $1", "department", "division"),
	"Message":     columns("SELECT CAST(subject AS TEXT) FROM mail_message WHERE id = $1", "subject"),
	"Template": func(ctx context.Context, q *sqldb.Q, id gov.ID) (map[string]any, error) {
		attrs, err := columns("SELECT CAST(department AS TEXT), CAST(account AS TEXT), CAST(shared AS TEXT) FROM todo_template WHERE id = $1", "department", "account", "shared")(ctx, q, id)
		if err == nil {
			attrs["shared"] = attrs["shared"] == "1"
		}
		return attrs, err
	},
}

// named are the types whose resources have no row of their own: the identifier is one
// of the attributes.
var named = map[string]string{
	"Person": "subject", "Card": "holder", "Leave": "person", "Warrant": "department", "Bureau": "department", "Hall": "department", "Field": "subject",
	"Standard": "division", "Organisation": "division", "Calendar": "division", "Clock": "division", "Pack": "division", "Policy": "division", "Site": "division", "Log": "division", "Item": "division",
}

// datasets are the types whose resources are named by the data packs share.
var datasets = []string{"Lookup", "Dataset", "Grant"}

// resource reads what a question is about, with the attributes the policies see. What
// depends on who asks, such as a purpose or a mandate, is not known here and left out.
func resource(ctx context.Context, s *app.Store, eng *act.Engine, text string) (act.Resource, error) {
	kind, rest := cut(text)
	r := act.Resource{Type: kind, ID: rest}
	if rest == "" {
		return r, nil
	}
	if slices.Contains(datasets, kind) {
		return dataset(ctx, eng, r)
	}
	id, err := gov.ParseID(rest)
	if attr, ok := named[kind]; ok {
		if err == nil {
			r.Attrs = map[string]any{attr: rest}
		}
		return r, nil
	}
	read, ok := stored[kind]
	if !ok {
		return r, gov.NotFound("access.unknown_resource").With("type", kind)
	}
	if err != nil {
		return r, err
	}
	err = s.DB.Read(ctx, func(q *sqldb.Q) (err error) {
		r.Attrs, err = read(ctx, q, id)
		return err
	})
	return r, err
}

// Attributes reads what the policies see of a resource, TYPE:ID.
func Attributes(ctx context.Context, s *app.Store, text string) (map[string]any, error) {
	r, err := resource(ctx, s, s.Reader(nil), text)
	return r.Attrs, err
}

// dataset is shared data by name, with the highest grade of its elements.
func dataset(ctx context.Context, eng *act.Engine, r act.Resource) (act.Resource, error) {
	packs, err := content.Open(ctx, eng)
	if err != nil {
		return r, err
	}
	res, ok := packs.Now().Shared(r.ID)
	if !ok {
		return r, gov.NotFound("error.not_found")
	}
	top := gov.Grade1
	for _, g := range res.Elements {
		top = max(top, g)
	}
	r.Attrs = map[string]any{"grade": int64(top)}
	switch r.Type {
	case "Lookup", "Grant":
		r.Attrs["dataset"] = r.ID
	}
	if r.Type == "Grant" {
		delete(r.Attrs, "grade")
	}
	return r, nil
}

// columns reads texts of one row; an identifier 0 is none.
func columns(text string, names ...string) attributes {
	return func(ctx context.Context, q *sqldb.Q, id gov.ID) (map[string]any, error) {
		values, to := make([]string, len(names)), make([]any, len(names))
		for i := range values {
			to[i] = &values[i]
		}
		found, err := q.Row(ctx, text, []any{id}, to...)
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, gov.NotFound("error.not_found")
		}
		out := map[string]any{}
		for i, name := range names {
			if values[i] == "0" && name != "shared" {
				values[i] = ""
			}
			out[name] = values[i]
		}
		return out, nil
	}
}

// partOf reads a part of a case: the text gives the case and the matter.
func partOf(text string) attributes {
	return func(ctx context.Context, q *sqldb.Q, id gov.ID) (map[string]any, error) {
		var caseID, matter gov.ID
		found, err := q.Row(ctx, text, []any{id}, &caseID, &matter)
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, gov.NotFound("error.not_found")
		}
		return ofCase(ctx, q, caseID, matter)
	}
}

// ofCase is a case, or one matter of it, with every authority that takes part.
func ofCase(ctx context.Context, q *sqldb.Q, id, matter gov.ID) (map[string]any, error) {
	c, err := casefile.Load(ctx, q, id)
	if err != nil {
		return nil, err
	}
	ms, err := casefile.MattersOf(ctx, q, id)
	if err != nil {
		return nil, err
	}
	whole := casefile.ResourceOf(c, ms)
	i := slices.IndexFunc(ms, func(m *casefile.Matter) bool { return m.ID == matter })
	if i < 0 {
		return whole.Attrs, nil
	}
	part := c.Resource(ms[i])
	part.Attrs["departments"] = whole.Attrs["departments"]
	return part.Attrs, nil
}

// ofLetter is a letter: of its case, and of the authority that signs it.
func ofLetter(ctx context.Context, q *sqldb.Q, id gov.ID) (map[string]any, error) {
	l, err := letter.Get(ctx, q, id)
	if err != nil {
		return nil, err
	}
	attrs := map[string]any{}
	if l.Ref.Kind == "case" {
		if attrs, err = ofCase(ctx, q, l.Ref.ID, 0); err != nil {
			return nil, err
		}
	}
	attrs["department"], attrs["state"] = l.Organ, string(l.State)
	return attrs, nil
}
