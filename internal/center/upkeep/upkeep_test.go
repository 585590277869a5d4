package upkeep_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"holon.example/holon/internal/center/upkeep"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

var admin = acttest.Officer(7)

// desk is an upkeep over a store, with the runner that performs its jobs.
type desk struct {
	*acttest.Spine
	upkeep.Desk
	runner *jobs.Runner
	fails  error
}

func each(t *testing.T, fn func(t *testing.T, d *desk)) {
	t.Helper()
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		d := &desk{Spine: s}
		d.runner = jobs.NewRunner(s.DB, s.Writer, s.Clock.Time, slog.New(slog.DiscardHandler))
		d.Desk = upkeep.Desk{Act: s.Engine, Wake: d.runner.Wake, Verify: func(ctx context.Context) (*seal.Report, error) {
			if d.fails != nil {
				return nil, d.fails
			}
			return seal.Verify(ctx, s.DB, s.Vault, s.Signer, "")
		}}
		d.runner.HandleIn(jobs.Calls, upkeep.VerifyJob, d.Run)
		fn(t, d)
	}, upkeep.Migrations)
}

func (d *desk) latest(t *testing.T) *upkeep.Examination {
	t.Helper()
	var list []*upkeep.Examination
	if err := d.DB.Read(t.Context(), func(q *sqldb.Q) (err error) { list, err = upkeep.Latest(t.Context(), q, 5); return err }); err != nil {
		t.Fatal(err)
	}
	if len(list) == 0 {
		t.Fatal("no examination")
	}
	return list[0]
}

func key(err error) string {
	if e, ok := errors.AsType[*gov.Error](err); ok {
		return e.Key
	}
	return ""
}

func TestAnExaminationIsRecorded(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		if _, err := d.Examine(t.Context(), admin, "k1"); err != nil {
			t.Fatal(err)
		}
		if c := d.latest(t); c.State != upkeep.Asked {
			t.Fatalf("%+v", c)
		}
		if _, err := d.Examine(t.Context(), admin, "k2"); key(err) != "upkeep.waiting" {
			t.Errorf("a second one while one waits: %v", err)
		}
		if _, err := d.runner.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if c := d.latest(t); c.State != upkeep.Held || c.Rows == 0 || c.Ended == 0 {
			t.Fatalf("%+v", c)
		}
		if _, err := d.Examine(t.Context(), admin, "k3"); err != nil {
			t.Errorf("another one after it: %v", err)
		}
		d.Auth.Deny = "managers-only"
		if _, err := d.Examine(t.Context(), admin, "k4"); gov.KindOf(err) != gov.KindForbidden {
			t.Errorf("not permitted: %v", err)
		}
		d.MustVerify(t)
	})
}

func TestADeadLetterIsPutBackOnce(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.fails = errors.New("dial postgres://u:secret@db/x: wang@example.org 13800138000 said no\nstack")
		if _, err := d.Examine(t.Context(), admin, ""); err != nil {
			t.Fatal(err)
		}
		for range jobs.MaxAttempts + 2 {
			d.Clock.Set(d.Clock.Time().Add(48 * 3600 * 1e9))
			if _, err := d.runner.RunDue(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		dead := d.dead(t)
		if len(dead) != 1 || dead[0].Kind != upkeep.VerifyJob {
			t.Fatalf("%+v", dead)
		}
		for _, secret := range []string{"secret", "wang", "13800138000", "stack"} {
			if strings.Contains(dead[0].Words, secret) {
				t.Errorf("%q is shown: %s", secret, dead[0].Words)
			}
		}
		if err := d.Revive(t.Context(), admin, "r1", 404); key(err) != "upkeep.not_dead" {
			t.Errorf("a job that is not dead: %v", err)
		}
		d.fails = nil
		if err := d.Revive(t.Context(), admin, "r2", dead[0].ID); err != nil {
			t.Fatal(err)
		}
		if err := d.Revive(t.Context(), admin, "r3", dead[0].ID); key(err) != "upkeep.not_dead" {
			t.Errorf("put back twice: %v", err)
		}
		if _, err := d.runner.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if c := d.latest(t); c.State != upkeep.Held || len(d.dead(t)) != 0 {
			t.Errorf("%+v", c)
		}
		d.MustVerify(t)
	})
}

func (d *desk) dead(t *testing.T) (out []upkeep.Failed) {
	t.Helper()
	if err := d.DB.Read(t.Context(), func(q *sqldb.Q) (err error) { out, err = d.Dead(t.Context(), q, 10); return err }); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAJobThatIsNoneIsRefused(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		if err := d.Run(t.Context(), jobs.Job{ID: 1, Payload: json.RawMessage(`{"check":"77"}`)}); gov.KindOf(err) != gov.KindNotFound {
			t.Errorf("an examination nobody asked for: %v", err)
		}
	})
}
