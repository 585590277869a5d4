package outside

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"time"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/gov"
)

// maxAnswer bounds what is read of one answer; patience how long one is waited for.
const (
	maxAnswer = 64 << 20
	patience  = 5 * time.Minute
)

// site is a site as anybody may reach it.
type site struct {
	base   string
	token  string
	client *http.Client
}

func newSite(base string) *site {
	return &site{base: strings.TrimRight(base, "/"), client: &http.Client{Timeout: patience}}
}

func (o *site) get(ctx context.Context, path string) ([]byte, error) {
	return o.ask(ctx, http.MethodGet, path, nil)
}

// ask sends a request; an answer other than 200 or 201 is an error.
func (o *site) ask(ctx context.Context, method, path string, body []byte) (b []byte, err error) {
	u, err := url.JoinPath(o.base, path)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, method, u, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	if o.token != "" {
		r.Header.Set("Authorization", "Bearer "+o.token)
	}
	res, err := o.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, res.Body.Close()) }()
	b, err = io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err == nil && res.StatusCode != http.StatusOK && res.StatusCode != http.StatusCreated {
		err = fmt.Errorf("%s: %s %.300s", u, res.Status, b)
	}
	return b, err
}

// InstallPack installs a content pack at a site, as the owner of the token.
func InstallPack(ctx context.Context, url, token string, pack fs.FS) (*app.PackReport, error) {
	body, err := app.ZipPack(pack)
	if err != nil {
		return nil, err
	}
	o := newSite(url)
	o.token = token
	answer, err := o.ask(ctx, http.MethodPost, "/api/packs", body)
	if err != nil {
		return nil, err
	}
	rep := &app.PackReport{}
	return rep, json.Unmarshal(answer, rep)
}

// Move moves the clock of a site in test mode and tells what it shows then: what was
// due by then has been done.
func Move(ctx context.Context, url string, t app.Tick) (gov.Time, error) {
	body, err := json.Marshal(t)
	if err != nil {
		return 0, err
	}
	answer, err := newSite(url).ask(ctx, http.MethodPost, "/test/clock", body)
	if err != nil {
		return 0, err
	}
	var shown struct {
		Now gov.Time `json:"now"`
	}
	return shown.Now, json.Unmarshal(answer, &shown)
}
