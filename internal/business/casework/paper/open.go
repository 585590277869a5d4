package paper

import (
	"context"
	"slices"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/cabinet"
	"holon.example/holon/internal/infra/letter"
	"holon.example/holon/internal/infra/seal"
)

// What a printed letter is.
const (
	letterType   = "application/pdf"
	letterEnding = ".pdf"
)

// The actions by which files are opened.
const (
	readLetter   = "getLetter"
	readMaterial = "getMaterial"
)

// Desk opens files of cases.
type Desk struct {
	Act   *act.Engine
	Files *cabinet.Cabinet
	// Read records, in the reader's own command, whose data a file shows.
	Read func(p *act.Prep, about apply.About, subjects []gov.ID, groups []string) error
	// Write has the receipt of a case written now, although its turn has not come.
	Write func(ctx context.Context, caseID gov.ID) error
}

// opened is a case that the actor may read.
func opened(ctx context.Context, p *act.Prep, action string, caseID gov.ID) (*casefile.Case, error) {
	c, err := casefile.Load(ctx, p.Q(), caseID)
	if err != nil {
		return nil, err
	}
	ms, err := casefile.MattersOf(ctx, p.Q(), caseID)
	if err != nil {
		return nil, err
	}
	r, err := c.Delegated(ctx, p, action, casefile.ResourceOf(c, ms))
	if err != nil {
		return nil, err
	}
	return c, c.Asked(ctx, p, r)
}

// Letter opens a printed letter of a case (action getLetter): who may open the case
// reads its letters. One that is still being printed is a busy error.
func (d *Desk) Letter(ctx context.Context, who gov.Actor, caseID, id gov.ID) (*cabinet.File, error) {
	return d.letter(ctx, who, caseID, func(p *act.Prep) (*letter.Letter, error) {
		l, err := letter.Get(ctx, p.Q(), id)
		if err == nil && (l.Ref.Kind != "case" || l.Ref.ID != caseID) {
			err = gov.NotFound("letter.none")
		}
		return l, err
	})
}

// Receipt opens the receipt of a case (收件凭证, action getLetter). Before it is printed
// it is a busy error; one that nobody has written yet, as in a rush, is written at once.
func (d *Desk) Receipt(ctx context.Context, who gov.Actor, caseID gov.ID) (*cabinet.File, error) {
	waits := false
	f, err := d.letter(ctx, who, caseID, func(p *act.Prep) (*letter.Letter, error) {
		all, err := letter.About(ctx, p.Q(), letter.Ref{Kind: "case", ID: caseID})
		if err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(all, func(l *letter.Letter) bool { return l.Kind == letter.Receipt }); i >= 0 {
			return all[i], nil
		}
		waits = true
		return nil, printing()
	})
	if waits {
		if err := d.Write(ctx, caseID); err != nil {
			return nil, err
		}
	}
	return f, err
}

func printing() error { return &gov.Error{Kind: gov.KindBusy, Key: "letter.printing"} }

func (d *Desk) letter(ctx context.Context, who gov.Actor, caseID gov.ID, find func(*act.Prep) (*letter.Letter, error)) (*cabinet.File, error) {
	l, err := act.Do(ctx, d.Act, act.Command{Action: readLetter, Actor: who}, func(p *act.Prep) (*letter.Letter, error) {
		c, err := opened(ctx, p, readLetter, caseID)
		if err != nil {
			return nil, err
		}
		l, err := find(p)
		if err != nil {
			return nil, err
		}
		if l.Blob == "" {
			return nil, printing()
		}
		p.Note("letter.read", "read", seal.Data{"letter": l.ID, "case": caseID, "subject": c.Applicant})
		return l, nil
	})
	if err != nil {
		return nil, err
	}
	f, err := d.Files.Open(ctx, l.Subject, l.Blob)
	return &cabinet.File{File: f, Name: l.Number + letterEnding, Type: letterType, Ref: l.Blob}, err
}

// material is one that may be opened, and how.
type material struct {
	*casefile.Material
	applicant gov.ID
	own       []byte // key of the file; nil: it was handed in before files had one
}

// Material opens a material that was handed in with a case (action getMaterial): who
// may open the case opens its materials.
func (d *Desk) Material(ctx context.Context, who gov.Actor, caseID, id gov.ID) (*cabinet.File, error) {
	m, err := act.Do(ctx, d.Act, act.Command{Action: readMaterial, Actor: who}, func(p *act.Prep) (*material, error) {
		c, err := opened(ctx, p, readMaterial, caseID)
		if err != nil {
			return nil, err
		}
		keys, err := p.Keys(caseID)
		if err != nil {
			return nil, err
		}
		all, err := casefile.MaterialsOf(ctx, p.Q(), keys, caseID)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(all, func(m *casefile.Material) bool { return m.ID == id && m.Blob != "" })
		if i < 0 {
			return nil, gov.NotFound("case.material.none")
		}
		out := &material{Material: all[i], applicant: c.Applicant}
		if out.own, err = out.FileKey(keys); err != nil {
			return nil, err
		}
		about := apply.About{Case: caseID, Subject: c.Applicant, Person: c.Person, Purpose: "handle", Basis: "case"}
		return out, d.Read(p, about, []gov.ID{c.Applicant}, []string{"materials"})
	})
	if err != nil {
		return nil, err
	}
	out := &cabinet.File{Name: m.Name, Type: m.Type, Ref: m.Blob}
	if m.own != nil {
		out.File, err = d.Files.OpenOwn(ctx, m.own, m.Blob)
	} else {
		out.File, err = d.Files.Open(ctx, m.applicant, m.Blob)
	}
	return out, err
}
