package browser_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/app/apptest"
	"holon.example/holon/internal/journey"
	"holon.example/holon/internal/journey/tour"
)

// demo makes the site a demonstration with its tour.
func demo(t *testing.T, s *apptest.Site) {
	t.Helper()
	s.Reconfigure(func(c *app.Config) { c.Demo = true })
	site := journey.Site{URL: s.URL}
	people := slices.SortedFunc(maps.Values(s.People), func(a, b app.Persona) int { return strings.Compare(a.ID, b.ID) })
	for _, p := range people {
		site.Personas = append(site.Personas, journey.Persona{ID: p.ID, Role: p.Role, Department: p.Department, User: p.User, Password: p.Password, Token: p.Token})
	}
	s.Tour(tour.New(site, s.SetClock, s.Settle), people)
}
