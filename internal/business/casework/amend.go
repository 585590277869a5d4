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
	for label, part := range map[string]struct {
		sealed []byte
		into   *map[string]any
	}{casefile.LabelFacts: {w.c.Facts, &f.Facts}, casefile.LabelForm: {w.c.Form, &f.Answers}} {
		plain, err := keys.Decrypt(label, part.sealed)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(plain, part.into); err != nil {
			return fmt.Errorf("case %s: %w", w.c.ID, err)
		}
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
