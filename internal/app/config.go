package app

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"

	"holon.example/holon/internal/gov"
)

// Config says how a node runs. A production node reads it from a YAML file.
type Config struct {
	DB         string `json:"db" yaml:"db"`                 // sqlite:PATH, sqlite::memory: or postgres://…; default: in the data folder
	Data       string `json:"data" yaml:"data"`             // folder of keys and files
	Blobs      string `json:"blobs" yaml:"blobs"`           // where files lie: folder (of this node; the default) or database (of the site)
	Listen     string `json:"listen" yaml:"listen"`         // host:port
	Origin     string `json:"origin" yaml:"origin"`         // name of the log and of links, such as the host name
	Public     string `json:"public" yaml:"public"`         // address by which people reach the site, such as https://city.example
	Production bool   `json:"production" yaml:"production"` // refuses test mode
	LogLevel   string `json:"log_level" yaml:"log_level"`   // debug, info, warn, error
	Mail       Mail   `json:"mail" yaml:"mail"`             // how messages leave the site

	Test    bool       `json:"-" yaml:"-"` // test mode: the clock may be set over HTTP
	Demo    bool       `json:"-" yaml:"-"` // a demonstration: its tour may be mounted
	Clock   gov.Time   `json:"-" yaml:"-"` // 0: the machine's time
	Version string     `json:"-" yaml:"-"` // of the program
	Log     io.Writer  `json:"-" yaml:"-"` // default: standard error
	Level   slog.Level `json:"-" yaml:"-"`
}

// Where files may lie. Several nodes of one site share them only in the database.
const (
	BlobsInFolder   = "folder"
	BlobsInDatabase = "database"
)

// ErrTestInProduction refuses test mode with a production configuration.
var ErrTestInProduction = errors.New("test mode is refused with a production configuration")

// ReadConfig reads a configuration file; an unknown name is an error.
func ReadConfig(path string) (Config, error) {
	var c Config
	f, err := os.Open(path) //nolint:gosec // the operator names it
	if err != nil {
		return c, err
	}
	err = yaml.NewDecoder(f, yaml.DisallowUnknownField()).Decode(&c)
	return c, errors.Join(err, f.Close())
}

// DefaultData is the data folder of the user who runs the program.
func DefaultData() string {
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "holon")
	}
	if home, err := os.UserHomeDir(); err == nil {
		return filepath.Join(home, ".local", "share", "holon")
	}
	return "holon-data"
}

// dataOf is the data folder of a store where none is named: beside an embedded one,
// else in the user's own folder under a name of the database. So every command finds
// the keys of a store by the store alone.
func dataOf(db string) string {
	if path, ok := strings.CutPrefix(db, "sqlite:"); ok && path != ":memory:" {
		return path + ".data"
	}
	if u, err := url.Parse(db); err == nil && u.Host != "" {
		sum := sha256.Sum256([]byte(u.Host + u.Path))
		return filepath.Join(DefaultData(), "store-"+hex.EncodeToString(sum[:6]))
	}
	return DefaultData()
}

// Complete fills in what is not said, and refuses what does not go together.
func (c *Config) Complete() error {
	if c.Production && c.Test {
		return ErrTestInProduction
	}
	if c.Data == "" {
		c.Data = dataOf(c.DB)
	}
	if c.DB == "" {
		c.DB = "sqlite:" + filepath.Join(c.Data, "holon.db")
	}
	if c.Listen == "" {
		c.Listen = "127.0.0.1:8080"
	}
	if c.Origin == "" {
		c.Origin = "holon.local"
	}
	switch c.Blobs {
	case "":
		c.Blobs = BlobsInFolder
	case BlobsInFolder, BlobsInDatabase:
	default:
		return fmt.Errorf("blobs: %q is neither %s nor %s", c.Blobs, BlobsInFolder, BlobsInDatabase)
	}
	if c.LogLevel != "" {
		if err := c.Level.UnmarshalText([]byte(c.LogLevel)); err != nil {
			return err
		}
	}
	if c.Log == nil {
		c.Log = os.Stderr
	}
	return nil
}
