package main

import (
	"io/fs"

	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/rule/law"
	"holon.example/holon/packs"
)

// packFolder is the folder of a pack with its head.
type packFolder struct {
	name  string
	files fs.FS
	meta  matter.Meta
}

// shipped are the packs that come with the program.
func shipped() ([]packFolder, error) {
	entries, err := fs.ReadDir(packs.Files, ".")
	if err != nil {
		return nil, err
	}
	var out []packFolder
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		files, err := fs.Sub(packs.Files, e.Name())
		if err != nil {
			return nil, err
		}
		f := packFolder{name: e.Name(), files: files}
		head, err := fs.ReadFile(files, "pack.yaml")
		if err != nil {
			return nil, err
		}
		if err := matter.DecodeYAML(head, &f.meta); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// lawsOf joins the laws of packs to one library.
func lawsOf(folders []packFolder) (*law.Library, error) {
	var all []*law.Law
	for _, f := range folders {
		lib, err := law.Load(f.files)
		if err != nil {
			return nil, err
		}
		all = append(all, lib.Laws()...)
	}
	return law.NewLibrary(all)
}
