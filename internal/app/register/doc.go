// Package register answers what business asks of the registers of persons and firms
// (登记库问答): what is known of an applicant, whom a document names, how somebody is
// called on a letter or a certificate. Every answer comes by data/exchange or leaves
// a sealed read.
package register
