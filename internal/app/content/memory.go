package content

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// memory is a folder in memory: the files of a stored pack by their path.
type memory map[string][]byte

func (m memory) put(name string, b []byte) { m[name] = b }

// Open implements fs.FS.
func (m memory) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if b, ok := m[name]; ok {
		return &memoryFile{entry{name, int64(len(b)), false}, bytes.NewReader(b), nil}, nil
	}
	list := m.list(name)
	if name != "." && len(list) == 0 {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &memoryFile{entry{name, 0, true}, bytes.NewReader(nil), list}, nil
}

// list gives the entries of a folder.
func (m memory) list(dir string) (out []fs.DirEntry) {
	prefix := dir + "/"
	if dir == "." {
		prefix = ""
	}
	seen := map[string]bool{}
	for name, b := range m {
		rest, ok := strings.CutPrefix(name, prefix)
		if !ok {
			continue
		}
		first, _, deeper := strings.Cut(rest, "/")
		if !seen[first] {
			seen[first] = true
			e := entry{first, int64(len(b)), deeper}
			if deeper {
				e.size = 0
			}
			out = append(out, fs.FileInfoToDirEntry(e))
		}
	}
	slices.SortFunc(out, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return out
}

type memoryFile struct {
	entry
	*bytes.Reader
	list []fs.DirEntry
}

func (f *memoryFile) Stat() (fs.FileInfo, error) { return f.entry, nil }
func (f *memoryFile) Close() error               { return nil }
func (f *memoryFile) Size() int64                { return f.size }

// ReadDir implements fs.ReadDirFile.
func (f *memoryFile) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 || n > len(f.list) {
		if n > 0 && len(f.list) == 0 {
			return nil, io.EOF
		}
		n = len(f.list)
	}
	out := f.list[:n]
	f.list = f.list[n:]
	return out, nil
}

type entry struct {
	name string
	size int64
	dir  bool
}

func (e entry) Name() string       { return path.Base(e.name) }
func (e entry) Size() int64        { return e.size }
func (e entry) ModTime() time.Time { return time.Time{} }
func (e entry) IsDir() bool        { return e.dir }
func (e entry) Sys() any           { return nil }
func (e entry) Mode() fs.FileMode {
	if e.dir {
		return fs.ModeDir | 0o500
	}
	return 0o400
}
