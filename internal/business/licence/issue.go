package licence

import (
	"context"
	"encoding/json"
	"fmt"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/cabinet"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/pdf"
	"holon.example/holon/internal/infra/seal"
)

// PrintJob is the kind of the jobs that print certificates.
const PrintJob = "licence.print"

// What a printed certificate is.
const (
	fileType   = "application/pdf"
	fileEnding = ".pdf"
)

// Stream names the history of a certificate in the log.
func Stream(id gov.ID) string { return "licence/" + id.String() }

// Order is what a decision says of the certificate it grants.
type Order struct {
	Licence        // number, identifier, state and id are set here
	Matter  gov.ID // of the case
	Pattern string // rule of the number, of the pack
	Type    string // three characters of the kind, under the credit code of who defined it
}

// Issue makes a certificate in the transaction of the decision, and asks for its
// printing.
func Issue(ctx context.Context, p *act.Prep, o Order) (gov.ID, error) {
	h := &Held{Licence: o.Licence, Matter: o.Matter}
	h.ID, h.State, h.Issued = p.NewID(), Valid, p.Now().Date()
	if h.From == "" {
		h.From = h.Issued
	}
	h.Changed = h.Issued
	pattern, err := ParsePattern(o.Pattern)
	if err != nil {
		return 0, err
	}
	year := h.Issued.Std().Year()
	n, err := count(ctx, p, fmt.Sprintf("%s/%s/%d", h.OrganCode, h.Kind, year))
	if err != nil {
		return 0, err
	}
	if h.Number, err = pattern.Number(Values{Division: h.Division, Year: year, Seq: n}); err != nil {
		return 0, err
	}
	h.Identifier = Identifier{Kind: o.Type, Organ: h.OrganCode, Serial: NewSerial(), Version: 1}.String()
	if err := h.Check(); err != nil {
		return 0, err
	}
	if err := p.NewSubject(h.ID); err != nil {
		return 0, err
	}
	if err := h.put(p); err != nil {
		return 0, err
	}
	if _, err := p.Job(PrintJob, p.Now(), printPayload{h.ID}); err != nil {
		return 0, err
	}
	return h.ID, p.Event("licence.issued", Stream(h.ID), seal.Data{
		"subject": h.Holder, "case": h.Case, "item": h.Item, "department": h.Organ, "number": h.Number, "identifier": h.Identifier, "until": h.Until,
	})
}

// Alter changes the state of a certificate in the caller's transaction: revoked,
// suspended, cancelled, with its ground.
func Alter(ctx context.Context, p *act.Prep, id gov.ID, c Change) error {
	h, err := read(ctx, p, "id = $1", id)
	if err != nil {
		return err
	}
	if h.Licence, err = h.Apply(c); err != nil {
		return err
	}
	if err := h.put(p); err != nil {
		return err
	}
	return p.Event("licence."+string(h.State), Stream(id), seal.Data{"subject": h.Holder, "ground": c.Ground, "department": h.Organ, "item": h.Item})
}

type printPayload struct {
	Licence gov.ID `json:"licence"`
}

// Office keeps certificates for their holders and answers the public check.
type Office struct {
	Engine *act.Engine
	Print  Print // base address, key of the short code, language
	// Seal renders nothing: it signs a printed certificate for its organ.
	Seal func(ctx context.Context, organ gov.ID, document []byte) ([]byte, error)
	// Files keeps what is printed, under the certificate's own key.
	Files *cabinet.Cabinet
	// Read records whose data a certificate shows.
	Read func(p *act.Prep, caseID, holder gov.ID) error
	// Delegates are who may collect a certificate for its holder now; nil: nobody.
	Delegates func(ctx context.Context, p *act.Prep, h *Held) ([]gov.ID, error)
}

// Printed performs a printing job: compose, render, sign, keep. Run twice, it
// leaves one file.
func (o *Office) Printed(ctx context.Context, j jobs.Job) error {
	var in printPayload
	if err := json.Unmarshal(j.Payload, &in); err != nil {
		return err
	}
	h, err := o.get(ctx, gov.Job("licence"), "renderLetter", in.Licence)
	if err != nil || h.Blob != "" {
		return err
	}
	how := o.Print
	how.Created = h.Issued.Start()
	file, err := pdf.Render(h.Document(how))
	if err != nil {
		return err
	}
	if file, err = o.Seal(ctx, h.Organ, file); err != nil {
		return err
	}
	blob, err := o.Files.Keep(ctx, h.ID, file)
	if err != nil {
		return err
	}
	cmd := act.Command{Action: "renderLetter", Actor: gov.Job("licence"), Key: "job/" + j.ID.String(), Claims: []string{Stream(in.Licence)}}
	_, err = act.Do(ctx, o.Engine, cmd, func(p *act.Prep) (bool, error) {
		h, err := read(ctx, p, "id = $1", in.Licence)
		if err != nil {
			return false, err
		}
		if err := p.Authorise(h.Resource()); err != nil {
			return false, err
		}
		h.Blob = blob
		if err := h.put(p); err != nil {
			return false, err
		}
		return true, p.Event("licence.printed", Stream(h.ID), seal.Data{"blob": blob})
	})
	return err
}

func (o *Office) get(ctx context.Context, who gov.Actor, action string, id gov.ID) (*Held, error) {
	var rev int64
	h, err := act.Do(ctx, o.Engine, act.Command{Action: action, Actor: who}, func(p *act.Prep) (*Held, error) {
		h, err := read(ctx, p, "id = $1", id)
		if err != nil {
			return nil, err
		}
		r := h.Resource()
		if o.Delegates != nil && (who.Kind == gov.Citizen || who.Kind == gov.Agent) && who.Subject != h.Holder {
			if r.Attrs["delegates"], err = o.Delegates(ctx, p, h); err != nil {
				return nil, err
			}
		}
		if err := p.Authorise(r); err != nil {
			return nil, err
		}
		rev = h.rev
		return h, o.Read(p, h.Case, h.Holder)
	})
	if err == nil {
		h.rev = rev
	}
	return h, err
}

// Get opens a certificate (action getCertificate); the read is recorded.
func (o *Office) Get(ctx context.Context, who gov.Actor, id gov.ID) (*Held, error) {
	h, err := o.get(ctx, who, "getCertificate", id)
	if err == nil {
		h.Show = Payload(o.Print.Base, o.Print.Key, h.Identifier)
	}
	return h, err
}

// File opens the signed file of a certificate (action getCertificate); the read is
// recorded.
func (o *Office) File(ctx context.Context, who gov.Actor, id gov.ID) (*cabinet.File, error) {
	h, err := o.Get(ctx, who, id)
	if err != nil {
		return nil, err
	}
	if h.Blob == "" {
		return nil, &gov.Error{Kind: gov.KindBusy, Key: "licence.printing"}
	}
	f, err := o.Files.Open(ctx, h.ID, h.Blob)
	return &cabinet.File{File: f, Name: h.Number + fileEnding, Type: fileType, Ref: h.Blob}, err
}

// Mine lists the certificates of the subject acted for (action listCertificates).
func (o *Office) Mine(ctx context.Context, who gov.Actor, before gov.ID, limit int) ([]Head, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	return act.Do(ctx, o.Engine, act.Command{Action: "listCertificates", Actor: who}, func(p *act.Prep) ([]Head, error) {
		r := act.Resource{Type: "Certificate", Attrs: map[string]any{"holder": who.Subject}}
		if err := p.Authorise(r); err != nil {
			return nil, err
		}
		if err := o.Read(p, 0, who.Subject); err != nil {
			return nil, err
		}
		return OfHolder(ctx, p.Q(), who.Subject, before, min(max(limit, 1), 100))
	})
}

// Check is the public check of a certificate by identifier and the code printed
// on it (action verifyCertificate). It tells an unknown one and a wrong code apart
// to nobody.
func (o *Office) Check(ctx context.Context, who gov.Actor, identifier, code string) (Verdict, error) {
	return act.Do(ctx, o.Engine, act.Command{Action: "verifyCertificate", Actor: who}, func(p *act.Prep) (Verdict, error) {
		if err := p.Authorise(act.Resource{Type: "Certificate"}); err != nil {
			return Verdict{}, err
		}
		today := p.Now().Date()
		h, err := read(ctx, p, "identifier = $1", identifier)
		if gov.KindOf(err) == gov.KindNotFound {
			p.Note("licence.checked", "read", seal.Data{"known": false})
			return Verify(nil, o.Print.Key, identifier, code, today), nil
		}
		if err != nil {
			return Verdict{}, err
		}
		v := Verify(&h.Licence, o.Print.Key, identifier, code, today)
		p.Note("licence.checked", "read", seal.Data{"licence": h.ID, "subject": h.Holder, "known": v.Known})
		return v, nil
	})
}
