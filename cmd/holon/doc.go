// Command holon is the one program of a site (整体政府平台 / holistic government
// platform): the server, its demo city, and the tools for those who write law,
// calendars, processes, tables and packs.
//
// A command is thin: it reads its flags, calls the package that the server calls
// too, and prints. Each topic stands in a file of its own, with a struct of
// commands that root embeds; its words stand in the catalogue under "cli.".
//
// Contract: data go to stdout, everything else to stderr; --json where a table is
// printed; exit 0 ok, 1 the answer is no, 2 usage, 3 could not run; checkers end
// with the line "N passed, M failed" and count what was skipped as failed.
package main
