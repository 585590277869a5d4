package matter_test

import (
	"testing"
	"testing/fstest"

	"holon.example/holon/internal/business/matter"
)

// FuzzPack loads, joins and lints whatever stands in the files of a pack.
func FuzzPack(f *testing.F) {
	f.Add("items/a.yaml", []byte("id: a\nmaterials: [{id: x, name: {zh: 其他材料}}]\nlimit: {n: -1}\n"))
	f.Add("things/t.yaml", []byte("id: t\nparts: [{item: t, after: [{item: t}]}]\nexclusive: [[]]\n"))
	f.Add("items/a.ndjson", []byte(`{"profile":"p","moreMaterials":[1]}`+"\n{}\n"))
	f.Add("forms/f.yaml", []byte("type: object\nproperties: {a: {type: string, x-holon: {label: x}}}\n"))
	f.Add("overlay.yaml", []byte("division: '1'\ndepartments: [{id: a}]\nitems: {x: {promise: {n: 1}}}\n"))
	f.Add("letters/l.yaml", []byte("- {id: a, body: ['{a}{b', '{'], fields: [{name: a}]}\n"))
	f.Add("profiles.yaml", []byte("p: {name: x}\nq: [a\n"))
	f.Add("a.bpmn", []byte("<definitions/>"))
	f.Add("a.dmn", []byte("<definitions/>"))
	f.Add("parameters.yaml", []byte("- {id: a, value: {b: .inf}}\n? [a]: b\n"))
	f.Fuzz(func(t *testing.T, name string, raw []byte) {
		switch name {
		case "items/a.yaml", "things/t.yaml", "items/a.ndjson", "forms/f.yaml", "overlay.yaml", "letters/l.yaml",
			"profiles.yaml", "a.bpmn", "a.dmn", "parameters.yaml", "pack.yaml":
		default:
			return
		}
		files := fstest.MapFS{
			"pack.yaml":    {Data: []byte("{id: p, kind: items, version: '1.0', title: x, licence: y}")},
			"items/b.yaml": {Data: []byte("{id: b, name: y}")},
		}
		files[name] = &fstest.MapFile{Data: raw}
		p, _, err := matter.Load(files)
		if err != nil {
			return
		}
		lib, _ := matter.NewLibrary(p)
		lib.Lint(references())
		for _, thing := range lib.Things() {
			facts, err := lib.Facts(thing, map[string]any{"a": 1})
			if err == nil {
				_, _ = lib.Plan("", thing.ID, facts)
			}
		}
	})
}
