// Package memory sets the garbage collector of a serving process (内存回收): how often it
// sweeps and how far the heap may grow, within what the operator set and the machine has.
package memory
