package upkeep

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Desk keeps the system in order.
type Desk struct {
	Act  *act.Engine
	Wake func() // makes the runner of jobs look at once
	// Verify examines the whole seal, files included.
	Verify func(ctx context.Context) (*seal.Report, error)
}

// State is where an examination stands.
type State string

// The states.
const (
	Asked  State = "asked"
	Held   State = "held"
	Broken State = "broken"
)

// Examination is one look at the whole seal (存证核验).
type Examination struct {
	ID       gov.ID
	Asked    gov.Time
	Began    gov.Time
	Ended    gov.Time
	State    State
	Leaves   int64
	Rows     int64
	Files    int64
	Findings int64

	rev int64
}

// VerifyJob is the kind of the job that runs an examination.
const VerifyJob = "upkeep.verify"

const stream = "site/upkeep"

type payload struct {
	Check gov.ID `json:"check"`
}

func site() act.Resource { return act.Resource{Type: "Site", ID: "site"} }

// Examine asks for an examination of the whole seal (action checkSeal). While one is
// waiting no other is begun.
func (d Desk) Examine(ctx context.Context, who gov.Actor, key string) (gov.ID, error) {
	cmd := act.Command{Action: "checkSeal", Actor: who, Key: key, Claims: []string{stream}}
	return act.Do(ctx, d.Act, cmd, func(p *act.Prep) (gov.ID, error) {
		if err := p.Authorise(site()); err != nil {
			return 0, err
		}
		last, err := Latest(ctx, p.Q(), 1)
		if err != nil {
			return 0, err
		}
		if len(last) > 0 && last[0].State == Asked {
			return 0, gov.Conflict("upkeep.waiting")
		}
		c := &Examination{ID: p.NewID(), Asked: p.Now(), State: Asked}
		if err := p.Insert(checkTable, c.row()); err != nil {
			return 0, err
		}
		if _, err := p.Job(VerifyJob, p.Now(), payload{c.ID}); err != nil {
			return 0, err
		}
		if d.Wake != nil {
			p.After(d.Wake)
		}
		return c.ID, p.Event("seal.examination_asked", stream, seal.Data{"check": c.ID})
	})
}

// Run performs a job of kind VerifyJob.
func (d Desk) Run(ctx context.Context, j jobs.Job) error {
	var in payload
	if err := json.Unmarshal(j.Payload, &in); err != nil {
		return err
	}
	began := d.Act.Now()
	rep, err := d.Verify(ctx)
	if err != nil {
		return err
	}
	cmd := act.Command{Action: "recordCheck", Actor: gov.Job("verify"), Key: "job/" + j.ID.String(), Claims: []string{stream}}
	_, err = act.Do(ctx, d.Act, cmd, func(p *act.Prep) (bool, error) {
		if err := p.Authorise(site()); err != nil {
			return false, err
		}
		c, err := load(ctx, p.Q(), in.Check)
		if err != nil {
			return false, err
		}
		c.Began, c.Ended, c.State = began, p.Now(), Held
		c.Leaves, c.Rows, c.Files, c.Findings = rep.Size, rep.Rows, rep.Files, int64(len(rep.Findings))
		if !rep.OK {
			c.State = Broken
		}
		if err := p.Update(checkTable, c.row(), c.rev); err != nil {
			return false, err
		}
		return true, p.Event("seal.examined", stream, seal.Data{"check": c.ID, "ok": rep.OK, "leaves": rep.Size, "findings": len(rep.Findings)})
	})
	return err
}

// maxDead bounds the dead letters that are looked through.
const maxDead = 500

// Failed is a job that failed for good, as anybody who manages the system may see it.
type Failed struct {
	ID       gov.ID
	Kind     string
	Due      gov.Time
	Attempts int
	Words    string // of the failure, covered
}

// Dead lists the dead letters (action readHealth), the oldest first.
func (d Desk) Dead(ctx context.Context, q *sqldb.Q, most int) ([]Failed, error) {
	list, err := jobs.Dead(ctx, q, min(most, maxDead))
	out := make([]Failed, 0, len(list))
	for _, j := range list {
		out = append(out, Failed{j.ID, j.Kind, j.Due, j.Attempts, covered(j.Error)})
	}
	return out, err
}

var (
	addresses = regexp.MustCompile(`[^\s<>"']+@[^\s<>"']+`)
	sources   = regexp.MustCompile(`[a-z]+://[^\s"']+`)
	numbers   = regexp.MustCompile(`[0-9A-Za-z_-]*[0-9]{5,}[0-9A-Za-z_-]*`)
)

const maxWords = 160

// covered takes out of the words of a failure what could be somebody's address or
// number, or a secret.
func covered(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	for _, r := range []*regexp.Regexp{addresses, sources, numbers} {
		s = r.ReplaceAllString(s, "***")
	}
	if r := []rune(s); len(r) > maxWords {
		return string(r[:maxWords]) + "…"
	}
	return s
}

// Revive puts a dead letter back to work (action reviveJob).
func (d Desk) Revive(ctx context.Context, who gov.Actor, key string, job gov.ID) error {
	cmd := act.Command{Action: "reviveJob", Actor: who, Key: key, Input: job, Claims: []string{"job/" + job.String()}}
	_, err := act.Do(ctx, d.Act, cmd, func(p *act.Prep) (bool, error) {
		if err := p.Authorise(site()); err != nil {
			return false, err
		}
		list, err := jobs.Dead(ctx, p.Q(), maxDead)
		if err != nil {
			return false, err
		}
		i := slices.IndexFunc(list, func(j jobs.Job) bool { return j.ID == job })
		if i < 0 {
			return false, gov.Conflict("upkeep.not_dead")
		}
		w := jobs.Revive(job, p.Now())
		p.Exec(w.Stmt, w.Want, w.Args...)
		if d.Wake != nil {
			p.After(d.Wake)
		}
		return true, p.Event("job.revived", stream, seal.Data{"job": job, "kind": list[i].Kind})
	})
	return err
}
