// Package machine is what a bench needs of the machine it runs on: a process of the
// program that is started, asked whether it is ready, ended or killed (进程), the load
// and the file system.
//
// A process ends once: on its own, by Stop or by Kill; whoever asks later gets the
// same answer.
package machine
