package casefile

import (
	"encoding/json"
	"fmt"

	"holon.example/holon/internal/infra/vault"
)

// Opened decrypts what a case was applied with: the facts of its situation, and the
// answers of its form.
func (c *Case) Opened(keys *vault.Keys) (facts, answers map[string]any, err error) {
	for label, part := range map[string]struct {
		sealed []byte
		into   *map[string]any
	}{LabelFacts: {c.Facts, &facts}, LabelForm: {c.Form, &answers}} {
		plain, err := keys.Decrypt(label, part.sealed)
		if err != nil {
			return nil, nil, err
		}
		if err := json.Unmarshal(plain, part.into); err != nil {
			return nil, nil, fmt.Errorf("case %s: %w", c.ID, err)
		}
	}
	return facts, answers, nil
}
