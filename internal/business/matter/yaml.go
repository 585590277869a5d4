package matter

import (
	"encoding/json"
	"fmt"
)

// Limits of one written file of a pack.
const (
	maxYAML  = 1 << 20
	maxFlows = 4 << 20
	maxLines = 32 << 20
)

// inherit lays the members of the item over those of its profile: what the
// item says replaces the profile's member whole, and "moreMaterials" are added
// to the materials.
func inherit(item []byte, profiles map[string]map[string]json.RawMessage) ([]byte, error) {
	var own map[string]json.RawMessage
	if err := json.Unmarshal(item, &own); err != nil {
		return nil, err
	}
	var name string
	if raw, ok := own["profile"]; ok {
		if err := json.Unmarshal(raw, &name); err != nil {
			return nil, err
		}
	}
	more, adds := own["moreMaterials"]
	if name == "" && !adds {
		return item, nil
	}
	base, ok := profiles[name]
	if !ok {
		return nil, fmt.Errorf("no profile %q", name)
	}
	all := make(map[string]json.RawMessage, len(base)+len(own))
	for k, v := range base {
		all[k] = v
	}
	for k, v := range own {
		all[k] = v
	}
	if adds {
		delete(all, "moreMaterials")
		list, err := appendList(all["materials"], more)
		if err != nil {
			return nil, err
		}
		all["materials"] = list
	}
	return json.Marshal(all)
}

func appendList(a, b json.RawMessage) (json.RawMessage, error) {
	var first, second []json.RawMessage
	if len(a) > 0 {
		if err := json.Unmarshal(a, &first); err != nil {
			return nil, err
		}
	}
	if err := json.Unmarshal(b, &second); err != nil {
		return nil, err
	}
	return json.Marshal(append(first, second...))
}
