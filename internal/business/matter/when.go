package matter

import (
	"sync"

	"holon.example/holon/internal/business/form"
)

// conditions are compiled once; a pack has few and they are short.
var conditions sync.Map // text -> *form.Condition

func condition(text string) (*form.Condition, error) {
	kept, _ := conditions.Load(text)
	if c, ok := kept.(*form.Condition); ok {
		return c, nil
	}
	c, err := form.ParseCondition(text)
	if err != nil {
		return nil, err
	}
	conditions.Store(text, c)
	return c, nil
}

// holds tells whether a condition is absent or true.
func holds(text string, facts map[string]any) bool {
	if text == "" {
		return true
	}
	c, err := condition(text)
	return err == nil && c.Holds(facts)
}
