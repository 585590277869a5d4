package flow

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"strings"

	"holon.example/holon/internal/business/flow/engine"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of the running processes.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var (
	instances     = sqldb.NewTable("flow_instance", "case_id", "id", "case_id", "matter_id", "process", "version", "status", "state", "tasks", "timers")
	insertProcess = sqldb.NewStmt("flow_process.insert", "INSERT INTO flow_process (id, name, bpmn) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING")
)

// Instance is one running process of a case or of one of its matters.
type Instance struct {
	ID      gov.ID
	Case    gov.ID
	Matter  gov.ID // 0: the intake of the case
	Process string // full name, pack/stem
	Version string // digest of the process text
	State   engine.State
	Tasks   map[int]gov.ID // token → work item
	Timers  map[int]gov.ID // timer → job
	Rev     int64
}

func (in *Instance) row() ([]any, error) {
	state, err := json.Marshal(in.State)
	if err != nil {
		return nil, fmt.Errorf("instance state: %w", err)
	}
	tasks, err := json.Marshal(in.Tasks)
	if err != nil {
		return nil, err
	}
	timers, err := json.Marshal(in.Timers)
	return []any{in.ID, in.Case, in.Matter, in.Process, in.Version, string(in.State.Status), string(state), string(tasks), string(timers)}, err
}

// save writes the instance over the revision that was read.
func (in *Instance) save(p *act.Prep) error {
	row, err := in.row()
	if err != nil {
		return err
	}
	if err := p.Update(instances, row, in.Rev); err != nil {
		return err
	}
	in.Rev++
	return nil
}

func scanInstance(s sqldb.Scanner) (*Instance, error) {
	in := &Instance{}
	var status, state, tasks, timers string
	if err := s.Scan(&in.ID, &in.Case, &in.Matter, &in.Process, &in.Version, &status, &state, &tasks, &timers, &in.Rev); err != nil {
		return nil, err
	}
	for text, into := range map[string]any{state: &in.State, tasks: &in.Tasks, timers: &in.Timers} {
		if err := json.Unmarshal([]byte(text), into); err != nil {
			return nil, fmt.Errorf("instance %s: %w", in.ID, err)
		}
	}
	return in, nil
}

// Load reads an instance; NotFound when there is none.
func Load(ctx context.Context, q *sqldb.Q, id gov.ID) (*Instance, error) {
	in, found, err := sqldb.One(ctx, q, scanInstance, instances.Select("id = $1"), id)
	if err == nil && !found {
		err = gov.NotFound("flow.no_instance")
	}
	return in, err
}

// OfCase reads the instances of a case, the intake first.
func OfCase(ctx context.Context, q *sqldb.Q, caseID gov.ID) ([]*Instance, error) {
	return sqldb.All(ctx, q, scanInstance, instances.Select("case_id = $1 ORDER BY id"), caseID)
}

// Text reads the process an instance runs, for drawing it.
func Text(ctx context.Context, q *sqldb.Q, version string) ([]byte, error) {
	var b []byte
	version, _, _ = strings.Cut(version, versionMark)
	found, err := q.Row(ctx, "SELECT bpmn FROM flow_process WHERE id = $1", []any{version}, &b)
	if err == nil && !found {
		err = gov.NotFound("flow.no_process")
	}
	return b, err
}
