package calendar

import (
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/goccy/go-yaml"

	"holon.example/holon/internal/gov"
)

// maxFile bounds one file of a calendar pack, in bytes.
const maxFile = 1 << 20

// Pack is the content of a calendar pack: years/<year>.yaml and statutory.yaml.
type Pack struct {
	Years     []Year
	Statutory Statutory
}

// Calendar builds the calendar of the pack.
func (p Pack) Calendar() (*Calendar, error) { return New(p.Years, p.Statutory) }

// Load reads a calendar pack. An unreadable or unknown field is an error that
// names the file.
func Load(fsys fs.FS) (Pack, error) {
	var p Pack
	if err := readYAML(fsys, "statutory.yaml", &p.Statutory); err != nil {
		return p, err
	}
	names, err := fs.Glob(fsys, "years/*.yaml")
	if err != nil {
		return p, gov.Invalid("calendar.pack").Because(err)
	}
	for _, name := range names {
		y, err := readYear(fsys, name)
		if err != nil {
			return p, err
		}
		p.Years = append(p.Years, y)
	}
	return p, nil
}

func readYear(fsys fs.FS, name string) (Year, error) {
	var y Year
	if err := readYAML(fsys, name, &y); err != nil {
		return y, err
	}
	if strings.TrimSuffix(path.Base(name), ".yaml") != string(dateOf(dayNumber(y.Year, 1, 1))[:4]) {
		return y, gov.Invalid("calendar.file_name").With("file", name).With("year", y.Year)
	}
	return y, y.Check()
}

func readYAML(fsys fs.FS, name string, into any) error {
	f, err := fsys.Open(name)
	if err != nil {
		return gov.Invalid("calendar.pack").With("file", name).Because(err)
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil || len(b) > maxFile {
		return gov.Invalid("calendar.pack").With("file", name).Because(err)
	}
	if err := yaml.UnmarshalWithOptions(b, into, yaml.Strict()); err != nil {
		return gov.Invalid("calendar.pack").With("file", name).Because(err)
	}
	return nil
}
