package jobs

import (
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"slices"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of the jobs.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var (
	insertJob = sqldb.NewStmt("job.insert", "INSERT INTO job (id, kind, payload, due, attempts, state, lease, error) VALUES ($1, $2, $3, $4, 0, 'ready', 0, '')")
	leaseJob  = sqldb.NewStmt("job.lease", "UPDATE job SET lease = $2, attempts = attempts + 1 WHERE id = $1 AND state = 'ready' AND lease = $3")
	doneJob   = sqldb.NewStmt("job.done", "DELETE FROM job WHERE id = $1")
	failJob   = sqldb.NewStmt("job.fail", "UPDATE job SET due = $2, state = $3, error = $4, lease = 0 WHERE id = $1 AND lease = $5")
	returnJob = sqldb.NewStmt("job.return", "UPDATE job SET lease = 0, attempts = attempts - 1 WHERE id = $1 AND lease = $2")
	renewJob  = sqldb.NewStmt("job.renew", "UPDATE job SET lease = $2 WHERE id = $1 AND state = 'ready' AND lease = $3")
	freeJobs  = sqldb.NewStmt("job.free", "UPDATE job SET lease = 0 WHERE lease <> 0")
	cancelJob = sqldb.NewStmt("job.cancel", "DELETE FROM job WHERE id = $1 AND state <> 'dead'")
	reviveJob = sqldb.NewStmt("job.revive", "UPDATE job SET state = 'ready', due = $2, attempts = 0, lease = 0 WHERE id = $1 AND state = 'dead'")
)

// New is the write of a job: kind names the handler, due the earliest time,
// payload what it needs (ids and codes only).
func New(id gov.ID, kind string, due gov.Time, payload any) (sqldb.Write, error) {
	b, err := json.Marshal(payload)
	if err != nil {
		return sqldb.Write{}, fmt.Errorf("job %s: %w", kind, err)
	}
	return sqldb.Write{Stmt: insertJob, Args: []any{int64(id), kind, b, int64(due)}, Want: 1}, nil
}

// Cancel is the write that takes back a job that has not run, such as a timer.
func Cancel(id gov.ID) sqldb.Write {
	return sqldb.Write{Stmt: cancelJob, Args: []any{int64(id)}, Want: -1}
}

// Revive is the write that puts a dead letter back to work.
func Revive(id gov.ID, now gov.Time) sqldb.Write {
	return sqldb.Write{Stmt: reviveJob, Args: []any{int64(id), int64(now)}, Want: 1}
}

// Job is one piece of work.
type Job struct {
	ID       gov.ID          `json:"id"`
	Kind     string          `json:"kind"`
	Payload  json.RawMessage `json:"payload"`
	Due      gov.Time        `json:"due"`
	Attempts int             `json:"attempts"`
	State    string          `json:"state"`
	Error    string          `json:"error,omitempty"`

	lease gov.Time
	about gov.ID // case that the payload names
}

const jobCols = "SELECT id, kind, payload, due, attempts, state, error, lease FROM job "

func scanJob(s sqldb.Scanner) (j Job, err error) {
	var payload []byte
	err = s.Scan(&j.ID, &j.Kind, &payload, &j.Due, &j.Attempts, &j.State, &j.Error, &j.lease)
	j.Payload, j.about = payload, about(payload)
	return j, err
}

// due reads the jobs of some lanes that are due and that nobody has leased, in the
// order they are due; of a kind that nobody handles too, in the lane of Steps.
// elsewhere tells of jobs that are due and leased. Each kind is asked for by itself,
// so that a backlog of one does not stand before another.
func (r *Runner) due(ctx context.Context, hungry []Lane) (out map[Lane][]Job, elsewhere bool, err error) {
	out = map[Lane][]Job{}
	now, wall := r.now(), r.wall.Time()
	err = r.db.Read(ctx, func(q *sqldb.Q) error {
		kinds, err := readyKinds(ctx, q)
		if err != nil {
			return err
		}
		for _, name := range kinds {
			l := Steps
			if k, ok := r.kinds[name]; ok {
				l = k.lane
			}
			if !slices.Contains(hungry, l) {
				continue
			}
			list, err := sqldb.All(ctx, q, scanJob, jobCols+"WHERE state = 'ready' AND kind = $1 AND due <= $2 AND lease <= $3 ORDER BY due, id LIMIT $4", name, now, wall, batchSize)
			if err != nil {
				return err
			}
			out[l] = append(out[l], list...)
		}
		elsewhere, err = leased(ctx, q, now, wall)
		return err
	})
	for _, l := range hungry {
		slices.SortFunc(out[l], func(a, b Job) int { return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.ID, b.ID)) })
	}
	return out, elsewhere, err
}

// Next tells when the next job is due, leased or not; false if none waits.
func Next(ctx context.Context, q *sqldb.Q) (due gov.Time, found bool, err error) {
	found, err = q.Row(ctx, "SELECT due FROM job WHERE state = 'ready' ORDER BY due LIMIT 1", nil, &due)
	return due, found, err
}

const textOfLeased = "SELECT state, due FROM job WHERE lease <> 0 AND lease > $1"

// leased tells whether a job that is due is under way. The few that are leased are
// read and no condition but that of their index is given, so that no planner chooses
// to walk through a backlog instead.
func leased(ctx context.Context, q *sqldb.Q, now, wall gov.Time) (due bool, err error) {
	err = q.Each(ctx, textOfLeased, []any{wall}, func(s sqldb.Scanner) error {
		var state string
		var at gov.Time
		err := s.Scan(&state, &at)
		due = due || state == "ready" && at <= now
		return err
	})
	return due, err
}

// readyKinds lists the kinds of which a job is ready, from one to the next by the
// index.
func readyKinds(ctx context.Context, q *sqldb.Q) (out []string, err error) {
	for last := ""; ; {
		found, err := q.Row(ctx, "SELECT kind FROM job WHERE state = 'ready' AND kind > $1 ORDER BY kind LIMIT 1", []any{last}, &last)
		if err != nil || !found {
			return out, err
		}
		out = append(out, last)
	}
}

// Dead lists the dead letters, oldest first.
func Dead(ctx context.Context, q *sqldb.Q, limit int) ([]Job, error) {
	return sqldb.All(ctx, q, scanJob, jobCols+"WHERE state = 'dead' ORDER BY due, id LIMIT $1", limit)
}

// Counts tells how many jobs are ready by now and how many are dead.
func Counts(ctx context.Context, q *sqldb.Q, now gov.Time) (due, dead int64, err error) {
	if _, err = q.Row(ctx, "SELECT COUNT(*) FROM job WHERE state = 'ready' AND due <= $1", []any{now}, &due); err != nil {
		return 0, 0, err
	}
	_, err = q.Row(ctx, "SELECT COUNT(*) FROM job WHERE state = 'dead'", nil, &dead)
	return due, dead, err
}
