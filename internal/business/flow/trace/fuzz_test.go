package trace_test

import (
	"testing"

	"holon.example/holon/internal/business/flow/condition"
	"holon.example/holon/internal/business/flow/trace"
	"holon.example/holon/internal/lang/bpmn"
)

// FuzzRun runs anything that can be read: it may be refused or fail, but ends.
func FuzzRun(f *testing.F) {
	for _, c := range cases {
		f.Add(model(f, c.model).Bytes())
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		d, err := bpmn.Parse(src)
		if err != nil {
			return
		}
		r, err := trace.Run(d, trace.Options{Vars: map[string]any{"area": 120}, Language: condition.FEEL{}})
		if err == nil && r.State == "" {
			t.Fatal("no state")
		}
	})
}
