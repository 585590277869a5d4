package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
)

//go:embed static
var static embed.FS

// Assets adds files that pages load, such as styles. Each is served under an
// address that holds the digest of its content, and so may be kept for ever.
func (s *Server) Assets(fsys fs.FS) error {
	return fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		address := "/assets/" + hex.EncodeToString(sum[:8]) + "/" + name
		if s.assets[name] != "" {
			return fmt.Errorf("two assets are called %s", name)
		}
		s.assets[name] = address
		media := mime.TypeByExtension(path.Ext(name))
		s.mux.HandleFunc("GET "+address, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", media)
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			_, _ = w.Write(body) // a reader who is gone is no fault
		})
		return nil
	})
}

// Asset gives the address of a file that was added by its name.
func (s *Server) Asset(name string) string { return s.assets[name] }

func (s *Server) serveAssets() {
	own, err := fs.Sub(static, "static")
	if err == nil {
		err = s.Assets(own)
	}
	if err != nil {
		panic("web: own assets: " + err.Error()) // embedded: cannot fail after the build
	}
}
