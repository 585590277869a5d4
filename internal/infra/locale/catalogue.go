package locale

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed catalog/*.yaml
var files embed.FS

// catalogue is the words of all languages by key.
type catalogue map[string]map[Lang]text

// shipped is the embedded catalogue, read once. A fault in it is found by the tests; at run time the rest
// of the words stay usable.
var shipped = sync.OnceValues(func() (catalogue, error) { return load(files) })

// Check tells every fault of the shipped catalogue: a missing language, unequal arguments, a key that
// stands twice.
func Check() error {
	_, err := shipped()
	return err
}

// Keys lists the keys of the shipped catalogue in order.
func Keys() []string {
	c, _ := shipped() // a faulty entry is missing from the list, and Check tells it
	return slices.Sorted(maps.Keys(c))
}

// Has tells whether the shipped catalogue has words for a key.
func Has(key string) bool {
	c, _ := shipped() // a faulty entry counts as missing, and Check tells it
	return c[key] != nil
}

// keyForm is the form of a key: lower-case words joined by points.
var keyForm = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)+$`)

// load reads all files under catalog. It goes on after a fault, to tell all of them.
func load(fsys fs.FS) (catalogue, error) {
	names, err := fs.Glob(fsys, "catalog/*.yaml")
	if err != nil {
		return nil, err
	}
	c := catalogue{}
	var faults []error
	for _, name := range names {
		var entries map[string]map[Lang]string
		source, err := fs.ReadFile(fsys, name)
		if err == nil {
			err = yaml.Unmarshal(source, &entries)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", path.Base(name), err))
			continue
		}
		for key, words := range entries {
			if err := c.add(key, words); err != nil {
				faults = append(faults, fmt.Errorf("%s: %s: %w", path.Base(name), key, err))
			}
		}
	}
	return c, errors.Join(faults...)
}

// add takes one entry, if it is whole.
func (c catalogue) add(key string, words map[Lang]string) error {
	if !keyForm.MatchString(key) {
		return errors.New("is not words joined by points")
	}
	if c[key] != nil {
		return errors.New("stands twice")
	}
	parsed := map[Lang]text{}
	for _, lang := range Langs() {
		if words[lang] == "" {
			return fmt.Errorf("no words in %s", lang)
		}
		t, err := parse(words[lang])
		if err != nil {
			return err
		}
		parsed[lang] = t
	}
	if len(words) != len(parsed) {
		return fmt.Errorf("a language that is not one of %v", Langs())
	}
	if zh, en := parsed[ZH].names(), parsed[EN].names(); !slices.Equal(zh, en) {
		return fmt.Errorf("arguments %v in zh, %v in en", zh, en)
	}
	c[key] = parsed
	return nil
}
