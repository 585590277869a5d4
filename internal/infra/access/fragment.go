package access

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"github.com/cedar-policy/cedar-go/x/exp/schema"
	"github.com/cedar-policy/cedar-go/x/exp/schema/resolved"
)

//go:embed policies
var baseFiles embed.FS

// Fragment is what a slice adds: declarations of its own entity types and actions
// (Cedar schema), and policies over them, each with @id and @title. An action
// that joins a group of the base, such as handling, is under its policies too.
type Fragment struct {
	Name     string
	Schema   string
	Policies string
}

// base gives the fragments of this package, one per file.
func base() ([]Fragment, error) {
	sub, err := fs.Sub(baseFiles, "policies")
	if err != nil {
		return nil, err
	}
	return LoadFragments(sub)
}

// LoadFragments reads NAME.cedarschema and NAME.cedar files out of a folder.
func LoadFragments(fsys fs.FS) ([]Fragment, error) {
	files, err := fs.Glob(fsys, "*.cedar*")
	if err != nil {
		return nil, err
	}
	var out []Fragment
	for _, name := range files {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		f := Fragment{Name: name}
		if strings.HasSuffix(name, ".cedarschema") {
			f.Schema = string(text)
		} else {
			f.Policies = string(text)
		}
		out = append(out, f)
	}
	return out, nil
}

// resolveSchema puts the declarations of all fragments together.
func resolveSchema(fragments []Fragment) (*resolved.Schema, error) {
	var text strings.Builder
	for _, f := range fragments {
		if f.Schema != "" {
			text.WriteString("// " + f.Name + "\n" + f.Schema + "\n")
		}
	}
	var s schema.Schema
	if err := s.UnmarshalCedar([]byte(text.String())); err != nil {
		return nil, fmt.Errorf("access schema: %w", err)
	}
	out, err := s.Resolve()
	if err != nil {
		return nil, fmt.Errorf("access schema: %w", err)
	}
	return out, nil
}
