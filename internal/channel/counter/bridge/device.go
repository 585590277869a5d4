package bridge

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"
)

// Fault is what a device says is wrong; the codes the page has words for.
type Fault string

// The faults of devices.
const (
	NoCard    Fault = "no_card"
	WrongCard Fault = "wrong_card" // not a card that can be read
	NoPaper   Fault = "no_paper"
	Absent    Fault = "absent" // no such device here
	Timeout   Fault = "timeout"
	Busy      Fault = "busy"
	Broken    Fault = "broken"
)

// Error implements error.
func (f Fault) Error() string { return "device: " + string(f) }

// Card is what an identity card says of its holder that a window needs.
type Card struct {
	Number string `json:"number"`
	Name   string `json:"name"`
}

// Picture is a scan.
type Picture struct {
	Type string // image/jpeg or image/png
	Body []byte
}

// Devices is what stands on a desk. A call ends when its context does, or the device
// stays taken until it lets go.
type Devices interface {
	Card(ctx context.Context) (Card, error)
	Scan(ctx context.Context) (Picture, error)
	Print(ctx context.Context, pdf []byte) error
}

// Bounds of what devices give and take.
const (
	maxCard = 64 << 10
	maxScan = 20 << 20
	maxPDF  = 20 << 20
)

// Programs runs a vendor's program for each device: the reader prints a card as JSON,
// the camera a picture, the printer takes a PDF file on its standard input. A program
// says what is wrong by ending with the word of a fault on its standard error output.
type Programs struct {
	Reader, Camera, Printer []string // program and arguments; none: no such device
}

// Card implements Devices.
func (p Programs) Card(ctx context.Context) (c Card, err error) {
	out, err := run(ctx, p.Reader, nil, maxCard)
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(out, &c); err != nil || c.Number == "" || c.Name == "" {
		return Card{}, WrongCard
	}
	return c, nil
}

// Scan implements Devices.
func (p Programs) Scan(ctx context.Context) (Picture, error) {
	out, err := run(ctx, p.Camera, nil, maxScan)
	if err != nil {
		return Picture{}, err
	}
	return picture(out)
}

// Print implements Devices.
func (p Programs) Print(ctx context.Context, pdf []byte) error {
	_, err := run(ctx, p.Printer, pdf, maxCard)
	return err
}

// picture tells what a picture is by its first bytes.
func picture(body []byte) (Picture, error) {
	switch {
	case bytes.HasPrefix(body, []byte("\x89PNG\r\n\x1a\n")):
		return Picture{"image/png", body}, nil
	case bytes.HasPrefix(body, []byte("\xff\xd8\xff")):
		return Picture{"image/jpeg", body}, nil
	}
	return Picture{}, Broken
}

// letGo is how long a program that is told to end may take before it is killed.
const letGo = time.Second

func run(ctx context.Context, argv []string, in []byte, most int64) ([]byte, error) {
	if len(argv) == 0 {
		return nil, Absent
	}
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...) //nolint:gosec // whoever sets up the window names its programs
	cmd.WaitDelay = letGo
	cmd.Stdin = bytes.NewReader(in)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &limited{w: &out, left: most}, &limited{w: &said, left: maxCard}
	err := cmd.Run()
	switch {
	case err == nil:
		return out.Bytes(), nil
	case ctx.Err() != nil:
		return nil, Timeout
	}
	for _, f := range []Fault{NoCard, WrongCard, NoPaper, Absent} {
		if strings.Contains(said.String(), string(f)) {
			return nil, f
		}
	}
	return nil, errors.Join(Broken, fmt.Errorf("%s: %w", argv[0], err))
}

// limited refuses what is more than a device may say.
type limited struct {
	w    io.Writer
	left int64
}

func (l *limited) Write(b []byte) (int, error) {
	if l.left -= int64(len(b)); l.left < 0 {
		return 0, Broken
	}
	return l.w.Write(b)
}
