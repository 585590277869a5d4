package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
)

func TestBridgeRefusesWhatItMustNotServe(t *testing.T) {
	for name, args := range map[string][]string{
		"no site":     {"bridge", "--simulate"},
		"no address":  {"bridge", "--site", "hall", "--simulate"},
		"the network": {"bridge", "--site", "https://hall.example", "--listen", "0.0.0.0:0", "--simulate"},
		"too patient": {"bridge", "--site", "https://hall.example", "--listen", "127.0.0.1:0", "--seconds", "600"},
	} {
		t.Run(name, func(t *testing.T) {
			var out, said bytes.Buffer
			c := &console{in: strings.NewReader(""), out: &out, err: &said, lang: "zh"}
			if code := execute(t.Context(), c, args); code != exitUsage || said.Len() == 0 || out.Len() > 0 {
				t.Fatalf("%d %q %q", code, out.String(), said.String())
			}
		})
	}
}

func TestBridgeSaysHowToPair(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	r, w := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		c := &console{in: strings.NewReader(""), out: w, err: io.Discard, lang: "en"}
		ended <- execute(ctx, c, []string{"bridge", "--site", "https://hall.example/", "--listen", "127.0.0.1:0", "--simulate", "--fault", "scan=hang", "--json"})
	}()
	var told struct {
		Port  string
		Token string
		Site  string
	}
	if err := json.NewDecoder(r).Decode(&told); err != nil || told.Port == "" || len(told.Token) < 20 || told.Site != "https://hall.example" {
		t.Fatalf("%+v %v", told, err)
	}
	go func() { _, _ = io.Copy(io.Discard, r) }()
	stop()
	if code := <-ended; code != exitOK {
		t.Fatalf("ends with %d", code)
	}
}
