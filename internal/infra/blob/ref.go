package blob

import (
	"encoding/hex"

	"holon.example/holon/internal/gov"
)

// Ref is the address of a file: the SHA-256 of the bytes kept, 64 small
// hexadecimal digits. For a sealed file these are the encrypted ones.
type Ref string

// ParseRef reads an address; anything else is an invalid error.
func ParseRef(s string) (Ref, error) {
	if b, err := hex.DecodeString(s); err != nil || len(b) != 32 || hex.EncodeToString(b) != s {
		return "", gov.Invalid("blob.ref")
	}
	return Ref(s), nil
}

// Info is what is known of a file once it is kept.
type Info struct {
	Ref    Ref    `json:"ref"`
	Size   int64  `json:"size"`             // of the plain content, in bytes
	Type   string `json:"type"`             // media type, by content
	Width  int    `json:"width,omitempty"`  // of an image, in pixels
	Height int    `json:"height,omitempty"` // of an image, in pixels
	Sealed bool   `json:"sealed,omitempty"` // kept encrypted
}
