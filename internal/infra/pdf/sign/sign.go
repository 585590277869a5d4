package sign

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/pdf/file"
)

// Signer is a seal certificate with its key. The key may live in a device: only
// crypto.Signer is asked, for an ECDSA P-256 or RSA signature over SHA-256.
type Signer struct {
	Certificate *x509.Certificate
	Key         crypto.Signer
	Chain       []*x509.Certificate // issuers, nearest first; put into the file
}

// Claim is what a signature says about itself, in words a reader shows.
type Claim struct {
	Name     string // who signs
	Reason   string // e.g. the document number
	Location string
	At       gov.Time // the claimed time of signing
}

// room is the space kept for the CMS structure, in bytes.
const room = 6144

const rangeForm = "/ByteRange[0 %010d %010d %010d]"

// Sign adds a signature to a file that package pdf rendered, or that was signed here before.
func Sign(document []byte, s Signer, c Claim) ([]byte, error) {
	if s.Certificate == nil || s.Key == nil {
		return nil, errors.New("sign: no certificate or no key")
	}
	r, err := file.Read(document)
	if err != nil {
		return nil, err
	}
	w := r.Increment()
	field, value := w.New(), w.New()
	if err := attach(r, w, field, value); err != nil {
		return nil, err
	}
	dict := dictionary(c)
	at := w.Object(value, dict)
	out := r.Append(w)
	gap := [2]int{at + strings.Index(dict, "/Contents<") + len("/Contents"), 0}
	gap[1] = gap[0] + 2*room + 2
	place := at + strings.Index(dict, "/ByteRange")
	copy(out[place:], fmt.Sprintf(rangeForm, gap[0], gap[1], len(out)-gap[1]))
	cms, err := detached(s, digest(out, gap))
	if err != nil {
		return nil, err
	}
	if len(cms) > room {
		return nil, fmt.Errorf("sign: the signature of %d bytes does not fit", len(cms))
	}
	hex.Encode(out[gap[0]+1:], cms)
	return out, nil
}

func dictionary(c Claim) string {
	d := "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached"
	for _, e := range [][2]string{{"/Name ", c.Name}, {"/Reason ", c.Reason}, {"/Location ", c.Location}} {
		if e[1] != "" {
			d += e[0] + file.Text(e[1])
		}
	}
	d += c.At.Std().Format("/M(D:20060102150405+08'00')")
	return d + fmt.Sprintf(rangeForm, 0, 0, 0) + "/Contents<" + strings.Repeat("0", 2*room) + ">>>"
}

// digest hashes everything but the gap.
func digest(data []byte, gap [2]int) []byte {
	h := sha256.New()
	h.Write(data[:gap[0]])
	h.Write(data[gap[1]:])
	return h.Sum(nil)
}

var (
	fieldList = regexp.MustCompile(`^<</Fields\[([0-9 R]*)\](/SigFlags 3)?>>$`)
	markList  = regexp.MustCompile(`^\[([0-9 R]*)\]$`)
)

// attach enters the new field into the form and among the marks of the first page.
func attach(r *file.Reader, w *file.Writer, field, value file.Ref) error {
	form, page, marks, err := places(r)
	if err != nil {
		return err
	}
	fields, err := list(r, form, fieldList)
	if err != nil {
		return err
	}
	shown, err := list(r, marks, markList)
	if err != nil {
		return err
	}
	w.Object(form, "<</Fields["+fields+" "+field.String()+"]/SigFlags 3>>")
	w.Object(marks, "["+shown+" "+field.String()+"]")
	w.Object(field, fmt.Sprintf("<</Type/Annot/Subtype/Widget/FT/Sig/T(seal%d)/V %s/Rect[0 0 0 0]/F 132/P %s>>", int(field), value, page))
	return nil
}

// places finds the form, the first page and its list of marks.
func places(r *file.Reader) (form, page, marks file.Ref, err error) {
	if form, err = r.Entry(r.Root, "/AcroForm"); err != nil {
		return 0, 0, 0, err
	}
	tree, err := r.Entry(r.Root, "/Pages")
	if err != nil {
		return 0, 0, 0, err
	}
	if page, err = r.Entry(tree, "/Kids"); err != nil {
		return 0, 0, 0, err
	}
	marks, err = r.Entry(page, "/Annots")
	return form, page, marks, err
}

func list(r *file.Reader, ref file.Ref, form *regexp.Regexp) (string, error) {
	body, err := r.Object(ref)
	if err != nil {
		return "", err
	}
	m := form.FindSubmatch(body)
	if m == nil {
		return "", file.ErrForm
	}
	return string(bytes.TrimSpace(m[1])), nil
}
