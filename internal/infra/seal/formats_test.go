package seal_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/act/acttest/testtable"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/vault"
)

// worked computes the example of docs/seal.md with the standard library alone, as
// the text says, so that the text is proved to be enough.
func worked(t *testing.T) map[string]string {
	t.Helper()
	secret, master := ramp(0x00), ramp(0x40)
	saltKey := expand(t, secret, "holon/vault/1/salt")
	wrapKey := expand(t, master, "holon/vault/1/wrap")
	block, err := aes.NewCipher(wrapKey)
	must(t, err)
	aead, err := cipher.NewGCM(block)
	must(t, err)
	nonce := ramp(0x80)[:12]
	wrapped := aead.Seal(nonce, nonce, secret, []byte("1002"))

	mac := hmac.New(sha256.New, saltKey)
	mac.Write([]byte("thing|1001|1"))
	salt := mac.Sum(nil)
	row := append([]byte(nil), salt...)
	row = text(row, "thing")
	row = number(text(row, "id"), 1001)
	row = number(text(row, "owner"), 1002)
	row = text(append(text(row, "name"), 's'), "面馆")
	row = text(append(text(row, "secret"), 'b'), "\xca\xfe")
	row = number(text(row, "rev"), 1)
	rowHash := sha256.Sum256(row)

	event := `{"action":"makeThing","actor":{"account":"1011","channel":"desk","department":"7","division":"990100","kind":"officer","post":"11"},` +
		`"at":"2026-11-23T12:00:00.000+08:00","data":{"owner":"1002"},"id":"1003","name":"thing.made","outcome":"ok",` +
		`"rows":[["thing","1001","1","` + hex.EncodeToString(rowHash[:]) + `"]],"rule":"test-allow","stream":"thing/1001","ver":1}`
	leaf := sha256.Sum256(append([]byte{0}, event...))
	b, c := sha256.Sum256([]byte("\x00b")), sha256.Sum256([]byte("\x00c"))
	ab := node(leaf, b)
	root := node(ab, c)

	key := ed25519.NewKeyFromSeed(ramp(0xc0))
	public := append([]byte{1}, key.Public().(ed25519.PublicKey)...)
	keyHash := sha256.Sum256(append([]byte("holon.test\n"), public...))
	body := "holon.test\n3\n" + base64.StdEncoding.EncodeToString(root[:]) + "\n"
	signature := append(keyHash[:4:4], ed25519.Sign(key, []byte(body))...)
	return map[string]string{
		"subject secret":   hex.EncodeToString(secret),
		"salt key":         hex.EncodeToString(saltKey),
		"master key":       hex.EncodeToString(master),
		"wrap key":         hex.EncodeToString(wrapKey),
		"wrapped secret":   hex.EncodeToString(wrapped),
		"salt":             hex.EncodeToString(salt),
		"row bytes":        hex.EncodeToString(row),
		"row hash":         hex.EncodeToString(rowHash[:]),
		"event":            event,
		"leaf hash":        hex.EncodeToString(leaf[:]),
		"leaf hash of b":   hex.EncodeToString(b[:]),
		"leaf hash of c":   hex.EncodeToString(c[:]),
		"node of 0 and 1":  hex.EncodeToString(ab[:]),
		"root of 3":        hex.EncodeToString(root[:]),
		"checkpoint seed":  hex.EncodeToString(ramp(0xc0)),
		"verifier key":     fmt.Sprintf("holon.test+%x+%s", keyHash[:4], base64.StdEncoding.EncodeToString(public)),
		"checkpoint root":  base64.StdEncoding.EncodeToString(root[:]),
		"signature line":   "— holon.test " + base64.StdEncoding.EncodeToString(signature),
		"entry bundle":     hex.EncodeToString(binary.BigEndian.AppendUint16(nil, uint16(len(event)))) + " …",
		"tile/0/000.p/3":   hex.EncodeToString(leaf[:]) + hex.EncodeToString(b[:]) + hex.EncodeToString(c[:]),
		"blind index of x": hex.EncodeToString(blind(t, master, "kind\x00x")[:16]),
	}
}

// ramp is 32 bytes, each one more than the byte before.
func ramp(from byte) []byte {
	b := make([]byte, 32)
	for i := range b {
		b[i] = from + byte(i)
	}
	return b
}

func expand(t *testing.T, secret []byte, info string) []byte {
	t.Helper()
	k, err := hkdf.Key(sha256.New, secret, nil, info, 32)
	must(t, err)
	return k
}

func blind(t *testing.T, master []byte, text string) []byte {
	t.Helper()
	mac := hmac.New(sha256.New, expand(t, master, "holon/vault/1/blind index"))
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

func text(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
}

func number(b []byte, n uint64) []byte { return binary.BigEndian.AppendUint64(append(b, 'i'), n) }

func node(l, r [32]byte) [32]byte {
	return sha256.Sum256(append(append([]byte{1}, l[:]...), r[:]...))
}

// The example in docs/seal.md is what the text says, line by line.
func TestFormatsAreAsDocumented(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "seal.md"))
	must(t, err)
	want := worked(t)
	_, rest, ok := strings.Cut(string(doc), "<!-- worked example -->\n```\n")
	if !ok {
		t.Fatal("docs/seal.md has no worked example")
	}
	example, _, _ := strings.Cut(rest, "\n```")
	for line := range strings.SplitSeq(example, "\n") {
		name, value, _ := strings.Cut(line, ": ")
		if want[name] != value {
			t.Errorf("%s: the text has\n%s\ncomputed is\n%s", name, value, want[name])
		}
		delete(want, name)
	}
	for name, value := range want {
		t.Errorf("missing:\n%s: %s", name, value)
	}
}

// The program computes what the example says.
func TestProgramAgreesWithTheDocument(t *testing.T) {
	w := worked(t)
	salt, err := hex.DecodeString(w["salt key"])
	must(t, err)
	rowSalt := seal.Salt(salt, "thing", "1001", 1)
	tab := &sqldb.Table{Name: "thing", Key: "id", Cols: []string{"id", "owner", "name", "secret", "n"}}
	hash := seal.RowHash(rowSalt, tab, []any{1001, gov.ID(1002), "面馆", []byte{0xca, 0xfe}, nil}, 1)
	if hex.EncodeToString(rowSalt) != w["salt"] || hex.EncodeToString(hash[:]) != w["row hash"] {
		t.Errorf("salt %x, row hash %x", rowSalt, hash)
	}
	e := seal.Event{
		ID: 1003, At: gov.Date("2026-11-23").Start() + 12*3600_000, Name: "thing.made", Action: "makeThing", Stream: "thing/1001", Ver: 1,
		Actor: acttest.Officer(11), Outcome: seal.Done, Rule: "test-allow", Data: seal.Data{"owner": gov.ID(1002), "empty": ""},
		Rows: []seal.RowMark{{Table: "thing", Key: "1001", Rev: 1, Hash: hash}},
	}
	body, err := e.Canonical()
	must(t, err)
	leaf := seal.LeafHash(body)
	if string(body) != w["event"] || hex.EncodeToString(leaf[:]) != w["leaf hash"] {
		t.Errorf("event %s\nleaf %x", body, leaf)
	}
	seed, err := hex.DecodeString(w["checkpoint seed"])
	must(t, err)
	parts := strings.SplitN(w["verifier key"], "+", 3)
	signer, err := seal.NewSigner("PRIVATE+KEY+holon.test+"+parts[1]+"+"+base64.StdEncoding.EncodeToString(append([]byte{1}, seed...)), w["verifier key"])
	must(t, err)
	root, err := hex.DecodeString(w["root of 3"])
	must(t, err)
	note, err := signer.Sign(3, [32]byte(root))
	must(t, err)
	if want := "holon.test\n3\n" + w["checkpoint root"] + "\n\n" + w["signature line"] + "\n"; note != want {
		t.Errorf("checkpoint\n%s\nwant\n%s", note, want)
	}
	master, err := hex.DecodeString(w["master key"])
	must(t, err)
	v, err := vault.New(master)
	must(t, err)
	if got := v.BlindIndex("kind", "x"); got != w["blind index of x"] {
		t.Errorf("blind index %s", got)
	}
}

// A wrapped secret made as the text says opens to the salt key of the text.
func TestWrappedKeysAreAsDocumented(t *testing.T) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		w := worked(t)
		wrapped, err := hex.DecodeString(w["wrapped secret"])
		must(t, err)
		master, err := hex.DecodeString(w["master key"])
		must(t, err)
		v, err := vault.New(master)
		must(t, err)
		s.Tamper(t, "INSERT INTO subject_key (subject, wrapped, created, destroyed) VALUES (1002, $1, 0, 0)", wrapped)
		must(t, s.DB.Read(t.Context(), func(q *sqldb.Q) error {
			k, err := v.Open(t.Context(), q, 1002)
			if err == nil && hex.EncodeToString(k.SaltKey()) != w["salt key"] {
				t.Errorf("salt key %x", k.SaltKey())
			}
			return err
		}))
	}, testtable.Migrations)
}
