package bridge

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"sync"
)

// Simulator stands in for devices where there are none: synthetic cards in turn, a drawn
// page as a scan, and a folder as a printer. Each fault can be set.
type Simulator struct {
	Cards  []Card // given in turn; none: no card lies there
	Folder string // where printed files go; empty: there is no printer

	mu     sync.Mutex
	faults map[string]Fault // by device: card, scan, print; "hang" never answers
	given  int
	sheets int
}

// Hang is a device that never answers; it only ends with its caller.
const Hang Fault = "hang"

// Fail sets a fault of a device, card, scan or print; the empty one mends it.
func (s *Simulator) Fail(device string, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.faults == nil {
		s.faults = map[string]Fault{}
	}
	s.faults[device] = f
}

func (s *Simulator) fault(ctx context.Context, device string) error {
	s.mu.Lock()
	f := s.faults[device]
	s.mu.Unlock()
	if f == "" {
		return nil
	}
	if f == Hang {
		<-ctx.Done()
		return Timeout
	}
	return f
}

// Card implements Devices.
func (s *Simulator) Card(ctx context.Context) (Card, error) {
	if err := s.fault(ctx, "card"); err != nil {
		return Card{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.Cards) == 0 {
		return Card{}, NoCard
	}
	s.given++
	return s.Cards[(s.given-1)%len(s.Cards)], nil
}

// Size of a simulated page, in points of a small scan.
const scanWidth, scanHeight = 620, 877

// Scan implements Devices: a white page with grey lines and a number that differs, so
// that no two scans are the same file.
func (s *Simulator) Scan(ctx context.Context) (Picture, error) {
	if err := s.fault(ctx, "scan"); err != nil {
		return Picture{}, err
	}
	s.mu.Lock()
	s.given++
	n := s.given
	s.mu.Unlock()
	img := image.NewGray(image.Rect(0, 0, scanWidth, scanHeight))
	for y := range scanHeight {
		for x := range scanWidth {
			shade := color.Gray{255}
			if x > 60 && x < 560-(y*7+n*13)%90 && y > 80 && y < 800 && y%32 < 3 {
				shade = color.Gray{90}
			}
			img.SetGray(x, y, shade)
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, img)
	return Picture{"image/png", b.Bytes()}, err
}

// Print implements Devices.
func (s *Simulator) Print(ctx context.Context, pdf []byte) error {
	if err := s.fault(ctx, "print"); err != nil {
		return err
	}
	if s.Folder == "" {
		return Absent
	}
	s.mu.Lock()
	s.sheets++
	name := filepath.Join(s.Folder, fmt.Sprintf("sheet-%04d.pdf", s.sheets))
	s.mu.Unlock()
	return os.WriteFile(name, pdf, 0o600)
}
