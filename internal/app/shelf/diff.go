package shelf

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"holon.example/holon/internal/business/matter"
)

// Part is one thing in a pack: an item, a letter, a process.
type Part struct {
	kind, id    string
	fingerprint string                     // of an item: its rules
	fields      map[string]json.RawMessage // of what has fields
	raw         []byte                     // of what is a file
}

// Change is one difference between two versions of a pack.
type Change struct {
	Part   string   `json:"part"` // items things letters flows …
	ID     string   `json:"id"`
	Change string   `json:"change"`           // added removed changed
	Fields []string `json:"fields,omitempty"` // of what changed
	Rules  bool     `json:"rules,omitempty"`  // an item's rules changed, not only what a region may change
}

// maxFile bounds a file of a pack that is compared as it stands.
const maxFile = 64 << 20

// Parts reads a pack as its parts, by kind and id. Packs with faults can be
// compared; a folder that is no pack cannot.
func Parts(files fs.FS) (map[string]Part, error) {
	p, _, err := matter.Load(files)
	if err != nil {
		return nil, err
	}
	parts := partsOf{}
	parts.put("head", p.ID, p.Meta)
	for _, it := range p.Items {
		parts.put("items", it.ID, it)
		parts["items/"+it.ID] = parts["items/"+it.ID].printed(it.Fingerprint())
	}
	for _, t := range p.Things {
		parts.put("things", t.ID, t)
	}
	for id, l := range p.Letters {
		parts.put("letters", id, l)
	}
	for id, f := range p.Forms {
		parts.put("forms", id, f)
	}
	for id, q := range p.Questions {
		parts.put("questions", id, q)
	}
	for _, x := range p.Parameters {
		parts.put("parameters", x.ID, x)
	}
	if p.Overlay != nil {
		parts.put("overlay", p.Overlay.Division, p.Overlay)
	}
	for id, raw := range p.Flows {
		parts.file("flows", id, raw)
	}
	for id, raw := range p.Rules {
		parts.file("rules", id, raw)
	}
	return parts, parts.others(files)
}

type partsOf map[string]Part

func (p Part) printed(fingerprint string) Part {
	p.fingerprint = fingerprint
	return p
}

// put adds a part that has fields.
func (all partsOf) put(kind, id string, v any) {
	part := Part{kind: kind, id: id}
	b, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(b, &part.fields)
	}
	if err != nil {
		part.fields, part.raw = nil, b
	}
	all[kind+"/"+id] = part
}

func (all partsOf) file(kind, id string, raw []byte) {
	all[kind+"/"+id] = Part{kind: kind, id: id, raw: raw}
}

// read are the folders and files that a pack was read from already.
var read = []string{"items", "things", "letters", "forms", "questions", "flows", "rules", "pack.yaml", "profiles.yaml", "parameters.yaml", "overlay.yaml"}

// others adds every other file as it stands: laws, years, registers.
func (all partsOf) others(files fs.FS) error {
	return fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		first, _, _ := strings.Cut(name, "/")
		if slices.Contains(read, first) || !strings.Contains(name, "/") && slices.Contains([]string{".bpmn", ".dmn"}, path.Ext(name)) {
			return nil
		}
		info, err := d.Info()
		if err != nil || info.Size() > maxFile {
			return err
		}
		raw, err := fs.ReadFile(files, name)
		all.file("files", name, raw)
		return err
	})
}

// Compare lists the differences in the order of kinds and ids.
func Compare(before, after map[string]Part) []Change {
	out := []Change{}
	for key, was := range before {
		if now, ok := after[key]; !ok {
			out = append(out, Change{Part: was.kind, ID: was.id, Change: "removed"})
		} else if ch, differs := difference(was, now); differs {
			out = append(out, ch)
		}
	}
	for key, now := range after {
		if _, ok := before[key]; !ok {
			out = append(out, Change{Part: now.kind, ID: now.id, Change: "added"})
		}
	}
	slices.SortFunc(out, func(a, b Change) int { return cmp.Or(cmp.Compare(a.Part, b.Part), cmp.Compare(a.ID, b.ID)) })
	return out
}

func difference(was, now Part) (Change, bool) {
	ch := Change{Part: was.kind, ID: was.id, Change: "changed", Rules: was.fingerprint != now.fingerprint}
	names := map[string]bool{}
	for _, fields := range []map[string]json.RawMessage{was.fields, now.fields} {
		for name := range fields {
			if !bytes.Equal(was.fields[name], now.fields[name]) {
				names[name] = true
			}
		}
	}
	ch.Fields = slices.Sorted(maps.Keys(names))
	return ch, len(names) > 0 || !bytes.Equal(was.raw, now.raw)
}
