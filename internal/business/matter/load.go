package matter

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/lang/plainyaml"
)

type loader struct {
	fsys     fs.FS
	report   report
	pack     *Pack
	profiles map[string]map[string]json.RawMessage
	bytes    int64
}

// read reads a file up to a limit.
func (l *loader) read(name string, limit int64) ([]byte, error) {
	f, err := l.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(f, limit+1))
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil && int64(len(b)) > limit {
		err = fmt.Errorf("larger than %d bytes", limit)
	}
	return b, err
}

// walk finds the files of the pack and reads each by its folder and ending.
// Profiles come first, because items build on them.
func (l *loader) walk() error {
	var names []string
	err := fs.WalkDir(l.fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		l.bytes += info.Size()
		if names = append(names, name); len(names) > maxFiles || l.bytes > maxPack {
			return gov.Invalid("pack.size")
		}
		return nil
	})
	if err != nil {
		if gov.KindOf(err) == gov.KindInvalid {
			return err
		}
		return gov.Invalid("pack.files").Because(err)
	}
	if slices.Contains(names, "profiles.yaml") {
		l.whole("profiles.yaml", &l.profiles)
	}
	for _, name := range names {
		l.file(name)
	}
	return nil
}

func (l *loader) file(name string) {
	stem := strings.TrimSuffix(path.Base(name), path.Ext(name))
	switch kind := path.Dir(name) + "/*" + path.Ext(name); kind {
	case "items/*.yaml":
		l.items(name)
	case "items/*.ndjson":
		l.lines(name)
	case "things/*.yaml":
		l.thing(name)
	case "letters/*.yaml":
		l.letters(name)
	case "forms/*.yaml":
		l.form(name, stem)
	case "questions/*.yaml":
		l.questions(name, stem)
	case "./*.bpmn", "flows/*.bpmn":
		l.binary(name, stem, l.pack.Flows)
	case "./*.dmn", "rules/*.dmn":
		l.binary(name, stem, l.pack.Rules)
	case "./*.yaml":
		l.rootFile(name)
	}
}

func (l *loader) rootFile(name string) {
	switch name {
	case "overlay.yaml":
		var o Overlay
		if l.whole(name, &o) {
			l.pack.Overlay = &o
		}
	case "parameters.yaml":
		l.whole(name, &l.pack.Parameters)
	case "sayings.yaml":
		l.whole(name, &l.pack.Sayings)
	}
}

// whole decodes one file strictly; its fault is a finding.
func (l *loader) whole(name string, out any) bool {
	raw, err := l.read(name, maxYAML)
	if err == nil {
		err = plainyaml.Decode(raw, out)
	}
	return l.good(name, err)
}

func (l *loader) good(name string, err error) bool {
	if err != nil {
		l.report.in(name).err("pack.file", "cause", err.Error())
	}
	return err == nil
}

func (l *loader) items(name string) {
	raw, err := l.read(name, maxYAML)
	if err == nil {
		raw, err = plainyaml.JSON(raw)
	}
	if l.good(name, err) {
		l.item(name, raw)
	}
}

// lines reads items as NDJSON, one on a line.
func (l *loader) lines(name string) {
	raw, err := l.read(name, maxLines)
	if !l.good(name, err) {
		return
	}
	n := 0
	for line := range bytes.Lines(raw) {
		n++
		if line = bytes.TrimSpace(line); len(line) > 0 {
			l.item(name+":"+strconv.Itoa(n), line)
		}
	}
}

func (l *loader) item(where string, raw []byte) {
	full, err := inherit(raw, l.profiles)
	var it Item
	if err == nil {
		err = plainyaml.Strict(full, &it)
	}
	if l.good(where, err) && l.first(where, it.ID) {
		l.pack.Items = append(l.pack.Items, &it)
	}
}

// first refuses an id that stands twice.
func (l *loader) first(where, id string) bool {
	if other, taken := l.pack.places[id]; taken || id == "" {
		l.report.in(where).err("pack.id.twice", "id", id, "other", other)
		return false
	}
	l.pack.places[id] = where
	return true
}

func (l *loader) thing(name string) {
	var t OneThing
	if l.whole(name, &t) && l.first(name, t.ID) {
		l.pack.Things = append(l.pack.Things, &t)
	}
}

func (l *loader) letters(name string) {
	var all []Letter
	if !l.whole(name, &all) {
		return
	}
	for i := range all {
		if l.first(name, "letter:"+all[i].ID) {
			l.pack.Letters[all[i].ID] = &all[i]
		}
	}
}

func (l *loader) form(name, stem string) {
	if raw, ok := l.schema(name); ok {
		f, err := form.Compile(raw)
		if l.schemaGood(name, err) {
			l.pack.Forms[stem] = f
		}
	}
}

func (l *loader) questions(name, stem string) {
	if raw, ok := l.schema(name); ok {
		q, err := form.CompileQuestions(raw)
		if l.schemaGood(name, err) {
			l.pack.Questions[stem] = q
		}
	}
}

func (l *loader) schema(name string) ([]byte, bool) {
	raw, err := l.read(name, maxYAML)
	if err == nil {
		raw, err = plainyaml.JSON(raw)
	}
	return raw, l.good(name, err)
}

func (l *loader) schemaGood(name string, err error) bool {
	if err != nil {
		l.report.in(name).err("form.broken", "cause", err.Error())
	}
	return err == nil
}

func (l *loader) binary(name, stem string, into map[string][]byte) {
	raw, err := l.read(name, maxFlows)
	if _, taken := into[stem]; taken {
		err = fmt.Errorf("%s stands twice", stem)
	}
	if l.good(name, err) {
		into[stem] = raw
	}
}

// sortedKeys gives the keys of a map in order, so that findings and rendering
// do not change from run to run.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
