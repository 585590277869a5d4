package wording

import (
	"context"
	"maps"
	"strings"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/letter"
	"holon.example/holon/internal/infra/org"
)

// Said is what an officer handed in with the step that led to a letter.
type Said struct {
	Missing   []string // of a one-time notice, line by line
	Text      string   // opinion or reasons
	Cites     []string
	Competent string   // body to turn to
	Procedure string   // name of a special procedure
	Until     gov.Date // expected end of a special procedure
	RectifyBy gov.Date
}

// Letter is one letter to be written.
type Letter struct {
	P       *act.Prep
	Library *matter.Library
	Org     *org.Snapshot
	Case    *casefile.Case
	Matters []*casefile.Matter
	Matter  *casefile.Matter // nil: of the whole case
	Organ   gov.ID
	Name    string   // of the applicant
	Due     gov.Date // last day of the matter's limit, "" if it has none
	Said    *Said    // nil: no step led here
	More    map[string]string
}

// Draft composes the letter by a template of a pack.
func (l *Letter) Draft(ctx context.Context, t *matter.Letter, ref letter.Ref) (letter.Draft, error) {
	values, err := l.Values(ctx)
	if err != nil {
		return letter.Draft{}, err
	}
	maps.Copy(values, l.More)
	return letter.Draft{
		Template: &letter.Template{
			ID: t.ID, Kind: letter.Kind(t.Kind), Title: t.Name.Zh, Number: t.Number, Salute: t.Salute, Body: t.Body,
			Close: t.Close, Optional: t.Optional, Seal: t.Seal, Remedy: t.Remedy,
		},
		Values: Only(t, values), Organ: l.Organ, Subject: l.Case.ID, Party: l.Case.Applicant, Ref: ref, Later: true,
	}, nil
}

// Values gathers what letters say: of the case, of the authority, of the step.
func (l *Letter) Values(ctx context.Context) (map[string]string, error) {
	c, title := l.Case, Title(l.Library, l.Case, l.Matter)
	v := map[string]string{
		"applicant": l.Name, "caseNumber": c.No, "item": title, "receivedOn": Day(c.Received.Date()),
		"acceptedOn": Day(c.Accepted.Date()), "stoppedOn": Day(l.P.Now().Date()), "channel": Word("channel."+c.Channel, nil),
		"howTo": Word("letter.how_to", nil), "correctionWay": Word("letter.correction_way", nil), "result": title,
	}
	l.organ(v)
	l.step(v)
	return v, l.limits(ctx, v)
}

// organ tells of the authority: its name, where to ask, where to complain.
func (l *Letter) organ(v map[string]string) {
	today := l.P.Now().Date()
	if u, ok := l.Org.Unit(l.Organ, today); ok {
		v["department"], v["short"] = u.Name.Zh, u.Short.Zh
		if v["short"] == "" {
			v["short"] = u.Name.Zh
		}
		v["contact"] = l.contact(u.USCC)
		v["clerk"] = v["contact"]
	}
	for _, u := range l.Org.All(org.Department, today) {
		if u.Form == org.Government {
			v["reconsiderationBody"] = u.Name.Zh
		}
		if u.Form == org.Court {
			v["court"] = u.Name.Zh
		}
	}
	if v["reconsiderationBody"] == "" {
		v["reconsiderationBody"] = Word("letter.reconsideration_body", nil)
	}
	if v["court"] == "" {
		v["court"] = Word("letter.court", nil)
	}
}

func (l *Letter) contact(uscc string) string {
	if r := l.Library.Region(l.Case.Division); r != nil {
		for _, d := range r.Departments {
			if d.USCC == uscc && d.Window.Phone != "" {
				return strings.TrimSpace(d.Window.Name.Zh + " " + d.Window.Phone)
			}
		}
	}
	return Word("letter.hall", nil)
}

// step tells what the officer handed in with the step that led here.
func (l *Letter) step(v map[string]string) {
	st := l.Said
	if st == nil {
		return
	}
	v["missing"] = Lines(st.Missing)
	v["reasons"], v["opinion"], v["rectifyItems"], v["mismatch"] = st.Text, st.Text, st.Text, st.Text
	v["basis"], v["competentBody"] = strings.Join(st.Cites, "、"), st.Competent
	v["procedure"], v["procedureDays"] = st.Procedure, Day(st.Until)
	v["rectifyBy"] = Day(st.RectifyBy)
}

// limits tells the limits, legal and promised, and the day they end.
func (l *Letter) limits(ctx context.Context, v map[string]string) error {
	keys, err := l.P.Keys(l.Case.ID)
	if err != nil {
		return err
	}
	all, err := casefile.MaterialsOf(ctx, l.P.Q(), keys, l.Case.ID)
	if err != nil {
		return err
	}
	names := []string{Word("letter.form", nil)}
	for _, x := range all {
		names = append(names, Material(l.Library, l.Case, l.Matters, x.Code))
	}
	v["materials"] = strings.Join(names, "；")
	if l.Matter == nil || l.Due == "" {
		return nil
	}
	it := l.Library.Item(l.Matter.Division, l.Matter.Item)
	v["legalDays"], v["promiseDays"] = span(it.Limit), span(it.Promise)
	if it.Promise == nil {
		v["promiseDays"] = v["legalDays"]
	}
	v["dueOn"], v["oldDue"] = Day(l.Due), Day(l.Due)
	return nil
}
