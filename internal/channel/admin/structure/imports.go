package structure

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"strconv"

	"holon.example/holon/internal/channel/admin"
	"holon.example/holon/internal/channel/admin/structure/book"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/org"
)

// Bounds of what is handed in, and of what a rehearsal carries on to its form.
const (
	maxWorkbook = 10 << 20
	maxCarried  = 1 << 20 // packed; a form may bring two
	maxUnpacked = 16 << 20
	maxShown    = 200
)

// rehearsal is the page of the import: before, with faults, or with what would change.
type rehearsal struct {
	*room.Request
	From    gov.Date
	File    string
	Faults  []book.Fault
	More    int
	Done    bool // a file was looked at
	Opened  []line
	Revised []line
	Seated  []line
	Hidden  int    // changes that are not shown
	Carried string // the structure, packed, for the form that applies it
	Fault   *parts.Fault
	Again   parts.Form
}

// line is one change in words.
type line struct{ Kind, Code, Name, Detail string }

func (p *pages) importPage(rq *room.Request) error {
	return p.showImport(rq, &rehearsal{Request: rq, From: p.Engine.Now().Date().AddDays(1)})
}

func (p *pages) showImport(rq *room.Request, r *rehearsal) error {
	return p.Render(rq, room.Show{Here: "structure", Title: rq.T("admin.import"), Back: home, Fault: r.Fault, Show: admin.Show(importBody(r))})
}

// workbook gives the organisation as it stands.
func (p *pages) workbook(rq *room.Request) error {
	snap, err := p.Org(rq.R.Context())
	if err != nil {
		return err
	}
	raw, err := book.Write(snap, p.day(rq), rq.Lang)
	if err != nil {
		return err
	}
	h := rq.W.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	h.Set("Content-Disposition", `attachment; filename="organisation-`+string(p.day(rq))+`.xlsx"`)
	h.Set("Content-Length", strconv.Itoa(len(raw)))
	_, _ = rq.W.Write(raw) // a reader who is gone is no fault
	return nil
}

// rehearse reads a workbook and shows what it would change. Nothing is written.
func (p *pages) rehearse(rq *room.Request, form url.Values, file []byte) error {
	r := &rehearsal{Request: rq, From: gov.Date(form.Get("from"))}
	if err := p.look(rq, r, file); err != nil {
		if r.Fault, r.Again, err = admin.Refused(rq, err); err != nil {
			return err
		}
	}
	return p.showImport(rq, r)
}

func (p *pages) look(rq *room.Request, r *rehearsal, file []byte) error {
	e := gov.Invalid("admin.import_refused")
	if _, err := gov.ParseDate(string(r.From)); err != nil {
		e.At("from", "admin.date")
	}
	if len(file) == 0 {
		e.At("file", "admin.file_missing")
	}
	if len(e.Fields) > 0 {
		return e
	}
	ctx := rq.R.Context()
	snap, err := p.Org(ctx)
	if err != nil {
		return err
	}
	b, err := book.Read(file, snap, r.From)
	if err != nil {
		return err
	}
	people, err := p.people(ctx, b.Logins)
	if err != nil {
		return err
	}
	b.Unknown(people)
	r.Done, r.Faults, r.More = true, b.Faults, b.More
	if len(r.Faults) > 0 {
		return nil
	}
	changes, err := p.staff.Rehearse(ctx, b.Structure, people)
	if err != nil {
		return r.against(b, err)
	}
	r.tell(snap, changes)
	r.Carried, err = pack(b.Structure)
	return err
}

// people finds the persons of logins.
func (p *pages) people(ctx context.Context, logins []string) (map[string]gov.ID, error) {
	out := map[string]gov.ID{}
	for _, login := range logins {
		if _, done := out[login]; done {
			continue
		}
		id, err := p.officer(ctx, login)
		if err != nil {
			return nil, err
		}
		out[login] = id
	}
	return out, nil
}

// against puts a broken invariant of the organisation beside the row it comes from.
func (r *rehearsal) against(b *book.Book, err error) error {
	e, ok := errors.AsType[*gov.Error](err)
	if !ok || e.Kind != gov.KindInvalid && e.Kind != gov.KindConflict {
		return err
	}
	code, _ := e.Args["unit"].(string)
	r.Faults = append(r.Faults, b.Place(code, e.Key, e.Args))
	return nil
}

// tell puts the changes into words.
func (r *rehearsal) tell(snap *org.Snapshot, c org.Changes) {
	names := map[gov.ID]string{}
	for _, u := range c.Open {
		names[u.ID] = r.Name(u.Name)
	}
	name := func(id gov.ID, on gov.Date) string {
		if n := names[id]; n != "" {
			return n
		}
		return r.Unit(snap, id, on)
	}
	for _, u := range c.Open {
		detail := ""
		if u.Parent != 0 {
			detail = r.T("admin.under", "unit", name(u.Parent, u.From))
		}
		r.Opened = r.add(r.Opened, line{r.T("admin.kind." + string(u.Kind)), u.Code, r.Name(u.Name), detail})
	}
	for _, u := range c.Revise {
		detail := ""
		if old, ok := snap.Unit(u.ID, u.From); ok && old.Name != u.Name {
			detail = r.T("admin.was", "name", r.Name(old.Name))
		} else if ok && old.Parent != u.Parent {
			detail = r.T("admin.under", "unit", name(u.Parent, u.From))
		}
		r.Revised = r.add(r.Revised, line{r.T("admin.kind." + string(u.Kind)), u.Code, r.Name(u.Name), detail})
	}
	for _, a := range c.Assign {
		r.Seated = r.add(r.Seated, line{r.T("admin.part_" + string(a.Part)), "", name(a.Post, a.From), r.T("desk.away_from", "from", a.From)})
	}
}

func (r *rehearsal) add(list []line, l line) []line {
	if len(list) == maxShown {
		r.Hidden++
		return list
	}
	return append(list, l)
}

// nothing tells that the workbook says what stands already.
func (r *rehearsal) nothing() bool { return len(r.Opened)+len(r.Revised)+len(r.Seated) == 0 }

// apply does what a rehearsal has shown; everything is checked again.
func (p *pages) apply(rq *room.Request, form url.Values) error {
	ctx := rq.R.Context()
	st, err := unpack(form.Get("structure"))
	if err != nil {
		return err
	}
	var logins []string
	for _, a := range st.Assignments {
		logins = append(logins, a.Person)
	}
	people, err := p.people(ctx, logins)
	if err != nil {
		return err
	}
	if _, err := p.staff.Import(ctx, rq.Who, st, people); err != nil {
		r := &rehearsal{Request: rq, From: st.From}
		if r.Fault, r.Again, err = admin.Refused(rq, err); err != nil {
			return err
		}
		return p.showImport(rq, r)
	}
	return rq.Go(home + "?done=imported")
}

// pack makes a structure small enough for a form.
func pack(st org.Structure) (string, error) {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if err := errors.Join(json.NewEncoder(z).Encode(st), z.Close()); err != nil {
		return "", err
	}
	if out.Len() > maxCarried {
		return "", &gov.Error{Kind: gov.KindTooLarge, Key: "error.too_large"}
	}
	return base64.RawURLEncoding.EncodeToString(out.Bytes()), nil
}

// unpack takes back what pack made; anything else is refused.
func unpack(s string) (st org.Structure, err error) {
	bad := gov.Invalid("admin.import_again")
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(raw) > maxCarried {
		return st, bad
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return st, bad
	}
	d := json.NewDecoder(io.LimitReader(z, maxUnpacked))
	d.DisallowUnknownFields()
	if err := d.Decode(&st); err != nil {
		return st, bad
	}
	return st, nil
}

// words gives the words of a fault.
func words(rq *room.Request, key string, args map[string]any) string {
	return locale.T(rq.Lang, key, args)
}
