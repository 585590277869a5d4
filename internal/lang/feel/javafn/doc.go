// Package javafn answers calls that decision models make to static methods of the Java library
// (外部函数, DMN 1.5, clause 10.3.2.13.3), such as java.lang.Math.max(double,double).
//
// There is no Java here: the methods that models use, of Math, String and the number classes, are
// written in Go with Java's rules for conversion. Everything else is unknown, and calling it gives null.
package javafn
