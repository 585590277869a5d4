package app_test

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/app/apptest"
	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/letter"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// secretLine stands in the material that is handed in and must be found nowhere.
const secretLine = "what-only-the-reader-may-see"

func material() []byte {
	return bytes.Replace(smallPDF(), []byte("%PDF-1.4\n"), []byte("%PDF-1.4\n"), 1)
}

// withSecret is a PDF with the secret line in a comment behind its first object.
func withSecret() []byte {
	b := material()
	at := bytes.Index(b, []byte("xref\n"))
	line := []byte("%" + secretLine + "\n")
	out := append(append(bytes.Clone(b[:at]), line...), b[at:]...)
	return bytes.Replace(out, []byte("startxref\n160"), []byte("startxref\n"+gov.ID(160+len(line)).String()), 1)
}

// reply is the head of an answer.
type reply struct {
	StatusCode int
	Header     http.Header
}

// get asks for a file as a persona.
func get(t *testing.T, s *apptest.Site, who, path string, header ...string) (reply, []byte) {
	t.Helper()
	r := s.Request(http.MethodGet, path, nil)
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+s.People[who].Token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{res.StatusCode, res.Header}, b
}

// dossier is a case with one material, and where its files are.
type dossier struct {
	casework.Receipt
	path     string
	view     casework.View
	material string
}

// submitWithMaterial hands in an application with one file.
func submitWithMaterial(t *testing.T, s *apptest.Site) dossier {
	t.Helper()
	var up blob.Info
	if code := s.Call("owner", "POST", "/api/blobs", withSecret(), &up); code != http.StatusCreated || !up.Sealed {
		t.Fatal(code, up)
	}
	in := application()
	in.Materials = []apply.Given{{Code: "HT-CY-02", Name: "承诺书.pdf", Blob: string(up.Ref)}}
	var d dossier
	if code := s.Call("owner", "POST", "/api/cases", in, &d.Receipt); code != http.StatusCreated {
		t.Fatal(code)
	}
	d.look(t, s)
	return d
}

func (d *dossier) look(t *testing.T, s *apptest.Site) {
	t.Helper()
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.path = "/api/cases/" + d.ID.String()
	d.view = casework.View{}
	if code := s.Call("owner", "GET", d.path, nil, &d.view); code != http.StatusOK || len(d.view.Materials) != 1 {
		t.Fatal(code, d.view.Materials)
	}
	d.material = d.path + "/materials/" + d.view.Materials[0].ID.String()
}

// What is handed in is given back to whom it concerns, whole or in ranges, and lies
// nowhere in the clear; the receipt is a numbered letter with all that leads back to
// the case.
func TestFilesOfACase(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		d := submitWithMaterial(t, s)
		d.downloads(t, s)
		d.receipt(t, s)
		for dir, found := range inTheClear(t, filepath.Join(s.Config.Data, "blobs")) {
			t.Errorf("%s %s", dir, found)
		}
		s.MustVerify()
	})
}

func (d *dossier) downloads(t *testing.T, s *apptest.Site) {
	t.Helper()
	want := withSecret()
	for _, who := range []string{"owner", "clerk"} {
		res, b := get(t, s, who, d.material)
		h := res.Header
		if res.StatusCode != http.StatusOK || !bytes.Equal(b, want) || h.Get("Content-Type") != "application/pdf" || h.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || !strings.Contains(h.Get("Cache-Control"), "no-store") {
			t.Errorf("%s: %d, %d bytes, %v", who, res.StatusCode, len(b), h)
		}
	}
	t.Attr("route", "getMaterial")
	res, b := get(t, s, "owner", d.material, "Range", "bytes=5-14")
	if res.StatusCode != http.StatusPartialContent || !bytes.Equal(b, want[5:15]) {
		t.Error(res.StatusCode, string(b))
	}
	for who, code := range map[string]int{"": 401, "resident": 403, "outsider": 403} {
		for _, path := range []string{d.material, d.path + "/receipt", d.path + "/letters/" + d.view.Letters[0].ID.String()} {
			if res, b := get(t, s, who, path); res.StatusCode != code || bytes.Contains(b, []byte(secretLine)) {
				t.Errorf("%s reads %s: %d", who, path, res.StatusCode)
			}
		}
	}
	other := submitWithMaterial(t, s)
	for path, code := range map[string]int{
		d.path + "/materials/1": 404,
		d.path + "/materials/x": 422,
		other.path + "/materials/" + d.view.Materials[0].ID.String(): 404,
		other.path + "/letters/" + d.view.Letters[0].ID.String():     404,
		"/api/cases/1/receipt": 404,
		"/api/cases/1/materials/" + d.view.Materials[0].ID.String():                404,
		d.path + "/materials/" + strings.Repeat("9", 30):                           422,
		d.path + "/materials/" + d.view.Materials[0].ID.String() + "/../../letter": 404,
	} {
		if res, _ := get(t, s, "owner", path); res.StatusCode != code {
			t.Errorf("%s: %d, want %d", path, res.StatusCode, code)
		}
	}
}

func (d *dossier) receipt(t *testing.T, s *apptest.Site) {
	t.Helper()
	var paper *letter.Letter
	for _, l := range d.view.Letters {
		if l.Kind == letter.Receipt {
			paper = l
		}
	}
	if paper == nil || paper.Number == "" || paper.Dated != d.Received.Date() || paper.Blob == "" || paper.State != letter.Rendered {
		t.Fatalf("%+v", paper)
	}
	res, file := get(t, s, "owner", d.path+"/receipt")
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "application/pdf" {
		t.Fatal(res.StatusCode, res.Header)
	}
	t.Attr("route", "getReceipt")
	text := textOf(t, file)
	for _, want := range []string{paper.Number, d.No, d.Query, "收件凭证", "不是受理通知书", "扫码查询办理进度"} {
		if !strings.Contains(text, want) {
			t.Errorf("the receipt does not say %q: %s", want, text)
		}
	}
	if _, again := get(t, s, "clerk", d.path+"/letters/"+paper.ID.String()); !bytes.Equal(again, file) {
		t.Error("the letter is another file than the receipt")
	}
	page := browse(t, s, "owner")
	page.get("/case/" + d.ID.String())
	page.has("/case/"+d.ID.String()+"/letter/"+paper.ID.String(), "收件凭证", paper.Number)
	desk := browse(t, s, "clerk")
	desk.get("/desk/case/" + d.ID.String())
	desk.has("/desk/case/"+d.ID.String()+"/letter/"+paper.ID.String(), paper.Number)
	public := browse(t, s, "")
	public.get("/progress?no=" + d.No + "&code=" + d.Query)
	public.has(`value="`+d.No+`"`, `value="`+d.Query+`"`)
}

// textOf reads a PDF as people copy out of it.
func textOf(t *testing.T, file []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", path, "-").Output() //nolint:gosec // our own file
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), "")
}

// inTheClear lists what lies unsealed under a folder, or says what it must not.
func inTheClear(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path) //nolint:gosec // under a folder of the test
		if !bytes.HasPrefix(b, []byte("HLB1")) || bytes.Contains(b, []byte(secretLine)) {
			out[path] = "lies in the clear"
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A file that was changed, cut or lost is found at the row that names it.
func TestVerifyFindsFiles(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		d := submitWithMaterial(t, s)
		s.MustVerify()
		m := d.view.Materials[0]
		path := filepath.Join(s.Config.Data, "blobs", m.Blob[:2], m.Blob[2:4], m.Blob)
		kept, err := os.ReadFile(path) //nolint:gosec // under a folder of the test
		if err != nil {
			t.Fatal(err)
		}
		flipped := bytes.Clone(kept)
		flipped[len(flipped)-1] ^= 1
		for name, b := range map[string][]byte{"changed": flipped, "cut": kept[:len(kept)-20], "emptied": {}, "plain": withSecret(), "lost": nil} {
			if b == nil {
				err = os.Remove(path)
			} else {
				err = os.WriteFile(path, b, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
			rep, err := s.Verify(t.Context(), "")
			if err != nil || rep.OK || len(rep.Findings) != 1 || rep.Findings[0].Where != "case_material/"+m.ID.String() {
				t.Errorf("%s: %+v %v", name, rep, err)
			}
			if res, b := get(t, s, "owner", d.material); res.StatusCode == http.StatusOK || res.StatusCode >= 500 || bytes.Contains(b, []byte(secretLine)) {
				t.Errorf("%s is sent: %d", name, res.StatusCode)
			}
			if err := os.WriteFile(path, kept, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		rep, err := s.Verify(t.Context(), "")
		if err != nil || !rep.OK || rep.Files < 2 {
			t.Fatalf("%+v %v", rep, err)
		}
	})
}

// Erasing the applicant takes what he never handed in; the statutory file of his case
// stays readable for who handles it. Ending the case's own key ends its files.
func TestErasureAndTheFilesOfACase(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		d := submitWithMaterial(t, s)
		var loose blob.Info
		if code := s.Call("owner", "POST", "/api/blobs", withSecret(), &loose); code != http.StatusCreated {
			t.Fatal(code)
		}
		applicant := d.view.Applicant
		if f, err := s.Files.Open(t.Context(), applicant, string(loose.Ref)); err != nil {
			t.Fatal(err)
		} else if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		erase(t, s, applicant)
		if _, err := s.Files.Open(t.Context(), applicant, string(loose.Ref)); gov.KindOf(err) != gov.KindConflict {
			t.Errorf("an upload survives its subject: %v", err)
		}
		for _, path := range []string{d.material, d.path + "/receipt"} {
			if res, b := get(t, s, "clerk", path); res.StatusCode != http.StatusOK {
				t.Errorf("%s: %d %s", path, res.StatusCode, b)
			}
		}
		s.MustVerify()
		erase(t, s, d.ID)
		for _, path := range []string{d.material, d.path + "/receipt"} {
			if res, _ := get(t, s, "clerk", path); res.StatusCode == http.StatusOK {
				t.Errorf("%s outlives the key of its case", path)
			}
		}
		s.MustVerify()
	})
}

// Materials from before files had keys of their own, and from before files were sealed
// at all, are still opened for whom they concern, as long as the applicant is there.
func TestMaterialsOfBefore(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		d := submitWithMaterial(t, s)
		exec := func(text string, args ...any) {
			t.Helper()
			if err := s.Writer.Apply(&sqldb.Batch{Writes: []sqldb.Write{{Stmt: sqldb.NewStmt("test.before", text), Args: args, Want: 1}}}); err != nil {
				t.Fatal(err)
			}
		}
		opens := func(what string) {
			t.Helper()
			for _, who := range []string{"owner", "clerk"} {
				if res, b := get(t, s, who, d.material); res.StatusCode != http.StatusOK || !bytes.Equal(b, withSecret()) {
					t.Errorf("%s, %s: %d", what, who, res.StatusCode)
				}
			}
			if res, _ := get(t, s, "resident", d.material); res.StatusCode != http.StatusForbidden {
				t.Errorf("%s is open to anybody: %d", what, res.StatusCode)
			}
		}
		id := int64(d.view.Materials[0].ID)
		exec("UPDATE case_material SET file_key = NULL WHERE id = $1", id)
		opens("sealed under the applicant")
		plain, err := s.Blobs.Put(t.Context(), bytes.NewReader(withSecret()), blob.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		exec("UPDATE case_material SET blob = $2 WHERE id = $1", id, string(plain.Ref))
		opens("plain")
		erase(t, s, d.view.Applicant)
		if res, b := get(t, s, "clerk", d.material); res.StatusCode == http.StatusOK || bytes.Contains(b, []byte(secretLine)) {
			t.Errorf("a plain file outlives its subject: %d", res.StatusCode)
		}
	})
}

func erase(t *testing.T, s *apptest.Site, subject gov.ID) {
	t.Helper()
	cmd := act.Command{Action: "eraseSubject", Actor: gov.Job("setup")}
	_, err := act.Do(t.Context(), s.Engine, cmd, func(p *act.Prep) (bool, error) {
		if err := p.Authorise(act.Resource{Type: "Person", Attrs: map[string]any{"subject": subject}}); err != nil {
			return false, err
		}
		p.Note("test.erased", "test", seal.Data{"subject": subject})
		return true, p.Erase(subject)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Files of the database are there for every node; a site may change where they lie.
func TestFilesInTheDatabase(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		before := submitWithMaterial(t, s)
		s.Reconfigure(func(c *app.Config) { c.Blobs = app.BlobsInDatabase })
		d := submitWithMaterial(t, s)
		for _, path := range []string{before.material, d.material} {
			if res, b := get(t, s, "owner", path); res.StatusCode != http.StatusOK || !bytes.Equal(b, withSecret()) {
				t.Errorf("%s: %d", path, res.StatusCode)
			}
		}
		if _, err := os.Stat(filepath.Join(s.Config.Data, "blobs", d.view.Materials[0].Blob[:2], d.view.Materials[0].Blob[2:4], d.view.Materials[0].Blob)); err == nil {
			t.Error("the file lies in the folder too")
		}
		doctor(t, s, "in the database, for all nodes: ")
		s.MustVerify()
		if strings.HasPrefix(s.Config.DB, "postgres") {
			other := s.OnAnotherMachine()
			if res, b := get(t, other, "owner", d.material); res.StatusCode != http.StatusOK || !bytes.Equal(b, withSecret()) {
				t.Errorf("another node: %d", res.StatusCode)
			}
			if res, _ := get(t, other, "owner", before.material); res.StatusCode != http.StatusNotFound {
				t.Errorf("another node has a file of this node's folder: %d", res.StatusCode)
			}
		}
		s.Reconfigure(func(c *app.Config) { c.Blobs = "" })
		if res, b := get(t, s, "owner", d.material); res.StatusCode != http.StatusOK || !bytes.Equal(b, withSecret()) {
			t.Errorf("back in the folder: %d", res.StatusCode)
		}
		doctor(t, s, "in the folder ")
		s.MustVerify()
	})
}

func doctor(t *testing.T, s *apptest.Site, says string) {
	t.Helper()
	for _, k := range app.Doctor(t.Context(), s.Config) {
		if k.Name == "files" {
			if !k.OK || !strings.HasPrefix(k.Note, says) {
				t.Errorf("%+v", k)
			}
			return
		}
	}
	t.Error("the doctor does not say where files lie")
}

func TestWhereFilesLieIsOneOfTwo(t *testing.T) {
	for value, want := range map[string]bool{"": true, "folder": true, "database": true, "s3": false, "Folder": false} {
		c := app.Config{Data: t.TempDir(), Blobs: value}
		if err := c.Complete(); (err == nil) != want {
			t.Errorf("%q: %v", value, err)
		}
	}
}

// What an operation of files says of itself.
func TestFileOperationsAreDescribed(t *testing.T) {
	raw, err := os.ReadFile("../../docs/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]struct {
			ID        string `json:"operationId"`
			Responses map[string]any
		}
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	for path, id := range map[string]string{
		"/api/cases/{id}/materials/{material}": "getMaterial", "/api/cases/{id}/letters/{letter}": "getLetter", "/api/cases/{id}/receipt": "getReceipt",
	} {
		if op := doc.Paths[path]["get"]; op.ID != id || op.Responses["206"] == nil {
			t.Errorf("%s: %+v", path, op)
		}
	}
}
