package memory

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"
)

// gcPercent lets the heap grow to five times what lives before it is swept: a server
// has little that lives and makes much that does not (measured: a fifth more
// submissions a second).
const gcPercent = 400

// Without a kernel that tells the memory of the machine, the heap stays below this.
const plainLimit = 1 << 30

// Tune sets the garbage collector for a serving process: rarely, but never
// beyond half of the machine's memory. What the operator set (GOGC, GOMEMLIMIT)
// stands. It gives what undoes it.
func Tune() (undo func()) {
	percent, limit := debug.SetGCPercent(gcPercent), debug.SetMemoryLimit(-1)
	if os.Getenv("GOGC") != "" {
		debug.SetGCPercent(percent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(halfOfMemory())
	}
	return func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}
}

func halfOfMemory() int64 {
	b, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return plainLimit
	}
	for line := range strings.Lines(string(b)) {
		var kb int64
		if n, _ := fmt.Sscanf(line, "MemTotal: %d kB", &kb); n == 1 {
			return max(kb<<10/2, plainLimit/2)
		}
	}
	return plainLimit
}
