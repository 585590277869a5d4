package machine

import (
	"os"
	"path/filepath"
	"strings"
)

// Load is the machine's load average, as the kernel tells it; empty elsewhere
// than on Linux.
func Load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	f := strings.Fields(string(b))
	return strings.Join(f[:min(3, len(f))], " ")
}

// FileSystem names the file system a folder lies on: the longest mount point that
// holds it.
func FileSystem(folder string) string {
	abs, err := filepath.Abs(folder)
	if err != nil {
		return ""
	}
	b, err := os.ReadFile("/proc/mounts")
	if err != nil {
		return ""
	}
	best, kind := "", ""
	for line := range strings.SplitSeq(string(b), "\n") {
		f := strings.Fields(line)
		if len(f) < 3 || len(f[1]) < len(best) {
			continue
		}
		if f[1] == "/" || abs == f[1] || strings.HasPrefix(abs, f[1]+"/") {
			best, kind = f[1], f[2]
		}
	}
	return kind
}
