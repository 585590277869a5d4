// Package lamp reads a clock at an instant (亮灯 / lamp): normal, due soon (临期,
// yellow), overdue (超期, red), stopped (停钟), or off when the clock has ended.
// The lamp follows the limit people work to: the promise if there is one. The
// lamp of a whole matter is the worst of its clocks and steps.
package lamp
