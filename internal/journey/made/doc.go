// Package made makes the files that people of a story hand in (测试文件): honest ones, and
// such as are not what they say or hurt who opens them.
//
// Words: file 文件 · archive 压缩包. Invariant: nothing is read from the machine it runs on.
package made
