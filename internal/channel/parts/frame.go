package parts

import "github.com/a-h/templ"

// Staff is the frame of the pages of officers.
type Staff struct {
	*Page
	Here  string  // the menu entry one is at
	Name  string  // of the officer
	Post  string  // and his post
	Unit  string  // and his department
	Posts []Post  // all he acts on today, when there are several
	Back  string  // address to go back to, with
	Title string  // what the bar shows beside it
	Menu  []Entry // of the rail after the tasks
}

// Entry is an entry of the rail.
type Entry struct {
	Code string // the page it leads to, as Here names it
	Path string
	Text string
}

// Post is a post to choose.
type Post struct {
	ID, Name string
	Chosen   bool
}

// Frame puts the rail and the bar around a page.
func (f *Staff) Frame(body templ.Component) templ.Component { return staffFrame(f, body) }

// Citizen is the frame of the pages of citizens and firms.
type Citizen struct {
	*Page
	Here   string
	Signed bool
}

// Frame puts the head and the foot around a page.
func (f *Citizen) Frame(body templ.Component) templ.Component { return citizenFrame(f, body) }

// entries are the pages of the portal: code, address, whether one must be signed in.
var entries = []struct {
	code, path string
	signed     bool
}{{"home", "/", false}, {"progress", "/progress", false}, {"verify", "/v", false}}
