package law

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"holon.example/holon/internal/gov"
)

// maxFiles bounds how many files one import reads.
const maxFiles = 20_000

// Import converts every Markdown statute of a folder and its subfolders, in the
// order of their paths; index pages (_index.md) are no statutes. A statute that
// stands twice under one title and version is converted once. Source names
// where the texts come from.
func Import(fsys fs.FS, source string) ([]*Law, []Report, error) {
	var laws []*Law
	var reports []Report
	seen := map[string]bool{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() || path.Ext(name) != ".md" || strings.HasPrefix(path.Base(name), "_") {
			return nil
		}
		if len(reports) >= maxFiles {
			return &gov.Error{Kind: gov.KindTooLarge, Key: "law.too_many_files"}
		}
		l, report := convertFile(fsys, name, source)
		reports = append(reports, report)
		if l != nil && !seen[l.ShortName()+"@"+string(l.Version)] {
			seen[l.ShortName()+"@"+string(l.Version)] = true
			laws = append(laws, l)
		}
		return nil
	})
	return laws, reports, err
}

// convertFile converts one file; one that cannot be read is named in its report
// and the import goes on.
func convertFile(fsys fs.FS, name, source string) (*Law, Report) {
	text, err := readLimited(fsys, name)
	if err != nil {
		return nil, Report{File: name, Problems: []Problem{{Trouble: Unreadable}}}
	}
	return Convert(name, text, source)
}

func readLimited(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, maxLaw+1))
}

// FileName is the name of a law's file in a pack.
func (l *Law) FileName() string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|'`+"`", r) || r < ' ' {
			return '_'
		}
		return r
	}, l.ShortName())
	if l.Version == "" {
		return name + ".json"
	}
	return name + "." + string(l.Version) + ".json"
}

// Encode writes a law as a pack holds it: JSON with one article a line, so that
// a change of the text shows as the articles it touches.
func (l *Law) Encode() ([]byte, error) {
	head := *l
	head.Articles, head.Annex = nil, nil
	b, err := marshal(head)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.Write(bytes.TrimSuffix(b, []byte(`"articles":null}`)))
	out.WriteString("\"articles\":[\n")
	for i, a := range l.Articles {
		if b, err = marshal(a); err != nil {
			return nil, err
		}
		out.Write(b)
		if i < len(l.Articles)-1 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
	}
	out.WriteByte(']')
	if len(l.Annex) > 0 {
		if b, err = marshal(l.Annex); err != nil {
			return nil, err
		}
		out.WriteString(",\n\"annex\":")
		out.Write(b)
	}
	out.WriteString("}\n")
	return out.Bytes(), nil
}

// marshal is json.Marshal without the escapes that only HTML needs.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return slices.Clone(bytes.TrimSpace(b.Bytes())), err
}
