package casework

import (
	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
)

// file adds a material to the case, with the key of its file under the case's own.
func file(p *act.Prep, c *casefile.Case, g apply.Given) (gov.ID, error) {
	keys, err := p.Keys(c.ID)
	if err != nil {
		return 0, err
	}
	m := &casefile.Material{ID: p.NewID(), Case: c.ID, Code: g.Code, Name: g.Name, Blob: g.Blob, Type: g.Type, Size: g.Size, State: "given", At: p.Now(), By: p.Who().Account}
	m.Lock(keys, g.Key)
	return m.ID, p.Insert(casefile.Materials, m.Row(keys))
}
