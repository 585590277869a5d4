package keys

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/pdf/sign"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/vault"
)

// Names of the files in the folder keys.
const (
	masterFile    = "vault.key"
	signFile      = "log.key"
	authorityFile = "authority.pem"
)

// Keys are the secrets of a site.
type Keys struct {
	Master    []byte // of the vault
	LogSecret string // note signing key of the log
	LogPublic string
	Authority sign.Signer // issues the seal certificates of departments
}

// Site names what the keys are made for.
type Site struct {
	Origin    string // name of the log, such as the host name
	Authority string // name of the certificate authority, which should say what it is good for
}

// folder is where the keys stand in a data folder.
const folder = "keys"

// Exist tells whether a data folder has keys.
func Exist(data string) bool {
	_, err := os.Stat(filepath.Join(data, folder, masterFile))
	return err == nil
}

// Open reads the keys of a data folder, and makes those that are missing. A key
// that cannot be read is an error, never replaced.
func Open(data string, site Site, now gov.Time) (*Keys, error) {
	dir := filepath.Join(data, folder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	k := &Keys{}
	master, err := file(dir, masterFile, func() (string, error) { return hex.EncodeToString(vault.NewMaster()), nil })
	if err != nil {
		return nil, err
	}
	if k.Master, err = hex.DecodeString(master); err != nil {
		return nil, fmt.Errorf("%s is no key: %w", masterFile, err)
	}
	if err := k.logKey(dir, site); err != nil {
		return nil, err
	}
	pem, err := file(dir, authorityFile, func() (string, error) {
		a, err := sign.NewAuthority(site.Authority, now)
		if err != nil {
			return "", err
		}
		b, err := a.Encode()
		return string(b), err
	})
	if err != nil {
		return nil, err
	}
	k.Authority, err = sign.Decode([]byte(pem + "\n"))
	return k, err
}

// logKey keeps both halves in one file, so that they always belong together.
func (k *Keys) logKey(dir string, site Site) error {
	pair, err := file(dir, signFile, func() (string, error) {
		secret, public, err := seal.NewKey(site.Origin)
		return secret + "\n" + public, err
	})
	if err != nil {
		return err
	}
	var ok bool
	if k.LogSecret, k.LogPublic, ok = strings.Cut(pair, "\n"); !ok {
		return fmt.Errorf("%s is no key", signFile)
	}
	return nil
}

// file reads a key, or makes it. The file appears whole or not at all, and two
// processes that start at once agree on the one that came first.
func file(dir, name string, fresh func() (string, error)) (string, error) {
	path := filepath.Join(dir, name)
	b, err := os.ReadFile(path) //nolint:gosec // a file of the site's own data folder
	if err == nil {
		return strings.TrimSpace(string(b)), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	text, err := fresh()
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	tmp, err := os.CreateTemp(dir, name+".new-*") // mode 0600
	if err != nil {
		return "", err
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	_, err = tmp.WriteString(text + "\n")
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return "", err
	}
	if err := os.Link(tmp.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	b, err = os.ReadFile(path) //nolint:gosec // as above
	return strings.TrimSpace(string(b)), err
}
