package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"path"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	strict "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
)

// Op names an operation of the API; its ID never changes.
type Op struct {
	ID      string // operationId
	Method  string
	Path    string
	Summary string
	Tag     string
	Status  int  // of success; 200 when 0
	Public  bool // nobody need be signed in
}

// Keyed is part of the input of operations that change something: the same key
// has one effect and one answer.
type Keyed struct {
	Key string `header:"Idempotency-Key" maxLength:"200" doc:"the same key has one effect and one answer"`
}

// ID is an identifier in the address of an operation.
type ID struct{ gov.ID }

// Schema implements huma.SchemaProvider.
func (ID) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: "^[0-9]{1,19}$", Examples: []any{"1234567890123456789"}}
}

// One is the input of operations on one thing.
type One struct {
	ID ID `path:"id"`
}

type output[T any] struct {
	Status int
	Body   T
}

// Handle registers an operation. Input and output are the slice's own types: path
// and query fields carry tags, a field Body is the JSON body.
func Handle[I, O any](s *Server, op Op, fn func(ctx context.Context, who gov.Actor, in *I) (O, error)) {
	h := op.huma()
	huma.Register(s.api, h, func(ctx context.Context, in *I) (*output[O], error) {
		who, err := op.actor(ctx)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		out, err := fn(ctx, who, in)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return &output[O]{Status: h.DefaultStatus, Body: out}, nil
	})
}

// Raw registers an operation whose body or answer is not JSON, such as a file or a
// stream of events. The handler limits the body itself.
func Raw(s *Server, op Op, doc huma.Operation, fn func(w http.ResponseWriter, r *http.Request, who gov.Actor) error) {
	h := op.huma()
	h.Parameters, h.RequestBody, h.Responses = doc.Parameters, doc.RequestBody, doc.Responses
	s.api.OpenAPI().AddOperation(&h)
	pattern := route(op.Method, op.Path)
	s.streamed[pattern] = true
	s.Route(pattern, func(w http.ResponseWriter, r *http.Request) error {
		who, err := op.actor(r.Context())
		if err != nil {
			return err
		}
		return fn(w, r, who)
	})
}

func (op Op) actor(ctx context.Context) (gov.Actor, error) {
	call := Of(ctx)
	if op.Public {
		return call.Actor, nil
	}
	return call.Signed()
}

func (op Op) huma() huma.Operation {
	h := huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: op.Path, Summary: op.Summary, Tags: []string{op.Tag}, DefaultStatus: op.Status,
		MaxBodyBytes: maxBody, BodyReadTimeout: 30 * time.Second,
	}
	if h.DefaultStatus == 0 {
		h.DefaultStatus = http.StatusOK
	}
	if !op.Public {
		h.Security = []map[string][]string{{"bearer": {}}, {"session": {}}}
	}
	return h
}

func (s *Server) problem(ctx context.Context, err error) *Problem {
	p := ProblemOf(ctx, s.log, err)
	p.later(Of(ctx).w.Header())
	return p
}

// OpenAPI is the description of all operations, as JSON.
func (s *Server) OpenAPI() ([]byte, error) {
	raw, err := s.api.OpenAPI().MarshalJSON()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = json.Indent(&out, raw, "", " ")
	return out.Bytes(), err
}

func newAPI(mux *http.ServeMux, cookie, title, version string) huma.API {
	registry := huma.NewMapRegistry("#/components/schemas/", nameType)
	registry.RegisterTypeAlias(reflect.TypeFor[gov.Time](), reflect.TypeFor[time.Time]())
	c := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0", Info: &huma.Info{Title: title, Version: version},
			Components: &huma.Components{Schemas: registry, SecuritySchemes: map[string]*huma.SecurityScheme{
				"bearer":  {Type: "http", Scheme: "bearer"},
				"session": {Type: "apiKey", In: "cookie", Name: cookie},
			}},
		},
		Formats: map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat}, DefaultFormat: "application/json",
	}
	c.FieldsOptionalByDefault = true // the slices themselves say what is missing, in the words of their field
	return humago.New(mux, c)
}

// nameType names a schema after its package and type, so that two slices may
// both have a Step.
func nameType(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := huma.DefaultSchemaNamer(t, hint)
	if t.Name() == "" || t.PkgPath() == "" {
		return name
	}
	pkg := path.Base(t.PkgPath())
	return strings.ToUpper(pkg[:1]) + pkg[1:] + name
}

// halfPairs lets an escape through that is half a character of two, as U+FFFD: the
// slice that reads the text refuses it, and can name the field.
var halfPairs = jsontext.AllowInvalidUTF8(true)

// jsonFormat refuses bytes that are no text before anything reads them: no slice
// and no engine needs to know what NUL does to it. It refuses a name that stands twice
// too (RFC 8259§4): who read the first and who the last would not agree.
var jsonFormat = huma.Format{
	Marshal: func(w io.Writer, v any) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return e.Encode(v)
	},
	Unmarshal: func(data []byte, v any) error {
		if !utf8.Valid(data) || escapedNUL(data) {
			return errors.New("not plain text")
		}
		return strict.Unmarshal(data, v, halfPairs)
	},
}

// escapedNUL finds the escape of NUL; behind an odd number of backslashes it is a
// text that speaks of it.
func escapedNUL(data []byte) bool {
	for {
		i := bytes.Index(data, []byte(`\u0000`))
		if i < 0 {
			return false
		}
		if before := data[:i]; (len(before)-len(bytes.TrimRight(before, `\`)))%2 == 0 {
			return true
		}
		data = data[i+len(`\u0000`):]
	}
}

// The API layer's own findings take the one form of all errors too.
func init() {
	huma.NewErrorWithContext = func(c huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return inputProblem(Of(c.Context()), status, msg, errs)
	}
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return inputProblem(Of(context.Background()), status, msg, errs)
	}
}

func inputProblem(call *Call, status int, msg string, errs []error) *Problem {
	for _, err := range errs {
		if isTooLarge(err) {
			status = http.StatusRequestEntityTooLarge
		}
	}
	kind := kindOf(status)
	p := problemOf(call, &gov.Error{Kind: kind, Key: "error." + string(kind)})
	p.Status = status
	for _, err := range errs {
		d, ok := errors.AsType[*huma.ErrorDetail](err)
		if !ok {
			d = &huma.ErrorDetail{Message: msg}
		}
		location := strings.TrimPrefix(strings.TrimPrefix(d.Location, "body."), "body")
		if name, found := strings.CutPrefix(d.Message, "expected required property "); found && strings.HasSuffix(name, " to be present") {
			location = strings.TrimPrefix(location+"."+strings.TrimSuffix(name, " to be present"), ".")
		}
		key := inputKey(d.Message)
		p.Errors = append(p.Errors, ProblemField{Location: location, Key: key, Message: locale.T(call.Lang, key, map[string]any{"expected": d.Message})})
	}
	return p
}

// inputKey finds the words for a finding of the API layer.
func inputKey(message string) string {
	switch {
	case strings.HasPrefix(message, "expected required"), strings.HasPrefix(message, "required"):
		return "error.required"
	case strings.Contains(message, "length <="):
		return "error.too_long"
	case strings.HasPrefix(message, "unexpected property"):
		return "error.unknown_field"
	}
	return "error.value"
}

func notFound() *gov.Error { return gov.NotFound("error.not_found") }

// PathID describes the identifier in the address of a Raw operation.
func PathID() *huma.Param {
	return &huma.Param{Name: "id", In: "path", Required: true, Schema: ID{}.Schema(nil)}
}

// FileAnswer describes the answer of a Raw operation that gives a file or stream.
func FileAnswer(media string) map[string]*huma.Response {
	binary := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	return map[string]*huma.Response{"200": {Description: http.StatusText(http.StatusOK), Content: map[string]*huma.MediaType{media: {Schema: binary}}}}
}
