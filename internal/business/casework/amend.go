package casework

import (
	"encoding/json"
	"fmt"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/casefile"
)

// amend takes corrected answers and further materials into the case: checked
// against the application as it was filed.
func (w *work) amend(in Supplied) error {
	if len(in.Answers) == 0 && len(in.Materials) == 0 {
		return nil
	}
	keys, err := w.p.Keys(w.c.ID)
	if err != nil {
		return err
	}
	f := apply.Filed{Division: w.c.Division, Thing: w.c.Thing, Item: w.c.Item}
	if f.Facts, f.Answers, err = w.c.Opened(keys); err != nil {
		return err
	}
	if err := w.s.desk.Asked(f, in.Materials); err != nil || len(in.Answers) == 0 {
		return err
	}
	answers, err := w.s.desk.Amend(w.p.Now(), f, in.Answers)
	if err != nil {
		return err
	}
	plain, err := json.Marshal(answers)
	if err != nil {
		return fmt.Errorf("answers: %w", err)
	}
	w.c.Form, w.caseIn = keys.Encrypt(casefile.LabelForm, plain), true
	return nil
}

// opened reads what the case was applied with.
func (w *work) opened() (facts, answers map[string]any, err error) {
	keys, err := w.p.Keys(w.c.ID)
	if err != nil {
		return nil, nil, err
	}
	return w.c.Opened(keys)
}
