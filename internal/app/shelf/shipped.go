package shelf

import (
	"io/fs"

	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/lang/plainyaml"
	"holon.example/holon/internal/rule/law"
	"holon.example/holon/packs"
)

// Folder is the folder of a pack with its head.
type Folder struct {
	Name  string
	Files fs.FS
	Meta  matter.Meta
}

// Shipped are the packs that come with the program.
func Shipped() ([]Folder, error) {
	entries, err := fs.ReadDir(packs.Files, ".")
	if err != nil {
		return nil, err
	}
	var out []Folder
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		files, err := fs.Sub(packs.Files, e.Name())
		if err != nil {
			return nil, err
		}
		f := Folder{Name: e.Name(), Files: files}
		head, err := fs.ReadFile(files, "pack.yaml")
		if err != nil {
			return nil, err
		}
		if err := plainyaml.Decode(head, &f.Meta); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// Laws joins the laws of packs to one library.
func Laws(folders []Folder) (*law.Library, error) {
	var all []*law.Law
	for _, f := range folders {
		lib, err := law.Load(f.Files)
		if err != nil {
			return nil, err
		}
		all = append(all, lib.Laws()...)
	}
	return law.NewLibrary(all)
}
