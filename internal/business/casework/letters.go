package casework

import (
	"context"
	"strconv"
	"strings"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/letter"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/seal"
)

// rectifyDays is how long a rectification opinion asks for where the officer
// names no day; it binds nobody by law and is told in the letter.
const rectifyDays = 10

// templateOf maps what a process calls to the template of a pack.
var templateOf = map[string]string{"pause": "special_time"}

// letter issues an official letter of the case, or of one matter, in the name of
// the authority. It is numbered and printed by a job after the commit.
func (w *work) letter(ctx context.Context, kind string, m *casefile.Matter, more map[string]string) (gov.ID, error) {
	if kind == "accept" && w.c.Deemed {
		kind = "deemed_accept"
	}
	if name, ok := templateOf[kind]; ok {
		kind = name
	}
	owner, err := w.s.owner(w.c)
	if err != nil {
		return 0, err
	}
	_, t := w.s.Library().Letter(owner, kind)
	if t == nil {
		return 0, gov.NotFound("letter.no_template").With("kind", kind)
	}
	organ := w.c.Owner
	if m != nil {
		organ = m.Department
	}
	values, err := w.values(ctx, m, organ)
	if err != nil {
		return 0, err
	}
	for k, v := range more {
		values[k] = v
	}
	ref := letter.Ref{Kind: "case", ID: w.c.ID}
	if m != nil {
		ref.Part = m.ID.String()
	}
	id, err := letter.Issue(ctx, w.p, letter.Draft{
		Template: template(t), Values: only(t, values), Organ: organ, Subject: w.c.ID, Party: w.c.Applicant, Ref: ref, Later: true,
	})
	if err != nil {
		return 0, err
	}
	return id, w.event("letter.issued", m, seal.Data{"letter": id, "kind": kind})
}

func template(t *matter.Letter) *letter.Template {
	return &letter.Template{
		ID: t.ID, Kind: letter.Kind(t.Kind), Title: t.Name.Zh, Number: t.Number, Salute: t.Salute, Body: t.Body,
		Close: t.Close, Optional: t.Optional, Seal: t.Seal, Remedy: t.Remedy,
	}
}

// only keeps the values the template has a field for.
func only(t *matter.Letter, values map[string]string) map[string]string {
	out := map[string]string{}
	for _, f := range t.Fields {
		if v, ok := values[f.Name]; ok {
			out[f.Name] = v
		}
	}
	return out
}

// values gathers what letters say: of the case, of the authority, of the step.
func (w *work) values(ctx context.Context, m *casefile.Matter, organ gov.ID) (map[string]string, error) {
	name, err := w.s.Name(ctx, w.p, w.c.Applicant)
	if err != nil {
		return nil, err
	}
	v := map[string]string{
		"applicant": name, "caseNumber": w.c.No, "item": w.title(m), "receivedOn": day(w.c.Received.Date()),
		"acceptedOn": day(w.c.Accepted.Date()), "stoppedOn": day(w.p.Now().Date()), "channel": word("channel."+w.c.Channel, nil),
		"howTo": word("letter.how_to", nil), "correctionWay": word("letter.correction_way", nil), "result": w.title(m),
	}
	if err := w.organValues(ctx, v, organ); err != nil {
		return nil, err
	}
	w.stepValues(v)
	return v, w.limitValues(ctx, v, m)
}

// organValues tells of the authority: its name, where to ask, where to complain.
func (w *work) organValues(ctx context.Context, v map[string]string, organ gov.ID) error {
	snap, err := w.s.OrgIn(ctx, w.p)
	if err != nil {
		return err
	}
	today := w.p.Now().Date()
	if u, ok := snap.Unit(organ, today); ok {
		v["department"], v["short"] = u.Name.Zh, u.Short.Zh
		if v["short"] == "" {
			v["short"] = u.Name.Zh
		}
		v["contact"] = w.contact(u.USCC)
	}
	for _, u := range snap.All(org.Department, today) {
		if u.Form == org.Government {
			v["reconsiderationBody"] = u.Name.Zh
		}
		if u.Form == org.Court {
			v["court"] = u.Name.Zh
		}
	}
	if v["reconsiderationBody"] == "" {
		v["reconsiderationBody"] = word("letter.reconsideration_body", nil)
	}
	if v["court"] == "" {
		v["court"] = word("letter.court", nil)
	}
	return nil
}

func (w *work) contact(uscc string) string {
	if r := w.s.Library().Region(w.c.Division); r != nil {
		for _, d := range r.Departments {
			if d.USCC == uscc && d.Window.Phone != "" {
				return strings.TrimSpace(d.Window.Name.Zh + " " + d.Window.Phone)
			}
		}
	}
	return word("letter.hall", nil)
}

// stepValues tells what the officer handed in with the step that led here.
func (w *work) stepValues(v map[string]string) {
	st := w.input
	if st == nil {
		return
	}
	lines := make([]string, 0, len(st.Missing))
	for i, m := range st.Missing {
		lines = append(lines, strconv.Itoa(i+1)+". "+strings.TrimSpace(w.materialName(m.Code)+" "+m.Text))
	}
	v["missing"] = strings.Join(lines, "\n")
	v["reasons"], v["opinion"], v["rectifyItems"], v["mismatch"] = st.Text, st.Text, st.Text, st.Text
	v["basis"], v["competentBody"] = strings.Join(st.Cites, "、"), st.Competent
	v["procedure"], v["procedureDays"] = w.groundName(st.Ground), day(st.Until)
	by := st.Until
	if by == "" {
		by, _ = w.calendar().AddWorkdays(w.p.Now().Date(), rectifyDays)
	}
	v["rectifyBy"] = day(by)
}

func (w *work) materialName(code string) string {
	for _, m := range w.ms {
		it, err := w.item(m)
		if err != nil {
			continue
		}
		for _, x := range it.Materials {
			if x.ID == code {
				return x.Name.Zh
			}
		}
	}
	if t := w.s.Library().Thing(w.c.Thing); t != nil {
		for _, x := range t.Materials {
			if x.ID == code {
				return x.Name.Zh
			}
		}
	}
	return code
}

// limitValues tells the limits, legal and promised, and the day they end.
func (w *work) limitValues(ctx context.Context, v map[string]string, m *casefile.Matter) error {
	keys, err := w.p.Keys(w.c.ID)
	if err != nil {
		return err
	}
	all, err := casefile.MaterialsOf(ctx, w.p.Q(), keys, w.c.ID)
	if err != nil {
		return err
	}
	names := []string{word("letter.form", nil)}
	for _, x := range all {
		names = append(names, w.materialName(x.Code))
	}
	v["materials"] = strings.Join(names, "；")
	if m == nil {
		return nil
	}
	it, err := w.item(m)
	if err != nil || it.Limit == nil {
		return err
	}
	v["legalDays"], v["promiseDays"] = span(it.Limit), span(it.Promise)
	if it.Promise == nil {
		v["promiseDays"] = v["legalDays"]
	}
	t := w.running(m.ID)
	if t == nil { // before the matter begins: as if it began with the acceptance
		t, err = w.desk().Forecast(m.ID, w.c.Accepted, it)
		if err != nil {
			return err
		}
	}
	v["dueOn"], v["oldDue"] = day(t.Due.Date()), day(t.Due.Date())
	return nil
}

func span(l *matter.Limit) string {
	if l == nil {
		return ""
	}
	unit := l.Unit
	if unit == "" {
		unit = "workday"
	}
	return word("letter.span_"+unit, map[string]any{"n": l.N})
}

// title is the name of the matter, or of the whole, as letters print it.
func (w *work) title(m *casefile.Matter) string {
	if m != nil {
		if it, err := w.item(m); err == nil {
			return it.Name.Zh
		}
	}
	if t := w.s.Library().Thing(w.c.Thing); t != nil {
		return t.Name.Zh
	}
	if it := w.s.Library().Item(w.c.Division, w.c.Item); it != nil {
		return it.Name.Zh
	}
	return w.c.Name()
}

// word finds a wording for letters, which are written in Chinese.
func word(key string, args map[string]any) string { return locale.T(locale.ZH, key, args) }

func day(d gov.Date) string {
	if d == "" {
		return ""
	}
	return word("letter.day", map[string]any{"date": d})
}
