package main

import (
	"path/filepath"
	"testing"
)

// The draft of a guide lints but for what is named as a gap or contradiction, and
// nothing is written over.
func TestPackImportGuide(t *testing.T) {
	guide, out := filepath.Join("..", "..", "internal", "business", "matter", "importguide", "testdata", "guide.yaml"), filepath.Join(t.TempDir(), "draft")
	expect(t, exitOK, "…0 failed", "pack", "import-guide", guide, "-o", out)
	expect(t, exitNo, "…", "pack", "lint", out)
	expect(t, exitFault, "", "pack", "import-guide", guide, "-o", out)
	expect(t, exitUsage, "", "pack", "import-guide", file(t, "x.yaml", "hello"), "-o", out+"2")
}
