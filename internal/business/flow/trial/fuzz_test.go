package trial_test

import (
	"testing"

	"holon.example/holon/internal/business/flow/trial"
	"holon.example/holon/internal/lang/bpmn"
)

// FuzzRun runs anything that can be read: it may be refused or fail, but ends.
func FuzzRun(f *testing.F) {
	for _, c := range cases {
		f.Add(model(f, c.model).Bytes())
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if _, err := bpmn.Parse(src); err != nil {
			return
		}
		r, err := trial.Run(t.Context(), src, trial.Options{Vars: map[string]any{"area": 120}})
		if err == nil && r.State == "" {
			t.Fatal("no state")
		}
	})
}
