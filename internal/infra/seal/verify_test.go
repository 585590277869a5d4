package seal_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/act/acttest/testtable"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

var who = acttest.Officer(11)

func each(t *testing.T, fn func(t *testing.T, s *acttest.Spine)) {
	t.Helper()
	acttest.Each(t, fn, testtable.Migrations)
}

// change performs fn as one command on a thing.
func change(ctx context.Context, s *acttest.Spine, id gov.ID, fn func(p *act.Prep, t testtable.Thing) error) error {
	cmd := act.Command{Action: "changeThing", Actor: who, Claims: []string{testtable.Stream(id)}}
	_, err := act.Do(ctx, s.Engine, cmd, func(p *act.Prep) (int, error) {
		if err := p.Authorise(act.Resource{Type: "Thing", ID: id.String()}); err != nil {
			return 0, err
		}
		t, found, err := testtable.Read(ctx, p.Q(), id)
		if err != nil || !found {
			return 0, gov.NotFound("thing.none").Because(err)
		}
		return 0, fn(p, t)
	})
	return err
}

func remove(ctx context.Context, s *acttest.Spine, id gov.ID) error {
	return change(ctx, s, id, func(p *act.Prep, t testtable.Thing) error {
		p.Delete(testtable.Table, t.ID, t.Rev)
		return p.Event("thing.removed", testtable.Stream(id), nil)
	})
}

func erase(ctx context.Context, s *acttest.Spine, id gov.ID) error {
	return change(ctx, s, id, func(p *act.Prep, t testtable.Thing) error { return p.Erase(t.Owner) })
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// things makes things 1000, 1010, … with many clients at once.
func things(t *testing.T, s *acttest.Spine, from, n int) {
	t.Helper()
	var wg sync.WaitGroup
	for c := range 16 {
		wg.Go(func() {
			for i := from + c; i < from+n; i += 16 {
				if _, err := testtable.Make(t.Context(), s.Engine, who, "", gov.ID(1000+10*i), fmt.Sprintf("n%d", i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

var kept = []string{"event", "leaf", "leaf_queue", "tile", "checkpoint", "subject_key", "thing"}

func keep(t *testing.T, s *acttest.Spine, as string) {
	t.Helper()
	for _, table := range kept {
		s.Tamper(t, "CREATE TABLE "+as+"_"+table+" AS SELECT * FROM "+table)
	}
}

// restore puts the tables back as they were kept; the sealer must not know.
func restore(t *testing.T, s *acttest.Spine, as string) {
	t.Helper()
	for _, table := range kept {
		s.Tamper(t, "DELETE FROM "+table)
		s.Tamper(t, "INSERT INTO "+table+" SELECT * FROM "+as+"_"+table)
	}
}

// tampering is what somebody with the database in his hands might do.
type tampering struct {
	name  string
	sql   []string
	where string // where a finding must point
}

// Thing 1100 was counted up once after the state kept as "old"; 1990 was removed.
func tamperings() []tampering {
	ev := "(SELECT id FROM event WHERE stream = 'thing/1100' AND ver = 1)"
	seq := "(SELECT seq FROM leaf WHERE event = " + ev + ")"
	last := "(SELECT MAX(seq) FROM leaf)"
	other := "(SELECT id FROM event WHERE stream = 'thing/1110' AND ver = 1)"
	out := []tampering{
		{"cell id", []string{"UPDATE thing SET id = 77 WHERE id = 1100"}, "thing/77"},
		{"cell owner", []string{"UPDATE thing SET owner = 1111 WHERE id = 1100"}, "thing/1100"},
		{"cell owner to none", []string{"UPDATE thing SET owner = 0 WHERE id = 1100"}, "thing/1100"},
		{"cell name", []string{"UPDATE thing SET name = 'n10 ' WHERE id = 1100"}, "thing/1100"},
		{"cell n", []string{"UPDATE thing SET n = n + 1 WHERE id = 1100"}, "thing/1100"},
		{"cell rev", []string{"UPDATE thing SET rev = rev + 1 WHERE id = 1100"}, "thing/1100"},
		{"cell secret", []string{"UPDATE thing SET secret = (SELECT secret FROM thing WHERE id = 1110) WHERE id = 1100"}, "thing/1100"},
		{"row removed", []string{"DELETE FROM thing WHERE id = 1100"}, "thing/1100"},
		{"foreign row", []string{"INSERT INTO thing SELECT 78, 0, 'foreign', secret, 1, 1 FROM thing WHERE id = 1100"}, "thing/78"},
		{"removed row put back", []string{"INSERT INTO thing SELECT * FROM old_thing WHERE id = 1990"}, "thing/1990"},
		{"row set back", []string{"DELETE FROM thing WHERE id = 1100", "INSERT INTO thing SELECT * FROM old_thing WHERE id = 1100"}, "thing/1100"},
		{"row set back under its new revision", []string{"DELETE FROM thing WHERE id = 1100", "INSERT INTO thing SELECT id, owner, name, secret, n, rev + 1 FROM old_thing WHERE id = 1100"}, "thing/1100"},

		{"event body", []string{"UPDATE event SET body = (SELECT body FROM event WHERE id = " + other + ") WHERE id = " + ev}, "leaf/"},
		{"event id", []string{"UPDATE event SET id = 5 WHERE id = " + ev}, "event/5"},
		{"event stream", []string{"UPDATE event SET stream = 'thing/1' WHERE id = " + ev}, "leaf/"},
		{"event version", []string{"UPDATE event SET ver = 99 WHERE id = " + ev}, "leaf/"},
		{"event name", []string{"UPDATE event SET name = 'thing.other' WHERE id = " + ev}, "leaf/"},
		{"event removed", []string{"DELETE FROM event WHERE id = " + ev}, "leaf/"},
		{"last event removed", []string{"DELETE FROM event WHERE id = (SELECT event FROM leaf WHERE seq = " + last + ")"}, "leaf/"},
		{"event and leaf removed", []string{"DELETE FROM leaf WHERE seq = " + seq, "DELETE FROM event WHERE stream = 'thing/1100' AND ver = 1"}, "leaf/"},
		{"last event and leaf removed", []string{"DELETE FROM event WHERE id = (SELECT event FROM leaf WHERE seq = " + last + ")", "DELETE FROM leaf WHERE seq = " + last}, "log"},
		{"event without leaf", []string{"INSERT INTO event SELECT 6, 'thing/6', 1, name, body FROM event WHERE id = " + ev}, "event/6"},
		{"event and its copy of a leaf", []string{
			"INSERT INTO event SELECT 6, 'thing/6', 1, name, body FROM event WHERE id = " + ev,
			"INSERT INTO leaf SELECT " + last + " + 1, 6, hash FROM leaf WHERE event = " + ev,
		}, "leaf/"},
		{"gap in a stream", []string{
			"UPDATE leaf SET seq = -seq WHERE seq > " + seq, // its own may be the first of all
			"DELETE FROM leaf WHERE event = " + ev, "DELETE FROM event WHERE stream = 'thing/1100' AND ver = 1",
			"UPDATE leaf SET seq = -seq - 1 WHERE seq < 0",
		}, "stream/thing/1100"},

		{"leaf hash", []string{"UPDATE leaf SET hash = (SELECT hash FROM leaf WHERE event = " + other + ") WHERE event = " + ev}, "leaf/"},
		{"leaf event", []string{"DELETE FROM leaf WHERE event = " + other, "UPDATE leaf SET event = " + other + " WHERE event = " + ev}, "leaf/"},
		{"leaf moved", []string{"UPDATE leaf SET seq = " + last + " + 1 WHERE event = " + ev}, "leaf/"},
		{"leaf removed", []string{"DELETE FROM leaf WHERE event = " + ev}, "leaf/"},
		{"leaf before the first", []string{"UPDATE leaf SET seq = -1 WHERE event = " + ev}, "leaf/"},
		{"last leaf back in the queue", []string{"INSERT INTO leaf_queue SELECT event, hash FROM leaf WHERE seq = " + last}, "queue/"},
		{"queued leaf without event", []string{"INSERT INTO leaf_queue SELECT 7, hash FROM leaf WHERE seq = " + last}, "queue/7"},

		{"tile changed", []string{"UPDATE tile SET hashes = (SELECT hashes FROM old_tile WHERE id = 1) WHERE id = 0"}, "tile/0/0"},
		{"tile removed", []string{"DELETE FROM tile WHERE id = 1"}, "tile/0/1"},
		{"tile to come planted", []string{"INSERT INTO tile SELECT 2, hashes FROM tile WHERE id = 1"}, "tile"},
		{"checkpoints removed", []string{"DELETE FROM checkpoint"}, "tile"},
		{"newest checkpoint changed", []string{"UPDATE checkpoint SET note = (SELECT MIN(note) FROM old_checkpoint) WHERE size = (SELECT MAX(size) FROM checkpoint)"}, "checkpoint"},
		{"older checkpoint changed", []string{"UPDATE checkpoint SET note = (SELECT MAX(note) FROM checkpoint WHERE size = (SELECT MAX(size) FROM checkpoint)) WHERE size = (SELECT MIN(size) FROM checkpoint)"}, "checkpoint/"},
		{"checkpoint of more leaves", []string{"INSERT INTO checkpoint SELECT 100000, at, note FROM checkpoint WHERE size = (SELECT MIN(size) FROM checkpoint)"}, "checkpoint"},

		{"key of another subject", []string{"UPDATE subject_key SET wrapped = (SELECT wrapped FROM old_subject_key WHERE subject = 1111) WHERE subject = 1101"}, "subject/1101"},
		{"key removed", []string{"DELETE FROM subject_key WHERE subject = 1101"}, "thing/1100"},
		{"key destroyed, not listed", []string{"UPDATE subject_key SET wrapped = (SELECT wrapped FROM subject_key WHERE subject = 1981), destroyed = 5 WHERE subject = 1101"}, "subject/1101"},
		{"erased key put back", []string{"UPDATE subject_key SET wrapped = (SELECT wrapped FROM old_subject_key WHERE subject = 1981), destroyed = 0 WHERE subject = 1981"}, "subject/1981"},
		{"erased key put back, still marked", []string{"UPDATE subject_key SET wrapped = (SELECT wrapped FROM old_subject_key WHERE subject = 1981) WHERE subject = 1981"}, "subject/1981"},
		{"table dropped", []string{"DELETE FROM thing"}, "thing/"},
	}
	return out
}

// prepared is a store with two complete tiles, a removed row, an erased subject,
// a refusal and two checkpoints.
func prepared(t *testing.T, s *acttest.Spine) {
	t.Helper()
	ctx := t.Context()
	things(t, s, 0, 520)
	s.MustVerify(t)
	keep(t, s, "old")
	_, err := testtable.Count(ctx, s.Engine, who, "", 1100)
	must(t, err)
	must(t, remove(ctx, s, 1990))
	must(t, erase(ctx, s, 1980))
	s.Auth.Deny = "test-deny"
	if _, err := testtable.Count(ctx, s.Engine, who, "", 1100); gov.KindOf(err) != gov.KindForbidden {
		t.Fatal(err)
	}
	s.Auth.Deny = ""
	s.Clock.Set(s.Clock.Time() + 120_000)
	rep := s.MustVerify(t)
	if rep.Size != 524 || rep.Rows != 519 || rep.Erased != 1 || rep.Unsealed != 0 {
		t.Fatalf("%+v", rep)
	}
	keep(t, s, "good")
}

func TestVerifyFindsTampering(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		prepared(t, s)
		for _, c := range tamperings() {
			for _, sql := range c.sql {
				s.Tamper(t, sql)
			}
			rep := s.VerifyOnly(t, "")
			if rep.OK || !points(rep, c.where) {
				t.Errorf("%s: want a finding at %s, have %+v", c.name, c.where, rep.Findings)
			}
			restore(t, s, "good")
		}
		if rep := s.VerifyOnly(t, ""); !rep.OK {
			t.Fatalf("after everything was put back: %+v", rep.Findings)
		}
	})
}

func points(rep *seal.Report, where string) bool {
	for _, f := range rep.Findings {
		if strings.HasPrefix(f.Where, where) {
			return true
		}
	}
	return false
}

// Whoever changes an event and makes its leaf agree is found by the signed root.
func TestVerifyFindsAnEventForgedWithItsLeaf(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		things(t, s, 0, 20)
		s.MustVerify(t)
		e, err := seal.ReadEntry(t.Context(), s.DB, 7)
		must(t, err)
		forged := []byte(strings.Replace(string(e.Body), `"channel":"desk"`, `"channel":"none"`, 1))
		hash := seal.LeafHash(forged)
		s.Tamper(t, "UPDATE event SET body = $1 WHERE id = $2", forged, int64(e.Event))
		s.Tamper(t, "UPDATE leaf SET hash = $1 WHERE seq = 7", hash[:])
		if rep := s.VerifyOnly(t, ""); rep.OK || !points(rep, "log") {
			t.Fatalf("%+v", rep.Findings)
		}
	})
}

// SQLite keeps any type in any column: verify must answer, not break.
func TestVerifyOfForeignTypes(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		things(t, s, 0, 20)
		must(t, s.Sealer.Flush(t.Context()))
		foreign := "UPDATE thing SET n = 1.5 WHERE id = 1100"
		if s.DB.Engine() == sqldb.Postgres {
			foreign = "ALTER TABLE thing ALTER COLUMN n TYPE numeric"
		}
		s.Tamper(t, foreign)
		if rep := s.VerifyOnly(t, ""); rep.OK || !points(rep, "thing/1100") {
			t.Fatalf("%+v", rep.Findings)
		}
	})
}

func TestSavedCheckpoint(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		things(t, s, 0, 20)
		s.MustVerify(t)
		keep(t, s, "early")
		early, err := seal.Newest(t.Context(), s.DB)
		must(t, err)
		things(t, s, 20, 20)
		s.MustVerify(t)
		late, err := seal.Newest(t.Context(), s.DB)
		must(t, err)
		for _, saved := range []string{early, late} {
			if rep := s.VerifyOnly(t, saved); !rep.OK {
				t.Fatalf("a true checkpoint is refused: %+v", rep.Findings)
			}
		}
		cp, err := s.Signer.Open(late)
		must(t, err)
		other := cp.Root
		other[0] ^= 1
		text, err := s.Signer.Sign(25, other)
		must(t, err)
		if rep := s.VerifyOnly(t, text); rep.OK || !points(rep, "checkpoint") {
			t.Fatalf("another history: %+v", rep.Findings)
		}
		if _, err := seal.Verify(t.Context(), s.DB, s.Vault, s.Signer, strings.Replace(late, "\n40\n", "\n39\n", 1)); gov.KindOf(err) != gov.KindInvalid {
			t.Fatalf("a forged checkpoint: %v", err)
		}
		restore(t, s, "early")
		if rep := s.VerifyOnly(t, early); !rep.OK {
			t.Fatalf("%+v", rep.Findings)
		}
		if rep := s.VerifyOnly(t, late); rep.OK || !points(rep, "checkpoint") {
			t.Fatalf("an older store: %+v", rep.Findings)
		}
	})
}
