package letter

import (
	"context"
	"encoding/json"
	"fmt"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// JobRender is the kind of the job that prints a letter.
const JobRender = "letter.render"

type renderPayload struct {
	Letter gov.ID `json:"letter"`
}

// Press prints letters after the commit; app wires it to the PDF renderer and
// the blob store and registers Handle for JobRender.
type Press struct {
	Engine *act.Engine
	Render func(ctx context.Context, s *Sheet) ([]byte, error) // the file, same sheet same bytes
	// Keep seals the file under the file key of its subject; it is durable when it
	// returns, with the content's address.
	Keep func(ctx context.Context, subject gov.ID, file []byte) (blob string, err error)
}

// Stream names the history of a letter in the log.
func Stream(id gov.ID) string { return "letter/" + id.String() }

// Handle performs a printing job: number the letter if that was left for later,
// print, keep the file, record. Run twice, it prints the same letter.
func (pr *Press) Handle(ctx context.Context, j jobs.Job) error {
	var load renderPayload
	if err := json.Unmarshal(j.Payload, &load); err != nil {
		return fmt.Errorf("job %d: %w", j.ID, err)
	}
	l, err := pr.numbered(ctx, j, load.Letter)
	if err != nil || l.State == Delivered {
		return err
	}
	sheet, err := pr.sheet(ctx, l)
	if err != nil {
		return err
	}
	file, err := pr.Render(ctx, sheet)
	if err != nil {
		return fmt.Errorf("render letter %d: %w", l.ID, err)
	}
	blob, err := pr.Keep(ctx, l.Subject, file)
	if err != nil {
		return fmt.Errorf("keep letter %d: %w", l.ID, err)
	}
	return pr.record(ctx, j, l.ID, blob)
}

func command(j jobs.Job, action string, id gov.ID) act.Command {
	return act.Command{Action: action, Actor: gov.Job(JobRender), Key: j.ID.String(), Claims: []string{Stream(id)}}
}

// numbered gives the letter, with its number.
func (pr *Press) numbered(ctx context.Context, j jobs.Job, id gov.ID) (l *Letter, err error) {
	read := func(q *sqldb.Q) error {
		l, err = Get(ctx, q, id)
		return err
	}
	if err := pr.Engine.Read(ctx, read); err != nil || l.State != Drafted {
		return l, err
	}
	cmd := command(j, "renderLetter", id)
	cmd.Key += "/number" // a use case of its own
	cmd.Claims = append(cmd.Claims, "letter/"+counterID(l.Organ, l.form))
	_, err = act.Do(ctx, pr.Engine, cmd, func(p *act.Prep) (gov.ID, error) {
		l, err := Get(ctx, p.Q(), id)
		if err != nil {
			return 0, err
		}
		if err := p.Authorise(l.resource()); err != nil {
			return 0, err
		}
		if err := next(l.State, Numbered); err != nil {
			return 0, err
		}
		l.State = Numbered
		if err := draw(ctx, p, l); err != nil {
			return 0, err
		}
		if err := save(p, l); err != nil {
			return 0, err
		}
		return id, p.Event("letter.numbered", Stream(id), l.said())
	})
	if err != nil {
		return nil, err
	}
	return l, pr.Engine.Read(ctx, read)
}

func (pr *Press) sheet(ctx context.Context, l *Letter) (s *Sheet, err error) {
	err = pr.Engine.Read(ctx, func(q *sqldb.Q) error {
		keys, err := pr.Engine.Vault().Open(ctx, q, l.Subject)
		if err != nil {
			return err
		}
		s, err = l.words(keys)
		return err
	})
	return s, err
}

func (pr *Press) record(ctx context.Context, j jobs.Job, id gov.ID, blob string) error {
	_, err := act.Do(ctx, pr.Engine, command(j, "renderLetter", id), func(p *act.Prep) (gov.ID, error) {
		l, err := Get(ctx, p.Q(), id)
		if err != nil {
			return 0, err
		}
		if err := p.Authorise(l.resource()); err != nil {
			return 0, err
		}
		if err := next(l.State, Rendered); err != nil {
			return 0, err
		}
		l.State, l.Rendered, l.Blob = Rendered, p.Now(), blob
		if err := save(p, l); err != nil {
			return 0, err
		}
		data := l.said()
		data["blob"] = blob
		return id, p.Event("letter.rendered", Stream(id), data)
	})
	return err
}

func (l *Letter) resource() act.Resource {
	return act.Resource{Type: "Letter", ID: l.ID.String(), Attrs: map[string]any{"department": l.Organ, "state": string(l.State)}}
}

// said is what an event says of a letter.
func (l *Letter) said() seal.Data {
	d := seal.Data{"kind": string(l.Kind), "organ": l.Organ, "number": l.Number}
	if l.Ref.Kind == "case" {
		d["case"] = l.Ref.ID
	}
	return d
}
