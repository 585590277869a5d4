package access

import (
	"context"
	"strconv"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/org/epoch"
)

// Mask says how a field is shown.
type Mask string

// The ways to show a field.
const (
	Plain  Mask = "plain"  // 明文
	Masked Mask = "masked" // 打码
	Hidden Mask = "hidden"
)

// Masks tells how fields of each grade are shown to an actor, by the policies on
// seePlain and seeMasked. attrs are those of a Field but its grade: subject,
// delegates, departments, division.
func (a *Access) Masks(ctx context.Context, r epoch.Reader, who gov.Actor, attrs map[string]any) (map[string]Mask, error) {
	s, _, err := a.follow.Get(ctx, r)
	if err != nil {
		return nil, err
	}
	return s.masks(who, attrs)
}

func (s *set) masks(who gov.Actor, attrs map[string]any) (map[string]Mask, error) {
	out := map[string]Mask{}
	for g := gov.Grade1; g <= gov.Core; g++ {
		m, err := s.mask(who, attrs, g)
		if err != nil {
			return nil, err
		}
		out[strconv.Itoa(int(g))] = m
	}
	return out, nil
}

func (s *set) mask(who gov.Actor, attrs map[string]any, g gov.Grade) (Mask, error) {
	field := act.Resource{Type: "Field", Attrs: map[string]any{"grade": g}}
	for k, v := range attrs {
		field.Attrs[k] = v
	}
	for _, step := range []struct {
		action string
		mask   Mask
	}{{"seePlain", Plain}, {"seeMasked", Masked}} {
		q, err := s.ask(who, step.action, field)
		if err != nil {
			return Hidden, err
		}
		if s.decide(q).allow {
			return step.mask, nil
		}
	}
	return Hidden, nil
}

// fieldAttrs takes from a resource what its fields would carry.
func fieldAttrs(attrs map[string]any) map[string]any {
	out := map[string]any{}
	for name, as := range map[string]string{"applicant": "subject", "holder": "subject", "subject": "subject", "delegates": "delegates", "departments": "departments", "division": "division"} {
		if v, ok := attrs[name]; ok {
			out[as] = v
		}
	}
	if d, ok := attrs["department"].(gov.ID); ok && d != 0 && out["departments"] == nil {
		out["departments"] = []gov.ID{d}
	}
	return out
}
