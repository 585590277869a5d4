package casepage

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/licence"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/data/exchange"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/locale"
	"rsc.io/qr"
)

// Answer is one line of the application.
type Answer struct {
	Name, Label string
	Value       string // covered where Covered
	Covered     bool
	Held        bool // government held it; it was not asked for
}

// Material is one material of the case, as it stands.
type Material struct {
	*casefile.Material
	Title string
	Size  string
}

// Certificate is a certificate a matter led to.
type Certificate struct {
	*licence.Held
	Check string // address of the public check, which the QR code holds
	Ready bool   // the file is printed
}

// Reasons are the codes of the reasons for which an officer asks for a value in plain.
var Reasons = []string{"identity", "contact", "document"}

// answers lists what was applied for, field by field. For officers personal values
// are covered until one is asked for in plain.
func (sc *Scene) answers() {
	seen := map[string]bool{}
	for _, f := range sc.forms() {
		for _, fd := range f.Visible(sc.View.Answers) {
			v, ok := sc.View.Answers[fd.Name]
			if !ok || seen[fd.Name] {
				continue
			}
			seen[fd.Name] = true
			a := Answer{Name: fd.Name, Label: fd.Label.In(string(sc.Lang)), Value: sc.value(fd, v), Held: fd.Source != nil}
			if fd.Grade.Personal() && sc.Who.Kind == gov.Officer {
				a.Value, a.Covered = exchange.Mask(a.Value), true
			}
			sc.Fields = append(sc.Fields, a)
		}
	}
}

// forms are those of the package and of its items.
func (sc *Scene) forms() (out []*form.Form) {
	lib, c := sc.src.Cases.Library(), sc.View.Case
	add := func(owner any, ref string) {
		if _, f := lib.Form(owner, ref); ref != "" && f != nil && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	if t := lib.Thing(c.Thing); c.Thing != "" && t != nil {
		add(t, t.Form)
	}
	for _, m := range sc.View.Matters {
		if it := lib.Item(m.Division, m.Item); it != nil {
			add(it, it.Form)
		}
	}
	return out
}

// maxRows bounds what a list of rows shows.
const maxRows = 20

func (sc *Scene) value(fd form.Field, v any) string {
	for _, o := range fd.Options {
		if fmt.Sprint(o.Value) == fmt.Sprint(v) {
			return o.Label.In(string(sc.Lang))
		}
	}
	switch v := v.(type) {
	case bool:
		if v {
			return sc.T("page.yes")
		}
		return sc.T("page.no")
	case []any:
		words := make([]string, 0, len(v))
		for _, one := range v[:min(len(v), maxRows)] {
			words = append(words, sc.value(fd, one))
		}
		return strings.Join(words, sc.T("format.list"))
	case map[string]any:
		words := make([]string, 0, len(v))
		for _, col := range fd.Columns {
			if x, ok := v[col.Name]; ok {
				words = append(words, sc.value(col, x))
			}
		}
		return strings.Join(words, " ")
	case nil:
		return "—"
	}
	return strings.TrimSpace(fmt.Sprint(v) + " " + fd.Unit.In(string(sc.Lang)))
}

// Reveal gives one answer in plain to an officer who says why; the reading is sealed
// before it is shown.
func (s *Source) Reveal(ctx context.Context, sc *Scene, name, reason string) error {
	if !slices.Contains(Reasons, reason) {
		return gov.Invalid("page.reveal_reason_missing").At("reason", "page.reveal_reason_missing")
	}
	at := slices.IndexFunc(sc.Fields, func(a Answer) bool { return a.Name == name && a.Covered })
	if at < 0 {
		return gov.NotFound("page.field_none")
	}
	fd := sc.field(name)
	_, err := act.Do(ctx, s.Cases.Act, act.Command{Action: "seePlain", Actor: sc.Who}, func(p *act.Prep) (bool, error) {
		c := sc.View.Case
		var departments []gov.ID
		for _, m := range sc.View.Matters {
			departments = append(departments, m.Department)
		}
		if err := p.Authorise(act.Resource{Type: "Field", ID: name, Attrs: map[string]any{
			"grade": int(fd.Grade), "departments": departments, "division": c.Division, "subject": c.Applicant,
		}}); err != nil {
			return false, err
		}
		about := apply.About{Case: c.ID, Subject: c.Applicant, Person: c.Person, Purpose: "reveal_" + reason, Basis: "case"}
		return true, s.Cases.Read(p, about, []gov.ID{c.Applicant}, []string{name})
	})
	if err != nil {
		return err
	}
	sc.Fields[at].Value, sc.Fields[at].Covered = sc.value(fd, sc.View.Answers[name]), false
	return nil
}

func (sc *Scene) field(name string) form.Field {
	for _, f := range sc.forms() {
		if fd := f.Field(name); fd != nil {
			return *fd
		}
	}
	return form.Field{Grade: gov.Grade4}
}

func (sc *Scene) materials() {
	for _, m := range sc.View.Materials {
		sc.Materials = append(sc.Materials, Material{Material: m, Title: sc.MaterialTitle(m.Code), Size: size(m.Size)})
	}
}

// MaterialTitle gives the name of a material by its code.
func (sc *Scene) MaterialTitle(code string) string {
	for _, m := range sc.expected() {
		if m.ID == code {
			return m.Name.In(string(sc.Lang))
		}
	}
	if code == ReworkMaterial {
		return sc.T("page.rework_file")
	}
	return code
}

// ReworkMaterial is the code under which the proof of a rework is kept: no material of
// an item, but what the applicant shows of his own accord.
const ReworkMaterial = "rework"

func size(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%d B", n)
}

// expected are the materials of the package and its items, each once.
func (sc *Scene) expected() (out []matter.Material) {
	lib, c := sc.src.Cases.Library(), sc.View.Case
	add := func(ms []matter.Material) {
		for _, m := range ms {
			if !slices.ContainsFunc(out, func(o matter.Material) bool { return o.ID == m.ID }) {
				out = append(out, m)
			}
		}
	}
	if t := lib.Thing(c.Thing); c.Thing != "" && t != nil {
		add(t.Materials)
	}
	for _, m := range sc.View.Matters {
		if it := lib.Item(m.Division, m.Item); it != nil {
			add(it.Materials)
		}
	}
	return out
}

// Expected are the materials that may be asked for, to choose from.
func (sc *Scene) Expected() (out []parts.Option) {
	for _, m := range sc.expected() {
		out = append(out, parts.Option{Value: m.ID, Label: m.Name.In(string(sc.Lang))})
	}
	return out
}

// Missing are the materials that the last notice asked for.
func (sc *Scene) Missing() (out []parts.Option) {
	for i := len(sc.View.Timeline) - 1; i >= 0; i-- {
		m := sc.View.Timeline[i]
		if m.Name != "case.notified" {
			continue
		}
		for _, code := range texts(m.Data["missing"]) {
			if code != "" {
				out = append(out, parts.Option{Value: code, Label: sc.MaterialTitle(code)})
			}
		}
		return out
	}
	return nil
}

// texts reads a list out of the data of an event.
func texts(v any) (out []string) {
	switch v := v.(type) {
	case []string:
		return v
	case []any:
		for _, one := range v {
			if s, ok := one.(string); ok {
				out = append(out, s)
			}
		}
	}
	return out
}

// certificates opens the certificates that the reader may see: the applicant's own, those
// he collects for the applicant, an officer's department's. Of others the page tells only that they were issued.
func (sc *Scene) certificates(ctx context.Context) error {
	for i := range sc.Parts {
		p := &sc.Parts[i]
		id := p.view.Licence
		p.Issued = id != 0
		if id == 0 || sc.Who.Kind == gov.Officer && p.Department != sc.Who.Department {
			continue
		}
		held, err := sc.src.Office.Get(ctx, sc.Who, id)
		if sc.Who.Subject != sc.View.Applicant && gov.KindOf(err) == gov.KindForbidden {
			continue // who acts for the applicant collects nothing without that power
		}
		if err != nil {
			return err
		}
		p.Certificate = &Certificate{Held: held, Ready: held.Blob != "", Check: held.Show}
	}
	return nil
}

// Code draws an address as a QR code in SVG; nothing where it is too long for one.
func Code(address, title string) string {
	c, err := qr.Encode(address, qr.M)
	if err != nil {
		return ""
	}
	const quiet = 4
	var b bytes.Buffer
	n := c.Size + 2*quiet
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 %d %d" width="132" height="132" role="img" shape-rendering="crispEdges"><title>%s</title><path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="`, n, n, escape(title), n, n)
	for y := range c.Size {
		for x := 0; x < c.Size; x++ {
			run := 0
			for x+run < c.Size && c.Black(x+run, y) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, run, run)
				x += run
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return b.String()
}

// MaterialWords is what a notice says of a material that is missing, in the language
// of official letters.
func MaterialWords(lib *matter.Library, code string) string {
	name := code
	for _, p := range lib.Packs() {
		for _, t := range p.Things {
			name = named(t.Materials, code, name)
		}
		for _, it := range p.Items {
			name = named(it.Materials, code, name)
		}
	}
	return locale.T(locale.ZH, "page.notice_material", map[string]any{"name": name})
}

func named(ms []matter.Material, code, name string) string {
	for _, m := range ms {
		if m.ID == code && m.Name.Zh != "" {
			return m.Name.Zh
		}
	}
	return name
}
