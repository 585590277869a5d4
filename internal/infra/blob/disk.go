package blob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"holon.example/holon/internal/gov"
)

// disk keeps files in a folder: two levels by the first digits of the address,
// and beside them a place for what is being received.
type disk struct{ dir string }

const stagingFolder = "incoming"

func openDisk(dir string) (disk, error) {
	if err := os.MkdirAll(filepath.Join(dir, stagingFolder), 0o700); err != nil {
		return disk{}, fmt.Errorf("blob: %w", err)
	}
	return disk{dir}, syncFolder(dir)
}

// stage makes a file for bytes that are still coming.
func (d disk) stage() (*os.File, error) {
	f, err := os.CreateTemp(filepath.Join(d.dir, stagingFolder), "*.part")
	if err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	return f, nil
}

// keep makes a staged file durable under its address. If the same bytes are
// there already the staged file goes; the folder is synced in any case, because
// whoever wrote the other one may not have come so far.
func (d disk) keep(_ context.Context, f *os.File, ref Ref) error {
	if err := f.Sync(); err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	path := d.path(ref)
	folder := filepath.Dir(path)
	if _, err := os.Stat(folder); err != nil {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return fmt.Errorf("blob: %w", err)
		}
		if err := syncFolder(filepath.Dir(folder), d.dir); err != nil {
			return err
		}
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := os.Rename(f.Name(), path); err != nil {
			return fmt.Errorf("blob: %w", err)
		}
	}
	return syncFolder(folder)
}

func (d disk) open(_ context.Context, ref Ref) (source, int64, error) {
	f, err := os.Open(d.path(ref))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, gov.NotFound(keyNotFound)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("blob: %w", err)
	}
	st, err := f.Stat()
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("blob: %w", err), f.Close())
	}
	return f, st.Size(), nil
}

func (d disk) remove(_ context.Context, ref Ref) error {
	path := d.path(ref)
	err := os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	return syncFolder(filepath.Dir(path))
}

// sweep removes what uploads of an earlier process left behind.
func (d disk) sweep(_ context.Context, before gov.Time) (int, error) {
	folder := filepath.Join(d.dir, stagingFolder)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return 0, fmt.Errorf("blob: %w", err)
	}
	n := 0
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || info.ModTime().After(before.Std()) {
			continue // gone meanwhile, or still being written
		}
		if err := os.Remove(filepath.Join(folder, e.Name())); err == nil {
			n++
		}
	}
	return n, nil
}

func (d disk) path(ref Ref) string {
	return filepath.Join(d.dir, string(ref[:2]), string(ref[2:4]), string(ref))
}

// syncFolder makes the names in folders durable.
func syncFolder(folders ...string) error {
	for _, folder := range folders {
		f, err := os.Open(folder) //nolint:gosec // a folder of the store
		if err != nil {
			return fmt.Errorf("blob: %w", err)
		}
		err = errors.Join(f.Sync(), f.Close())
		if err != nil {
			return fmt.Errorf("blob: %w", err)
		}
	}
	return nil
}
