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
	Halls  []Hall // where one can go instead
}

// Hall is a place with windows.
type Hall struct{ Address, Hours, Phone string }

// Frame puts the head and the foot around a page.
func (f *Citizen) Frame(body templ.Component) templ.Component { return citizenFrame(f, body) }

// entries are the pages of the portal: code, address, whether one must be signed in.
var entries = []struct {
	code, path string
	signed     bool
}{{"front", "/", false}, {"find", "/find", false}, {"progress", "/progress", false}, {"mine", "/mine", true}, {"verify", "/v", false}}

// tabs are those of them that stand at the foot of a telephone's screen, with the shape
// of their sign.
var tabs = []struct{ code, path, sign string }{
	{"front", "/", "M3 10.5 12 3l9 7.5M5.5 9v11h13V9M10 20v-6h4v6"},
	{"find", "/find", "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z"},
	{"progress", "/progress", "M12 3a9 9 0 1 0 .01 0M12 7v5l3.5 2"},
	{"mine", "/mine", "M12 4a4 4 0 1 0 .01 0M4.5 20c.6-4 3.6-6 7.5-6s6.9 2 7.5 6"},
}
