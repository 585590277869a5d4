package content

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"

	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
)

// Bounds of a packed pack: what is stored, and what it may unpack to.
const (
	maxPacked   = 32 << 20
	maxUnpacked = 128 << 20
	maxEntries  = 5000
)

// dataFolder of a city pack holds registers. They go to the theme tables, not here.
const dataFolder = "data"

// packed reads the head of a pack and packs its files.
func packed(fsys fs.FS) (*Installed, error) {
	p, findings, err := matter.Load(fsys)
	if err != nil {
		return nil, err
	}
	if bad := matter.Errors(findings); len(bad) > 0 {
		return nil, refused(bad)
	}
	files, err := Zip(fsys)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(files)
	return &Installed{ID: p.ID, Version: string(p.Version), Kind: p.Kind, Digest: hex.EncodeToString(sum[:]), files: files}, nil
}

// Zip packs the files of a pack, without the registers of a city: the same files give
// the same bytes.
func Zip(fsys fs.FS) ([]byte, error) {
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name == dataFolder {
				return fs.SkipDir
			}
			return nil
		}
		return add(z, fsys, name)
	})
	if err = errors.Join(err, z.Close()); err != nil {
		return nil, err
	}
	if buf.Len() > maxPacked {
		return nil, tooLarge()
	}
	return buf.Bytes(), nil
}

func add(z *zip.Writer, fsys fs.FS, name string) error {
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate}) // no times: they would change the digest
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

func tooLarge() error {
	return (&gov.Error{Kind: gov.KindTooLarge, Key: "pack.size"})
}

// Unzip opens a pack that came as a ZIP file: every entry within bounds, no way
// out of the folder, unpacked once into memory.
func Unzip(raw []byte) (fs.FS, error) {
	if len(raw) > maxPacked {
		return nil, tooLarge()
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, gov.Invalid("pack.zip").At("body", "pack.zip").Because(err)
	}
	if len(z.File) > maxEntries {
		return nil, tooLarge()
	}
	files, left := memory{}, int64(maxUnpacked)
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		if !fs.ValidPath(f.Name) || path.IsAbs(f.Name) || strings.Contains(f.Name, "\\") {
			return nil, gov.Invalid("pack.zip").At("body", "pack.zip")
		}
		b, err := unpack(f, left)
		if err != nil {
			return nil, err
		}
		left -= int64(len(b))
		files.put(f.Name, b)
	}
	return files, nil
}

func unpack(f *zip.File, left int64) (b []byte, err error) {
	r, err := f.Open()
	if err != nil {
		return nil, gov.Invalid("pack.zip").At("body", "pack.zip").Because(err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	b, err = io.ReadAll(io.LimitReader(r, left+1)) // the header may lie about the size
	if err != nil {
		return nil, gov.Invalid("pack.zip").At("body", "pack.zip").Because(err)
	}
	if int64(len(b)) > left {
		return nil, tooLarge()
	}
	return b, nil
}
