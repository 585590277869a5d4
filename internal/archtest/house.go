package archtest

// House is what the checks hold the tree against.
type House struct {
	Floors     []string            // folders under internal, lowest first
	Infra      [][]string          // slices of the infra floor in their order; those of one row are siblings
	Beside     map[string][]string // folders beside the floors, and what their code may import
	HTTP       []string            // folders that may import net/http, beside packages named …web
	Modules    map[string]string   // third-party module -> what it is for
	Exceptions []Exception
}

// Exception allows one thing that a rule forbids, with the reason.
type Exception struct {
	Rule string // name of the rule
	What string // what the fault names: "a -> b" for a door, a package, a file, a function
	Why  string
}

// MaxModules is the most third-party modules that may be imported directly.
const MaxModules = 40

// Holon is the house as it stands.
var Holon = House{
	Floors: []string{"gov", "lang", "infra", "rule", "data", "business", "accord", "center", "oversight", "channel", "app"},
	Infra: [][]string{
		{"sqldb", "crypto"},
		{"seal", "bus", "jobs", "vault", "blob"},
		{"act"},
		{"org", "calendar"},
		{"ident", "access"},
		{"locale", "pdf", "mail", "cabinet"},
		{"todo", "letter", "web"},
	},
	Beside: map[string][]string{
		"archtest": {"gov"},
		"journey":  {"gov"}, // whole stories over public HTTP only
		"bench":    {"gov", "lang", "infra", "rule", "data", "business", "app", "journey"},
	},
	HTTP: []string{
		"internal/infra/web", "internal/infra/ident", "internal/data/exchange/upstream", "internal/business/liaison",
		"internal/channel", "internal/app", "internal/journey", "internal/bench",
	},
	Modules: map[string]string{
		"github.com/gabriel-vasile/mimetype":       "what a file is, told by its content",
		"github.com/a-h/templ":                     "pages as typed components, escaped by construction",
		"github.com/danielgtaylor/huma/v2":         "the API and its OpenAPI 3.1 document from one declaration",
		"github.com/prometheus/client_golang":      "metrics in the format operators scrape",
		"github.com/alecthomas/kong":               "the command line: one struct a command",
		"github.com/cedar-policy/cedar-go":         "access policies, validated against a schema",
		"github.com/cockroachdb/apd/v3":            "FEEL numbers are decimal (IEEE 754-2008 decimal128)",
		"github.com/goccy/go-yaml":                 "packs, catalogue and configuration are YAML; errors name line and column",
		"github.com/go-json-experiment/json":       "JSON read strictly, no name twice, in half the time",
		"github.com/google/go-cmp":                 "tests show the difference of two structures",
		"github.com/jackc/pgx/v5":                  "PostgreSQL, with pipelines and LISTEN/NOTIFY",
		"github.com/mozillazg/go-pinyin":           "how Han characters are spelt, for searching in pinyin",
		"github.com/pressly/goose/v3":              "migrations on both engines",
		"github.com/santhosh-tekuri/jsonschema/v6": "forms are JSON Schema 2020-12",
		"github.com/smallstep/pkcs7":               "signatures of documents as CMS, detached",
		"github.com/xuri/excelize/v2":              "officials write decision tables and lists in Excel",
		"github.com/wneessen/go-mail":              "e-mail to a relay, over TLS",
		"golang.org/x/crypto":                      "argon2id, and the encodings of signatures",
		"golang.org/x/mod":                         "the seal is a tlog (sumdb/tlog); archtest reads go.mod",
		"golang.org/x/text":                        "Unicode normal form of what people type",
		"modernc.org/sqlite":                       "the embedded database without cgo",
		"pgregory.net/rapid":                       "properties of state machines, clocks and codes in tests",
		"rsc.io/qr":                                "the code on a certificate by which anyone checks it",
	},
	Exceptions: []Exception{
		{"door", "channel/counter -> channel/parts", "the window is made of the same parts and opens the same cases"},
		{"door", "channel/counter -> channel/desk", "the window stands in the room of the officers: the same rail, the same door"},
		{"door", "channel/desk -> channel/parts", "both faces are made of the same parts and tell one story of a case"},
		{"door", "channel/admin -> channel/parts", "administrators see the same parts as officers"},
		{"door", "channel/admin -> channel/desk", "administrators stand in the room of the officers: the same rail, the same door"},
		{"door", "journey/tour -> journey/wire", "scenes are prepared by the calls of which stories are made"},
		{"door", "channel/tour -> channel/parts", "the tour is made of the same parts"},
		{"door", "channel/console -> channel/admin", "pages that ask the policies first, and forms with a file, are made once"},
		{"door", "channel/console -> channel/desk", "data officers stand in the room of the officers: the same rail, the same door"},
		{"door", "channel/console -> channel/parts", "data officers see the same parts as officers"},
		{"door", "channel/portal -> channel/parts", "both faces are made of the same parts and tell one story of a case"},
		{"door", "data/catalog -> data/standard", "every column of a resource is an element of the standard"},
		{"door", "data/correction -> data/exchange", "an objection is about one line of the record of uses"},
		{"door", "app/steward -> app/content", "administrators install the packs the site keeps"},
		{"door", "app/steward -> app/shelf", "a pack that is handed in is judged as on the command line"},
		{"door", "app/shelf -> app/content", "a pack on the shelf is read as an installed one is"},
		{"door", "infra/mail -> infra/locale", "what leaves the site is worded in the language its reader chose"},
		{"door", "infra/todo -> infra/web", "tasks have operations of the API"},
		{"door", "business/casework -> business/licence", "what is decided is certified in the same transaction"},
		{"door", "business/matter -> business/form", "a matter owns its form; publishing lints both together"},
		{"door", "business/casework -> business/flow", "a case moves by the tokens of its process"},
		{"door", "business/casework -> business/form", "what is submitted is checked by the form of the item"},
		{"door", "business/reception -> business/mandate", "a result goes to whom a mandate lets collect it, and only to who was identified at the window"},
		{"door", "business/casework -> business/mandate", "who acts in a case for its applicant must hold a mandate at that moment"},
		{"door", "business/casework -> business/matter", "a case is of an item, as its region offers it"},
		{"han", "internal/infra/pdf/breaks.go", "the characters at which Chinese lines may not break"},
		{"han", "internal/rule/law/chinese.go", "the grammar of citations: article, paragraph and item words, numerals"},
		{"door", "app/explain -> app/content", "a question about shared data is answered by what the installed packs share"},
		{"door", "infra/bus -> infra/seal", "the bus hands on the sealed leaves in their one order"},
		{"door", "lang/dmn -> lang/feel", "the cells and expressions of a decision are FEEL"},
		{"door", "infra/seal -> infra/vault", "verify derives a row's salt from its subject's key, which may be erased"},
	},
}
